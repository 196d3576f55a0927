#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/digest.h"
#include "common/time.h"

// AWS Signature Version 4, for both sides: who verifies a request and who signs one computes the
// same. As "Create a signed AWS API request" in the IAM User Guide tells it; the tests use the
// figures that AWS publishes.
namespace autopilot::sigv4 {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kTerminator = "aws4_request";
// In place of the payload's hash, where the service allows that (S3).
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

using Headers = std::vector<std::pair<std::string, std::string>>;

// What is signed of an HTTP request, as it is sent; a view of what must outlive it.
struct Message {
  std::string_view method;
  std::string_view path;   // before '?'; "" counts as "/"
  std::string_view query;  // behind '?'
  const Headers& headers;
};

// What a signature is good for.
struct CredentialScope {
  std::string date;  // YYYYMMDD
  std::string region;
  std::string service;

  std::string Text() const;  // "20150830/us-east-1/iam/aws4_request"
  auto operator<=>(const CredentialScope&) const = default;
};

// How a path becomes canonical, which depends on the service.
enum class PathRule {
  kNormalized,  // "." and ".." resolved, slashes joined, and encoded although it is so already
  kAsIs,        // S3, where "a//../b" is a name like any other
};
PathRule PathRuleOf(std::string_view service);

std::string PayloadHash(std::string_view body);

// `signed_headers`: names in lower case, sorted, each once.
std::string CanonicalRequest(const Message& message, const std::vector<std::string>& signed_headers,
                             std::string_view payload_hash, PathRule path_rule);

// `date`: "20150830T123600Z".
std::string StringToSign(std::string_view date, const CredentialScope& scope,
                         std::string_view canonical_request);

Sha256Digest SigningKey(std::string_view secret_access_key, const CredentialScope& scope);

// 64 hexadecimal digits.
std::string Signature(const Sha256Digest& signing_key, std::string_view string_to_sign);

}  // namespace autopilot::sigv4
