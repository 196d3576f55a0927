#include "datasets/inputs/data_uri.h"

#include <algorithm>
#include <string>

#include "common/ascii.h"

namespace autopilot {
namespace {

constexpr std::string_view kHttps = "https://";

bool IsHostOfAws(std::string_view host) {
  return host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
}

// "s3.amazonaws.com", "s3.eu-west-1.amazonaws.com", and, as of old, "s3-eu-west-1.amazonaws.com".
bool IsHostOfS3(std::string_view host) {
  return IsHostOfAws(host) && (host.starts_with("s3.") || host.starts_with("s3-"));
}

// The length of the bucket's part of a host "bucket.s3..."; 0 if it is none. A bucket may have
// dots.
std::size_t BucketLength(std::string_view host) {
  for (std::size_t dot = host.find('.'); dot != std::string_view::npos;
       dot = host.find('.', dot + 1)) {
    if (dot > 0 && IsHostOfS3(host.substr(dot + 1))) return dot;
  }
  return 0;
}

}  // namespace

DataResult<S3Uri> ParseDataUri(std::string_view text) {
  if (!EqualsIgnoringAsciiCase(text.substr(0, kHttps.size()), kHttps)) return ParseS3Uri(text);
  const std::string_view rest = text.substr(kHttps.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string host = ToLowerAscii(rest.substr(0, slash));
  const std::string path(rest.substr(slash));
  if (IsHostOfS3(host)) return ParseS3Uri("s3:/" + path);
  if (const std::size_t length = BucketLength(host); length > 0) {
    return ParseS3Uri("s3://" + host.substr(0, length) + path);
  }
  return tl::unexpected(
      DataError{DataErrorKind::kMalformed,
                "An https:// URI of data must be the address of an object in S3, such as "
                "https://bucket.s3.us-east-1.amazonaws.com/key. The s3:// form says the same."});
}

}  // namespace autopilot
