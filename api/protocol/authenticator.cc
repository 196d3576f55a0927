#include "api/protocol/authenticator.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "api/protocol/auth_errors.h"
#include "api/protocol/bounded_text.h"
#include "common/ascii.h"
#include "common/digest.h"
#include "common/iso_time.h"
#include "common/uri.h"

namespace autopilot {
namespace {

using sigv4::Claim;
using sigv4::Credential;

constexpr std::string_view kService = "sagemaker";
constexpr std::chrono::minutes kSkew{5};
constexpr std::int64_t kLongestExpiry = 604'800;  // seconds: a week
constexpr std::size_t kNotedBytes = 4000;

std::optional<std::chrono::seconds> ExpiryOf(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = problem == std::errc() && end == text.data() + text.size();
  if (!is_number || seconds < 1 || seconds > kLongestExpiry) return std::nullopt;
  return std::chrono::seconds(seconds);
}

Result<Claim> ClaimOfQuery(std::string_view query) {
  Claim claim = sigv4::ReadPresignedQuery(query);
  std::vector<std::string_view> missing;
  if (claim.algorithm.empty()) missing.emplace_back("X-Amz-Algorithm");
  if (claim.credential.empty()) missing.emplace_back("X-Amz-Credential");
  if (claim.signature.empty()) missing.emplace_back("X-Amz-Signature");
  if (claim.signed_headers.empty()) missing.emplace_back("X-Amz-SignedHeaders");
  if (claim.date.empty()) missing.emplace_back("X-Amz-Date");
  if (!missing.empty()) return tl::unexpected(errors::MissingSignatureParameters(missing));
  if (!claim.expires.empty() && !ExpiryOf(claim.expires)) {
    return tl::unexpected(errors::BadExpiry(claim.expires));
  }
  return claim;
}

Result<Claim> ClaimOfHeader(std::string_view authorization, const sigv4::Headers& headers) {
  auto claim = sigv4::ReadAuthorization(authorization, headers);
  if (!claim) return tl::unexpected(errors::UnreadableAuthorization(authorization));
  std::vector<std::string_view> missing;
  if (claim->credential.empty()) missing.emplace_back("Credential");
  if (claim->signature.empty()) missing.emplace_back("Signature");
  if (claim->signed_headers.empty()) missing.emplace_back("SignedHeaders");
  if (claim->date.empty()) missing.emplace_back("Date");
  if (missing.empty()) return *std::move(claim);
  return tl::unexpected(errors::MissingAuthorizationParts(missing, authorization));
}

Result<Claim> ClaimOf(const Request& request) {
  const auto authorization = request.Header("Authorization");
  if (!sigv4::IsPresigned(request.Query())) {
    if (authorization.empty()) return tl::unexpected(errors::MissingAuthenticationToken());
    return ClaimOfHeader(authorization, request.headers);
  }
  if (!authorization.empty()) return tl::unexpected(errors::TwoSignatures());
  return ClaimOfQuery(request.Query());
}

// The window in which a signature is good: five minutes around its date, or as long as a presigned
// request says. Both are counted in whole seconds, as dates of signatures are.
std::optional<Error> ProblemOfTime(const Claim& claim, Timestamp signed_at, Timestamp instant) {
  const Timestamp now = std::chrono::floor<std::chrono::seconds>(instant);
  if (signed_at > now + kSkew) {
    return errors::SignatureNotYetCurrent(claim.date, now + kSkew, now);
  }
  if (const auto expiry = ExpiryOf(claim.expires)) {
    if (now > signed_at + *expiry) return errors::RequestExpired();
    return std::nullopt;
  }
  if (signed_at < now - kSkew) return errors::SignatureExpired(claim.date, now - kSkew, now);
  return std::nullopt;
}

// Host and what begins with x-amz- must be signed. The date is part of every signature, and the
// security token is compared itself: some clients add it afterwards.
std::optional<Error> ProblemOfHeaders(const Request& request,
                                      const std::vector<std::string>& signed_headers) {
  const auto is_signed = [&](std::string_view name) {
    return std::binary_search(signed_headers.begin(), signed_headers.end(), name);
  };
  if (!is_signed("host")) return errors::UnsignedHeader("Host");
  for (const auto& header : request.headers) {
    const std::string name = ToLowerAscii(header.first);
    const bool must_be_signed =
        name.starts_with("x-amz-") && name != "x-amz-date" && name != "x-amz-security-token";
    if (must_be_signed && !is_signed(name)) return errors::UnsignedHeader(header.first);
  }
  return std::nullopt;
}

std::optional<Error> ProblemOfScope(const Claim& claim, const Credential& credential) {
  const auto quoted = [](std::string_view value) { return "'" + PrintableText(value, 64) + "'"; };
  const auto& [date, region, service] = credential.scope;
  std::string problems;
  if (!IsRegionName(region)) {
    problems += "Credential should be scoped to a valid region, not " + quoted(region) + ". ";
  }
  if (service != kService) {
    problems += "Credential should be scoped to correct service: " + quoted(kService) + ". ";
  }
  if (credential.terminator != sigv4::kTerminator) {
    problems +=
        "Credential should be scoped with a valid terminator: " + quoted(sigv4::kTerminator) +
        ", not " + quoted(credential.terminator) + ". ";
  }
  if (const auto day = claim.date.substr(0, 8); date != day) {
    problems +=
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: " +
        quoted(date) + " != " + quoted(day) + ", from " + quoted(claim.date) + ".";
  }
  if (problems.empty()) return std::nullopt;
  return errors::WrongCredentialScope(problems);
}

void Redact(std::string& text, std::string_view secret) {
  constexpr std::string_view kInstead = "<token>";
  if (secret.empty()) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), kInstead);
    at += kInstead.size();
  }
}

