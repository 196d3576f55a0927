#include "common/sigv4_signer.h"

#include <utility>

#include "common/iso_time.h"
#include "common/sigv4_claim.h"
#include "common/uri.h"

namespace autopilot::sigv4 {
namespace {

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : ";").append(name);
  return text;
}

std::string SignedNames(const Headers& headers) {
  std::string names;
  for (const auto& header : headers) names.append(header.first).append(";");
  return Joined(ReadSignedHeaders(names));
}

}  // namespace

Signer::Signer(Credentials credentials, std::string region, std::string service)
    : credentials_(std::move(credentials)),
      region_(std::move(region)),
      service_(std::move(service)) {}

CredentialScope Signer::ScopeOn(std::string_view date) const {
  return {.date = std::string(date.substr(0, 8)), .region = region_, .service = service_};
}

std::string Signer::SignatureOf(const Message& message, std::string_view signed_headers,
                                std::string_view payload_hash, std::string_view date) const {
  const CredentialScope scope = ScopeOn(date);
  const std::string canonical = CanonicalRequest(message, ReadSignedHeaders(signed_headers),
                                                 payload_hash, PathRuleOf(service_));
  return Signature(SigningKey(credentials_.secret_access_key, scope),
                   StringToSign(date, scope, canonical));
}

Headers Signer::HeadersFor(const Message& message, std::string_view payload_hash,
                           Timestamp now) const {
  const std::string date = BasicIsoTime(now);
  Headers added{{"X-Amz-Date", date}};
  if (!credentials_.session_token.empty()) {
    added.emplace_back("X-Amz-Security-Token", credentials_.session_token);
  }
  if (service_ == "s3") added.emplace_back("x-amz-content-sha256", payload_hash);

  Headers all = message.headers;
  all.insert(all.end(), added.begin(), added.end());
  const std::string names = SignedNames(all);
  const Message complete{
      .method = message.method, .path = message.path, .query = message.query, .headers = all};
  added.emplace_back("Authorization",
                     std::string(kAlgorithm) + " Credential=" + credentials_.access_key_id + "/" +
                         ScopeOn(date).Text() + ", SignedHeaders=" + names +
                         ", Signature=" + SignatureOf(complete, names, payload_hash, date));
  return added;
}

std::string Signer::PresignedQuery(const Message& message, Timestamp now,
                                   std::chrono::seconds expires) const {
  const std::string date = BasicIsoTime(now);
  const std::string names = SignedNames(message.headers);
  std::string query(message.query);
  const auto add = [&query](std::string_view name, std::string_view value) {
    query.append(query.empty() ? "" : "&").append(name).append("=").append(UriEncode(value));
  };
  add("X-Amz-Algorithm", kAlgorithm);
  add("X-Amz-Credential", credentials_.access_key_id + "/" + ScopeOn(date).Text());
  add("X-Amz-Date", date);
  add("X-Amz-Expires", std::to_string(expires.count()));
  add("X-Amz-SignedHeaders", names);
  if (!credentials_.session_token.empty()) {
    add("X-Amz-Security-Token", credentials_.session_token);
  }
  const Message complete{
      .method = message.method, .path = message.path, .query = query, .headers = message.headers};
  const std::string payload_hash =
      service_ == "s3" ? std::string(kUnsignedPayload) : PayloadHash("");
  add("X-Amz-Signature", SignatureOf(complete, names, payload_hash, date));
  return query;
}

}  // namespace autopilot::sigv4
