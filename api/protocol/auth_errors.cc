#include "api/protocol/auth_errors.h"

#include <utility>

#include "api/protocol/bounded_text.h"
#include "common/base64.h"
#include "common/digest.h"
#include "common/iso_time.h"

namespace autopilot::errors {
namespace {

constexpr std::size_t kShownBytes = 200;

std::string Quoted(std::string_view value) { return "'" + PrintableText(value, kShownBytes) + "'"; }

std::string HashOf(std::string_view authorization) {
  const Sha256Digest digest = Sha256(authorization);
  return Base64(std::string(digest.begin(), digest.end()));
}

Error Incomplete(std::string message) {
  return {ErrorCode::kIncompleteSignature, std::move(message)};
}

Error Invalid(std::string message, std::string note = {}) {
  return {ErrorCode::kInvalidSignature, std::move(message), std::move(note)};
}

}  // namespace

Error MissingAuthenticationToken() {
  return {ErrorCode::kMissingAuthenticationToken, "Missing Authentication Token"};
}

Error UnreadableAuthorization(std::string_view authorization) {
  return Incomplete(
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 "
      "and "
      "encoded with Base64): '" +
      HashOf(authorization) + "'.");
}

Error MissingAuthorizationParts(const std::vector<std::string_view>& missing,
                                std::string_view authorization) {
  std::string message;
  for (const std::string_view part : missing) {
    message += part == "Date"
                   ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                     "header. "
                   : "Authorization header requires " + Quoted(part) + " parameter. ";
  }
  return Incomplete(message + "(Hashed with SHA-256 and encoded with Base64) Authorization=" +
                    HashOf(authorization));
}

Error MissingSignatureParameters(const std::vector<std::string_view>& missing) {
  std::string message;
  for (const std::string_view name : missing) {
    message += "AWS query-string parameters must include " + Quoted(name) + ". ";
  }
  return Incomplete(message + "Re-examine the query-string parameters.");
}

Error BadExpiry(std::string_view expires) {
  return Incomplete("'X-Amz-Expires' must be a number of seconds from 1 to 604800. Got " +
                    Quoted(expires) + ". Re-examine the query-string parameters.");
}

Error BadSignatureDate(std::string_view date) {
  return Incomplete("Date must be in ISO-8601 'basic format'. Got " + Quoted(date) +
                    ". See http://en.wikipedia.org/wiki/ISO_8601");
}

Error UnsupportedAlgorithm(std::string_view algorithm) {
  return Incomplete("Unsupported AWS 'algorithm': " + Quoted(algorithm) +
                    " (only AWS4-HMAC-SHA256 for now). ");
}

Error BadCredential(std::string_view credential) {
  return Incomplete(
      "Credential must have exactly 5 slash-delimited elements, e.g. "
      "keyid/date/region/service/term, got " +
      Quoted(credential));
}

Error TwoSignatures() {
  return Invalid(
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
}

Error SignatureExpired(std::string_view date, Timestamp allowed, Timestamp now) {
  return Invalid("Signature expired: " + std::string(date) + " is now earlier than " +
                 BasicIsoTime(allowed) + " (" + BasicIsoTime(now) + " - 5 min.)");
}

Error SignatureNotYetCurrent(std::string_view date, Timestamp allowed, Timestamp now) {
  return Invalid("Signature not yet current: " + std::string(date) + " is still later than " +
                 BasicIsoTime(allowed) + " (" + BasicIsoTime(now) + " + 5 min.)");
}

Error UnsignedHeader(std::string_view name) {
  return Invalid((name == "Host" ? "'Host' or ':authority'" : Quoted(name)) +
                 " must be a 'SignedHeader' in the AWS Authorization.");
}

Error WrongCredentialScope(const std::string& problems) { return Invalid(problems); }

Error SignatureMismatch(std::string note) {
  return Invalid(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.",
      std::move(note));
}

Error RequestExpired() { return {ErrorCode::kRequestExpired, "Request has expired."}; }

Error UnrecognizedClient(std::string note) {
  return {ErrorCode::kUnrecognizedClient, "The security token included in the request is invalid.",
          std::move(note)};
}

Error ExpiredToken(std::string note) {
  return {ErrorCode::kExpiredToken, "The security token included in the request is expired",
          std::move(note)};
}

}  // namespace autopilot::errors