// For the log: what a client's own canonical request can be compared with.
std::string NoteOf(std::string canonical_request, const Claim& claim) {
  Redact(canonical_request, claim.security_token);
  Redact(canonical_request, UriEncode(claim.security_token));
  return "This is the canonical request that should have been signed: " +
         BoundedText(canonical_request, kNotedBytes);
}

}  // namespace

Authenticator::Authenticator(AuthMode mode, std::vector<AccessKey> keys,
                             std::function<Timestamp()> now)
    : mode_(mode), now_(std::move(now)) {
  for (AccessKey& key : keys) {
    std::string id = key.id;
    keys_.insert_or_assign(std::move(id), std::move(key));
  }
}

const AccessKey* Authenticator::FindKey(std::string_view id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

Caller Authenticator::ClaimedCaller(const Request& request, const Scope& defaults) const {
  Caller caller = ParseCaller(request, defaults);
  if (verifies()) {
    const AccessKey* key = FindKey(caller.access_key_id);
    caller.scope.account = key != nullptr ? key->account : defaults.account;
  }
  return caller;
}

Result<Caller> Authenticator::Authenticate(const Request& request, Caller claimed) const {
  if (mode_ == AuthMode::kAccept) return claimed;
  const auto claim = ClaimOf(request);
  if (!claim) return tl::unexpected(claim.error());
  const auto signed_at = ParseBasicIsoTime(claim->date);
  if (!signed_at) return tl::unexpected(errors::BadSignatureDate(claim->date));
  if (verifies()) {
    if (auto problem = ProblemOfTime(*claim, *signed_at, now_())) {
      return tl::unexpected(*std::move(problem));
    }
    const auto signed_headers = sigv4::ReadSignedHeaders(claim->signed_headers);
    if (auto problem = ProblemOfHeaders(request, signed_headers)) {
      return tl::unexpected(*std::move(problem));
    }
  }
  if (claim->algorithm != sigv4::kAlgorithm) {
    return tl::unexpected(errors::UnsupportedAlgorithm(claim->algorithm));
  }
  const auto credential = sigv4::ReadCredential(claim->credential);
  if (!credential) return tl::unexpected(errors::BadCredential(claim->credential));
  if (!verifies()) return claimed;
  return Verify(request, *claim, *credential);
}

Result<Caller> Authenticator::Verify(const Request& request, const Claim& claim,
                                     const Credential& credential) const {
  if (auto problem = ProblemOfScope(claim, credential)) {
    return tl::unexpected(*std::move(problem));
  }
  const AccessKey* key = FindKey(credential.access_key_id);
  if (key == nullptr) {
    return tl::unexpected(errors::UnrecognizedClient("The key file has no such access key id."));
  }
  // A temporary key is not found without its token, a lasting one not with any.
  if (key->session_token.empty() != claim.security_token.empty()) {
    return tl::unexpected(errors::UnrecognizedClient(
        key->session_token.empty() ? "The key file has no session token for this access key id."
                                   : "This access key id needs its session token."));
  }

  const sigv4::Message message{.method = request.method,
                               .path = request.Path(),
                               .query = request.Query(),
                               .headers = request.headers};
  std::string canonical = sigv4::CanonicalRequest(
      message, sigv4::ReadSignedHeaders(claim.signed_headers), sigv4::PayloadHash(request.body),
      sigv4::PathRuleOf(credential.scope.service));
  const auto kept = signing_keys_->Find(key->id, credential.scope);
  const Sha256Digest signing_key = kept ? *kept : sigv4::SigningKey(key->secret, credential.scope);
  const std::string signature =
      sigv4::Signature(signing_key, sigv4::StringToSign(claim.date, credential.scope, canonical));
  if (!EqualInConstantTime(signature, claim.signature)) {
    return tl::unexpected(errors::SignatureMismatch(NoteOf(std::move(canonical), claim)));
  }
  if (!kept) signing_keys_->Keep(key->id, credential.scope, signing_key);
  if (!EqualInConstantTime(key->session_token, claim.security_token)) {
    return tl::unexpected(
        errors::UnrecognizedClient("The session token is not the one in the key file."));
  }
  if (key->token_expires && now_() >= *key->token_expires) {
    return tl::unexpected(errors::ExpiredToken("The session token was good until " +
                                               IsoTime(*key->token_expires) + "."));
  }
  return Caller{.scope = {.account = key->account, .region = credential.scope.region},
                .access_key_id = key->id,
                .service = std::string(kService)};
}

}  // namespace autopilot
