#include "datasets/stores/s3_uri.h"

#include <algorithm>
#include <cstddef>

#include "common/ascii.h"
#include "common/utf8.h"

namespace autopilot {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr std::size_t kMaxBucketLength = 255;
constexpr std::size_t kMaxKeyLength = 1'024;
constexpr std::size_t kMaxShown = 200;

bool IsUtf8WithoutNul(std::string_view text) {
  return text.find('\0') == std::string_view::npos && IsUtf8(text);
}

tl::unexpected<DataError> Malformed(std::string text) {
  return tl::unexpected(DataError{DataErrorKind::kMalformed, std::move(text)});
}

}  // namespace

bool IsBucketName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxBucketLength && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == '_';
         });
}

bool IsObjectKey(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyLength && IsUtf8WithoutNul(text);
}

DataResult<S3Uri> ParseS3Uri(std::string_view text) {
  if (!IsUtf8WithoutNul(text)) return Malformed("An S3 URI is UTF-8 text without NUL.");
  const std::string shown =
      text.size() <= kMaxShown ? " \"" + std::string(text) + "\" does not." : "";
  if (!EqualsIgnoringAsciiCase(text.substr(0, kScheme.size()), kScheme)) {
    return Malformed("An S3 URI begins with s3://." + shown);
  }
  const std::string_view rest = text.substr(kScheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  S3Uri uri{.bucket = std::string(rest.substr(0, slash)),
            .key = std::string(rest.substr(std::min(slash + 1, rest.size())))};
  if (!IsBucketName(uri.bucket)) {
    return Malformed("An S3 URI names a bucket of letters, digits, '.', '-' and '_' behind s3://." +
                     shown);
  }
  if (!uri.key.empty() && !IsObjectKey(uri.key)) {
    return Malformed("The key of an object has at most 1,024 bytes, that of the URI has " +
                     std::to_string(uri.key.size()) + ".");
  }
  return uri;
}

}  // namespace autopilot
