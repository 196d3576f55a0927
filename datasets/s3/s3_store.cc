#include "datasets/s3/s3_store.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "common/uri.h"
#include "datasets/s3/content_range.h"
#include "datasets/s3/s3_listing.h"
#include "datasets/s3/s3_paging.h"
#include "datasets/stores/s3_uri.h"
#include "datasets/stores/store_errors.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMaxListing = std::size_t{8} * 1024 * 1024;  // bytes of its XML
constexpr milliseconds kBetweenLooks{50};                          // at the deadline
constexpr int kMostDoublings = 10;                                 // of a pause

constexpr unsigned kOk = 200;
constexpr unsigned kPartialContent = 206;
constexpr unsigned kRangeNotSatisfiable = 416;

// Whether the same request may succeed later.
bool MayPass(const HttpAnswer& answer) {
  constexpr unsigned kPassing[] = {429, 500, 502, 503, 504};
  return std::find(std::begin(kPassing), std::end(kPassing), answer.status) != std::end(kPassing);
}

bool MayPass(const HttpResult<HttpAnswer>& answer) {
  return answer ? MayPass(*answer) : answer.error().kind == HttpFailure::Kind::kNoAnswer;
}

void Pause(Deadline::SteadyClock::duration span, const Deadline& deadline) {
  const Deadline end = deadline.AtMost(span);
  while (!end.HasPassed()) {
    std::this_thread::sleep_until(
        std::min(end.due(), Deadline::SteadyClock::now() + kBetweenLooks));
  }
}

bool IsEtag(std::string_view version) { return version.find('"') != std::string_view::npos; }

