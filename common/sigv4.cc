#include "common/sigv4.h"

#include <algorithm>
#include <cstddef>

#include "common/ascii.h"
#include "common/uri.h"

namespace autopilot::sigv4 {
namespace {

std::string NormalizedPath(std::string_view path) {
  std::vector<std::string_view> segments;
  bool is_folder = true;  // the path ends with what leaves a slash behind
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    start = end + 1;
    is_folder = segment.empty() || segment == "." || segment == "..";
    if (!is_folder) segments.push_back(segment);
    if (segment == ".." && !segments.empty()) segments.pop_back();
  }
  std::string normalized;
  for (const std::string_view segment : segments) normalized.append("/").append(segment);
  if (is_folder || normalized.empty()) normalized += '/';
  return normalized;
}

std::string CanonicalPath(std::string_view path, PathRule rule) {
  if (path.empty()) return "/";
  // What was sent is encoded already: S3 signs that, the others encode once more.
  return rule == PathRule::kAsIs ? UriEncode(UriDecode(path), Slash::kKeep)
                                 : UriEncode(NormalizedPath(path), Slash::kKeep);
}

// Sorted by the encoded bytes. A signature cannot sign itself.
std::string CanonicalQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    std::string name = UriEncode(UriDecode(pair.substr(0, equals)));
    if (name == "X-Amz-Signature") continue;
    const auto value = equals == pair.size() ? std::string_view() : pair.substr(equals + 1);
    pairs.emplace_back(std::move(name), UriEncode(UriDecode(value)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string canonical;
  for (const auto& [name, value] : pairs) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(name).append("=").append(value);
  }
  return canonical;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Without blanks at its ends, and with one for several.
void AppendTrimmed(std::string& text, std::string_view value) {
  bool after_blank = false;
  bool is_first = true;
  for (const char c : value) {
    if (IsBlank(c)) {
      after_blank = true;
      continue;
    }
    if (after_blank && !is_first) text += ' ';
    text += c;
    is_first = after_blank = false;
  }
}

// All values of a header, in the order in which they were sent.
void AppendHeader(std::string& text, const Headers& headers, std::string_view name) {
  text.append(name).append(":");
  bool is_first = true;
  for (const auto& [header_name, value] : headers) {
    if (!EqualsIgnoringAsciiCase(header_name, name)) continue;
    if (!is_first) text += ',';
    AppendTrimmed(text, value);
    is_first = false;
  }
  text += '\n';
}

}  // namespace

std::string CredentialScope::Text() const {
  return date + "/" + region + "/" + service + "/" + std::string(kTerminator);
}

PathRule PathRuleOf(std::string_view service) {
  return service == "s3" ? PathRule::kAsIs : PathRule::kNormalized;
}

std::string PayloadHash(std::string_view body) { return Hex(Sha256(body)); }

std::string CanonicalRequest(const Message& message, const std::vector<std::string>& signed_headers,
                             std::string_view payload_hash, PathRule path_rule) {
  std::string canonical(message.method);
  canonical.append("\n").append(CanonicalPath(message.path, path_rule));
  canonical.append("\n").append(CanonicalQuery(message.query)).append("\n");
  std::string names;
  for (const std::string& name : signed_headers) {
    AppendHeader(canonical, message.headers, name);
    names.append(names.empty() ? "" : ";").append(name);
  }
  return canonical.append("\n").append(names).append("\n").append(payload_hash);
}

std::string StringToSign(std::string_view date, const CredentialScope& scope,
                         std::string_view canonical_request) {
  std::string text(kAlgorithm);
  text.append("\n").append(date).append("\n").append(scope.Text()).append("\n");
  return text.append(Hex(Sha256(canonical_request)));
}

Sha256Digest SigningKey(std::string_view secret_access_key, const CredentialScope& scope) {
  const std::string secret = "AWS4" + std::string(secret_access_key);
  Sha256Digest key = HmacSha256(BytesOf(secret), scope.date);
  key = HmacSha256(key, scope.region);
  key = HmacSha256(key, scope.service);
  return HmacSha256(key, kTerminator);
}

std::string Signature(const Sha256Digest& signing_key, std::string_view string_to_sign) {
  return Hex(HmacSha256(signing_key, string_to_sign));
}

}  // namespace autopilot::sigv4
