#include "datasets/s3/s3_paging.h"

#include <algorithm>
#include <utility>

#include "common/base64.h"
#include "common/uri.h"

namespace autopilot {
namespace {

constexpr char kBetween = '.';  // not of Base64's

}  // namespace

std::string S3Position::Token() const { return Base64(last_key) + kBetween + continuation; }

std::optional<S3Position> ParseS3Position(std::string_view token) {
  if (token.empty()) return S3Position{};
  const std::size_t end = token.find(kBetween);
  if (end == std::string_view::npos) return std::nullopt;
  auto last_key = FromBase64(token.substr(0, end));
  if (!last_key) return std::nullopt;
  S3Position position{.last_key = *std::move(last_key),
                      .continuation = std::string(token.substr(end + 1))};
  const bool is_beginning = position == S3Position{};
  return is_beginning ? std::nullopt : std::optional(std::move(position));
}

std::string S3ListQuery(const std::string& prefix, const S3Position& from, std::size_t limit) {
  std::string query;
  const auto add = [&query](std::string_view name, std::string_view value) {
    query.append(query.empty() ? "" : "&").append(name).append("=").append(UriEncode(value));
  };
  if (!from.continuation.empty()) add("continuation-token", from.continuation);
  add("encoding-type", "url");
  add("list-type", "2");
  add("max-keys", std::to_string(limit));
  if (!prefix.empty()) add("prefix", prefix);
  if (from.continuation.empty() && !from.last_key.empty()) add("start-after", from.last_key);
  return query;
}

tl::expected<ObjectPage, std::string> S3PageOf(S3Listing listing, const std::string& bucket,
                                               const std::string& prefix, const S3Position& from,
                                               std::size_t limit) {
  const auto wrong = [](const char* what) { return tl::unexpected<std::string>(what); };
  if (listing.objects.size() > limit) return wrong("more objects than were asked for");
  // There are servers that list folder by folder. Where that is all there is, it does no harm.
  if (from == S3Position{} && !listing.is_truncated) {
    std::ranges::sort(listing.objects, {}, &S3Listing::Object::key);
  }
  S3Position position{.last_key = from.last_key, .continuation = std::move(listing.continuation)};
  ObjectPage page;
  for (S3Listing::Object& object : listing.objects) {
    if (!object.key.starts_with(prefix)) return wrong("an object beyond the prefix");
    if (object.key <= position.last_key) return wrong("objects that are not in order");
    position.last_key = object.key;
    page.objects.push_back({.bucket = bucket,
                            .key = std::move(object.key),
                            .size = object.size,
                            .version = std::move(object.etag)});
  }
  if (listing.is_truncated) {
    if (position == from) return wrong("a page that leads nowhere");
    page.next = position.Token();
  }
  return page;
}

}  // namespace autopilot