// Whether If-Match can carry it: a weak one matches nothing.
bool IsStrongEtag(std::string_view version) {
  return version.size() >= 2 && version.front() == '"' && version.back() == '"' &&
         std::all_of(version.begin(), version.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::string VersionOf(const HttpAnswer& answer, std::uint64_t size) {
  if (const auto etag = answer.Header("ETag"); !etag.empty()) return QuotedEtag(etag);
  const auto modified = answer.Header("Last-Modified");
  return modified.empty() ? std::string() : std::string(modified) + " " + std::to_string(size);
}

// Whether the object has been replaced by one of that size and version. What is not known of both
// is not compared.
bool IsReplaced(const ObjectInfo& object, std::uint64_t size, std::string_view version) {
  return size != object.size ||
         (!version.empty() && !object.version.empty() &&
          IsEtag(version) == IsEtag(object.version) && version != object.version);
}

// `length` is not 0.
std::string RangeOf(std::uint64_t offset, std::uint64_t length) {
  return "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + (length - 1));
}

std::string PathOf(const std::string& bucket, const std::string& key) {
  return "/" + bucket + "/" + UriEncode(key, Slash::kKeep);
}

// Whether the call makes sense at all; what could not be stored does not exist.
std::optional<tl::unexpected<DataError>> Refusal(const S3Call& call, const std::string& key) {
  if (!IsBucketName(call.bucket)) return store_errors::NoSuchBucket(call.bucket);
  if (!IsObjectKey(key)) return store_errors::NoSuchObject(call.uri);
  return std::nullopt;
}

DataResult<std::uint64_t> SizeOf(const HttpAnswer& answer, const S3Call& call) {
  const auto range = ParseContentRange(answer.Header("Content-Range"));
  if (answer.status == kPartialContent) {
    const bool is_first =
        range && range->span == ContentRange::Span{0, 0} && range->total && answer.body.size() == 1;
    if (!is_first) return S3Nonsense("the first byte of an object without its size", call);
    return *range->total;
  }
  if (answer.status == kOk) return answer.body.size();
  if (answer.status != kRangeNotSatisfiable) return S3ErrorOf(answer, call);
  if (range && range->total != 0) return S3Nonsense("bytes, but no first one", call);
  return 0;
}

// The `asked` bytes from `offset` on, all of which the object has, from an answer to that request.
DataResult<std::string> BytesOf(HttpAnswer answer, const ObjectInfo& object, std::uint64_t offset,
                                std::uint64_t asked, const S3Call& call) {
  const auto range = ParseContentRange(answer.Header("Content-Range"));
  std::uint64_t size = range && range->total ? *range->total : object.size;
  if (answer.status == kOk) {
    if (offset > 0) return S3Nonsense("the whole object in place of a range", call);
    size = answer.body.size();
  } else if (answer.status == kPartialContent) {
    if (!range || !range->span) return S3Nonsense("a part without its place", call);
  } else if (answer.status != kRangeNotSatisfiable) {
    return S3ErrorOf(answer, call);
  }
  if (IsReplaced(object, size, VersionOf(answer, size))) return store_errors::Changed(call.uri);
  if (answer.status == kRangeNotSatisfiable) return S3Nonsense("a range that is not there", call);
  const ContentRange::Span span{offset, offset + (asked - 1)};
  if ((range && range->span != span) || answer.body.size() != asked) {
    return S3Nonsense("another part than was asked for", call);
  }
  return std::move(answer.body);
}

}  // namespace

tl::expected<std::unique_ptr<S3Store>, std::string> S3Store::Make(const S3Options& options,
                                                                  const Clock& wall_clock) {
  auto endpoint = ParseS3Endpoint(options.endpoint);
  if (!endpoint) return tl::unexpected(endpoint.error());
  if (auto problem = ProblemOf(options)) return tl::unexpected(*std::move(problem));
  std::unique_ptr<TlsTrust> trust;
  if (endpoint->is_tls) {
    auto loaded = TlsTrust::Load(options.ca_file);
    if (!loaded) return tl::unexpected(loaded.error());
    trust = *std::move(loaded);
  }
  return std::unique_ptr<S3Store>(
      new S3Store(options, wall_clock, *std::move(endpoint), std::move(trust)));
}

S3Store::S3Store(const S3Options& options, const Clock& wall_clock, S3Endpoint endpoint,
                 std::unique_ptr<TlsTrust> trust)
    : wall_clock_(wall_clock),
      signer_(options.credentials ? std::optional<sigv4::Signer>(
                                        std::in_place, *options.credentials, options.region, "s3")
                                  : std::nullopt),
      attempts_(options.attempts),
      first_pause_(options.first_pause),
      seed_(options.seed),
      client_(std::move(endpoint), std::move(trust),
              {.connect = options.connect_timeout, .read = options.read_timeout},
              options.max_idle_connections) {}

S3Call S3Store::CallOf(const std::string& bucket, const std::string& key) const {
  return {.bucket = bucket,
          .uri = S3Uri{.bucket = bucket, .key = key}.Text(),
          .endpoint = client_.endpoint().Url(),
          .is_signed = signer_.has_value()};
}

HttpRequest S3Store::RequestOf(const Target& target, std::size_t body_limit) const {
  const bool is_head = target.method == HttpMethod::kHead;
  HttpRequest request{.method = target.method,
                      .target = target.path + (target.query.empty() ? "" : "?" + target.query),
                      .headers = {{"Host", client_.endpoint().Authority()}},
                      .body_limit = body_limit};
  sigv4::Headers& headers = request.headers;
  headers.insert(headers.end(), target.headers.begin(), target.headers.end());
  if (signer_) {
    const sigv4::Message message{.method = is_head ? "HEAD" : "GET",
                                 .path = target.path,
                                 .query = target.query,
                                 .headers = headers};
    const sigv4::Headers signature =
        signer_->HeadersFor(message, sigv4::PayloadHash(""), wall_clock_.Now());
    headers.insert(headers.end(), signature.begin(), signature.end());
  }
  headers.emplace_back("User-Agent", "autopilot-local");
  // Bytes as they are stored, so that ranges and sizes are those of the object.
  headers.emplace_back("Accept-Encoding", "identity");
  return request;
}

DataResult<HttpAnswer> S3Store::Ask(const Target& target, std::size_t body_limit,
                                    const S3Call& call, const Deadline& deadline) {
  Draws draws(Derive(seed_, calls_.fetch_add(1, std::memory_order_relaxed)));
  for (int attempt = 1;; ++attempt) {
    auto answer = client_.Send(RequestOf(target, body_limit), deadline);
    if (attempt >= attempts_ || !MayPass(answer)) {
      if (!answer) return S3ErrorOf(answer.error(), call, deadline);
      return *std::move(answer);
    }
    const auto longest = first_pause_ * (1 << std::min(attempt - 1, kMostDoublings));
    Pause(
        std::chrono::duration_cast<Deadline::SteadyClock::duration>(longest * draws.Uniform(0, 1)),
        deadline);
    if (auto end = store_errors::EndOf(deadline, call.uri)) return *std::move(end);
  }
}

DataResult<ObjectPage> S3Store::List(const std::string& bucket, const std::string& prefix,
                                     const std::string& next, std::size_t limit,
                                     const Deadline& deadline) {
  const S3Call call = CallOf(bucket, prefix);
  if (!IsBucketName(bucket)) return store_errors::NoSuchBucket(bucket);
  const auto from = ParseS3Position(next);
  if (!from) {
    return tl::unexpected(DataError{DataErrorKind::kMalformed,
                                    "The listing of " + call.uri + " has no page of that token."});
  }
  const auto answer = Ask({.method = HttpMethod::kGet,
                           .path = "/" + bucket,
                           .query = S3ListQuery(prefix, *from, limit)},
                          kMaxListing, call, deadline);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != kOk) return S3ErrorOf(*answer, call);
  auto page = ParseS3Listing(answer->body).and_then([&](S3Listing listing) {
    return S3PageOf(std::move(listing), bucket, prefix, *from, limit);
  });
  if (!page) return S3Nonsense("the listing has " + page.error(), call);
  return *std::move(page);
}

