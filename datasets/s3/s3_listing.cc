#include "datasets/s3/s3_listing.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "common/uri.h"
#include "datasets/s3/content_range.h"
#include "datasets/s3/xml_document.h"
#include "datasets/stores/s3_uri.h"

namespace autopilot {
namespace {

tl::unexpected<std::string> Failed(std::string text) { return tl::unexpected(std::move(text)); }

// The text of the only child of that name; absent without one.
tl::expected<std::optional<std::string>, std::string> TextOf(const XmlElement& parent,
                                                             const char* name) {
  const XmlElement* found = nullptr;
  for (const XmlElement& child : parent.children) {
    if (child.name != name) continue;
    if (found != nullptr) return Failed(std::string("more than one ") + name);
    found = &child;
  }
  if (found == nullptr) return std::nullopt;
  if (!found->children.empty()) return Failed(std::string("elements inside ") + name);
  return found->text;
}

tl::expected<std::string, std::string> TextOr(const XmlElement& parent, const char* name,
                                              std::string otherwise) {
  return TextOf(parent, name).map([&](std::optional<std::string> text) {
    return text ? *std::move(text) : std::move(otherwise);
  });
}

tl::expected<std::string, std::string> NeededText(const XmlElement& parent, const char* name) {
  auto text = TextOf(parent, name);
  if (!text) return Failed(text.error());
  if (!*text) return Failed(std::string("no ") + name);
  return **std::move(text);
}

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

// As forms are encoded: '+' is a blank. Absent where a '%' does not begin an escape.
std::optional<std::string> FormDecode(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') text[i] = ' ';
    if (text[i] != '%') continue;
    if (i + 2 >= text.size() || !IsHexDigit(text[i + 1]) || !IsHexDigit(text[i + 2])) {
      return std::nullopt;
    }
    i += 2;
  }
  return UriDecode(text);
}

tl::expected<S3Listing::Object, std::string> ObjectOf(const XmlElement& contents, bool is_encoded) {
  auto key = NeededText(contents, "Key");
  if (!key) return Failed(key.error());
  auto decoded = is_encoded ? FormDecode(*std::move(key)) : std::optional(*std::move(key));
  if (!decoded || !IsObjectKey(*decoded)) return Failed("a Key that no object can have");
  const auto size = NeededText(contents, "Size");
  if (!size) return Failed(size.error());
  S3Listing::Object object{.key = *std::move(decoded), .etag = {}};
  const auto bytes = ParseByteCount(*size);
  if (!bytes) return Failed("a Size that is no number of bytes");
  object.size = *bytes;
  const auto etag = TextOr(contents, "ETag", "");
  if (!etag) return Failed(etag.error());
  object.etag = QuotedEtag(*etag);
  return object;
}

}  // namespace

tl::expected<S3Listing, std::string> ParseS3Listing(std::string_view xml) {
  const auto root = ParseXml(xml);
  if (!root) return Failed(root.error());
  if (root->name != "ListBucketResult") return Failed("no ListBucketResult");
  const auto encoding = TextOr(*root, "EncodingType", "");
  if (!encoding) return Failed(encoding.error());
  if (!encoding->empty() && *encoding != "url") return Failed("an unknown EncodingType");
  const auto truncated = NeededText(*root, "IsTruncated");
  if (!truncated) return Failed(truncated.error());
  if (*truncated != "true" && *truncated != "false") {
    return Failed("an IsTruncated that is neither true nor false");
  }
  auto continuation = TextOr(*root, "NextContinuationToken", "");
  if (!continuation) return Failed(continuation.error());
  S3Listing listing{.objects = {},
                    .is_truncated = *truncated == "true",
                    .continuation = *std::move(continuation)};
  for (const XmlElement& child : root->children) {
    if (child.name != "Contents") continue;
    auto object = ObjectOf(child, !encoding->empty());
    if (!object) return Failed(std::move(object.error()));
    listing.objects.push_back(*std::move(object));
  }
  return listing;
}

std::string S3ErrorCode(std::string_view xml) {
  constexpr std::size_t kLongest = 64;
  const auto root = ParseXml(xml);
  if (!root || root->name != "Error") return {};
  const auto code = TextOr(*root, "Code", "");
  const bool is_plain =
      code && code->size() <= kLongest && std::all_of(code->begin(), code->end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.';
      });
  return is_plain ? *code : std::string();
}

std::string QuotedEtag(std::string_view etag) {
  if (etag.empty() || etag.find('"') != std::string_view::npos) return std::string(etag);
  return "\"" + std::string(etag) + "\"";
}

}  // namespace autopilot
