#include "api/protocol/caller.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "api/protocol/form_values.h"

namespace autopilot {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t kMaxAccessKeyIdLength = 128;
constexpr std::size_t kMaxServiceLength = 64;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

// Lower-case letters, digits and '-'.
bool IsServiceName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxServiceLength &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

bool IsAccessKeyId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxAccessKeyIdLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...": blanks after the commas are
// optional, the order is free.
std::string CredentialOfHeader(std::string_view authorization) {
  constexpr std::string_view kCredential = "Credential=";
  if (!authorization.starts_with(kAlgorithm)) return {};
  authorization.remove_prefix(kAlgorithm.size());
  if (!authorization.starts_with(' ')) return {};
  while (!authorization.empty()) {
    const auto comma = authorization.find(',');
    const auto part = Trim(authorization.substr(0, comma));
    if (part.starts_with(kCredential)) return std::string(part.substr(kCredential.size()));
    if (comma == std::string_view::npos) break;
    authorization.remove_prefix(comma + 1);
  }
  return {};
}

std::string CredentialOfQuery(std::string_view query) {
  if (FormValue(query, "X-Amz-Algorithm").value_or(std::string(kAlgorithm)) != kAlgorithm) {
    return {};
  }
  return FormValue(query, "X-Amz-Credential").value_or("");
}

}  // namespace

Caller ParseCaller(const Request& request, const Scope& defaults) {
  Caller caller{.scope = defaults, .access_key_id = "", .service = std::nullopt};
  const auto authorization = request.Header("Authorization");
  const std::string credential = authorization.empty() ? CredentialOfQuery(request.Query())
                                                       : CredentialOfHeader(authorization);

  // <access key id>/<date>/<region>/<service>/aws4_request
  std::array<std::string_view, 5> fields;
  std::string_view rest = credential;
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return caller;
    fields[i] = rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
  }
  fields.back() = rest;
  const auto [access_key_id, date, region, service, terminator] = fields;
  if (terminator != "aws4_request" || !IsAccessKeyId(access_key_id)) return caller;

  caller.access_key_id = access_key_id;
  if (IsAccountId(access_key_id)) caller.scope.account = access_key_id;
  if (IsRegionName(region)) caller.scope.region = region;
  if (IsServiceName(service)) caller.service = service;
  return caller;
}

}  // namespace autopilot
