#include "common/sigv4_claim.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "common/ascii.h"
#include "common/uri.h"

namespace autopilot::sigv4 {
namespace {

std::string HeaderOf(const Headers& headers, std::string_view name) {
  for (const auto& [header_name, value] : headers) {
    if (EqualsIgnoringAsciiCase(header_name, name)) return value;
  }
  return {};
}

// Calls `take(name, value)` for each parameter; decoded, with "" for the value of a lone name.
template <typename Take>
void ForEachParameter(std::string_view query, Take take) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = equals == pair.size() ? std::string_view() : pair.substr(equals + 1);
    take(UriDecode(pair.substr(0, equals)), value);
  }
}

// The first one counts, of parts and of parameters.
void Keep(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

}  // namespace

std::optional<Claim> ReadAuthorization(std::string_view authorization, const Headers& headers) {
  constexpr std::string_view kBetween = ", \t";
  Claim claim;
  const auto first = std::min(authorization.find_first_not_of(" \t"), authorization.size());
  authorization.remove_prefix(first);
  const auto blank = std::min(authorization.find_first_of(" \t"), authorization.size());
  claim.algorithm = authorization.substr(0, blank);
  authorization.remove_prefix(blank);
  while (true) {
    const auto start = authorization.find_first_not_of(kBetween);
    if (start == std::string_view::npos) break;
    authorization.remove_prefix(start);
    const auto end = std::min(authorization.find_first_of(kBetween), authorization.size());
    const auto part = authorization.substr(0, end);
    authorization.remove_prefix(end);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto name = part.substr(0, equals);
    const auto value = std::string(part.substr(equals + 1));
    if (name == "Credential") Keep(claim.credential, value);
    if (name == "SignedHeaders") Keep(claim.signed_headers, value);
    if (name == "Signature") Keep(claim.signature, value);
  }
  claim.date = HeaderOf(headers, "X-Amz-Date");
  if (claim.date.empty()) claim.date = HeaderOf(headers, "Date");
  claim.security_token = HeaderOf(headers, "X-Amz-Security-Token");
  return claim;
}

bool IsPresigned(std::string_view query) {
  bool found = false;
  ForEachParameter(query, [&](const std::string& name, std::string_view) {
    found = found || name == "X-Amz-Algorithm";
  });
  return found;
}

Claim ReadPresignedQuery(std::string_view query) {
  Claim claim;
  ForEachParameter(query, [&](const std::string& name, std::string_view value) {
    if (name == "X-Amz-Algorithm") Keep(claim.algorithm, UriDecode(value));
    if (name == "X-Amz-Credential") Keep(claim.credential, UriDecode(value));
    if (name == "X-Amz-SignedHeaders") Keep(claim.signed_headers, UriDecode(value));
    if (name == "X-Amz-Signature") Keep(claim.signature, UriDecode(value));
    if (name == "X-Amz-Date") Keep(claim.date, UriDecode(value));
    if (name == "X-Amz-Security-Token") Keep(claim.security_token, UriDecode(value));
    if (name == "X-Amz-Expires") Keep(claim.expires, UriDecode(value));
  });
  return claim;
}

std::optional<Credential> ReadCredential(std::string_view text) {
  std::array<std::string, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto slash = text.find('/');
    const bool is_last = i + 1 == parts.size();
    if ((slash == std::string_view::npos) != is_last) return std::nullopt;
    parts[i] = text.substr(0, slash);
    if (!is_last) text.remove_prefix(slash + 1);
  }
  return Credential{.access_key_id = std::move(parts[0]),
                    .scope = {.date = std::move(parts[1]),
                              .region = std::move(parts[2]),
                              .service = std::move(parts[3])},
                    .terminator = std::move(parts[4])};
}

std::vector<std::string> ReadSignedHeaders(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = text.find(';');
    names.push_back(ToLowerAscii(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace autopilot::sigv4