DataResult<ObjectInfo> S3Store::Find(const std::string& bucket, const std::string& key,
                                     const Deadline& deadline) {
  const S3Call call = CallOf(bucket, key);
  if (auto refusal = Refusal(call, key)) return *std::move(refusal);
  const auto found = [&](const HttpAnswer& answer, std::uint64_t size) {
    return ObjectInfo{
        .bucket = bucket, .key = key, .size = size, .version = VersionOf(answer, size)};
  };
  Target target{.method = HttpMethod::kHead, .path = PathOf(bucket, key), .query = {}};
  const auto head = Ask(target, 0, call, deadline);
  if (!head) return tl::unexpected(head.error());
  if (MayPass(*head)) return S3ErrorOf(*head, call);
  const auto length = ParseByteCount(head->Header("Content-Length"));
  if (head->status == kOk && length) return found(*head, *length);

  target.method = HttpMethod::kGet;
  target.headers = {{"Range", RangeOf(0, 1)}};
  const auto first = Ask(target, 1, call, deadline);
  if (!first) return tl::unexpected(first.error());
  return SizeOf(*first, call).map([&](std::uint64_t size) { return found(*first, size); });
}

DataResult<std::string> S3Store::Read(const ObjectInfo& object, std::uint64_t offset,
                                      std::size_t length, const Deadline& deadline) {
  const S3Call call = CallOf(object.bucket, object.key);
  if (auto refusal = Refusal(call, object.key)) return *std::move(refusal);
  if (length == 0 || offset >= object.size) {
    const auto found = Find(object.bucket, object.key, deadline);
    if (!found) return tl::unexpected(found.error());
    if (IsReplaced(object, found->size, found->version)) return store_errors::Changed(call.uri);
    return std::string();
  }
  const std::uint64_t asked = std::min<std::uint64_t>(length, object.size - offset);
  Target target{.method = HttpMethod::kGet,
                .path = PathOf(object.bucket, object.key),
                .query = {},
                .headers = {{"Range", RangeOf(offset, asked)}}};
  if (IsStrongEtag(object.version)) target.headers.emplace_back("If-Match", object.version);
  auto answer = Ask(target, static_cast<std::size_t>(asked), call, deadline);
  if (!answer) return tl::unexpected(answer.error());
  return BytesOf(*std::move(answer), object, offset, asked, call);
}

}  // namespace autopilot
