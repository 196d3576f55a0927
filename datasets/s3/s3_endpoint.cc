#include "datasets/s3/s3_endpoint.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

#include "common/ascii.h"

namespace autopilot {
namespace {

constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";
constexpr std::uint16_t kPlainPort = 80;
constexpr std::uint16_t kTlsPort = 443;
constexpr std::size_t kMaxHost = 253;

bool StartsWith(std::string_view url, std::string_view scheme) {
  return EqualsIgnoringAsciiCase(url.substr(0, scheme.size()), scheme);
}

bool IsHostName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxHost && text.front() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == '_';
         });
}

bool IsIpv6(std::string_view text) {
  return text.find(':') != std::string_view::npos && text.size() <= 45 &&
         text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

std::optional<std::uint16_t> PortOf(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || read != end || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::string S3Endpoint::Authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (is_tls ? kTlsPort : kPlainPort) ? name : name + ":" + std::to_string(port);
}

std::string S3Endpoint::Url() const { return std::string(is_tls ? kTls : kPlain) + Authority(); }

tl::expected<S3Endpoint, std::string> ParseS3Endpoint(std::string_view url) {
  // What stands before '@' is a secret, which no message repeats.
  if (url.find('@') != std::string_view::npos) {
    return tl::unexpected<std::string>(
        "The URL of an S3 endpoint has no user and no '@'; keys come from the environment.");
  }
  const auto refused = [&](const std::string& why) {
    return tl::unexpected("The S3 endpoint '" + std::string(url) + "' " + why);
  };
  S3Endpoint endpoint{.is_tls = StartsWith(url, kTls), .host = {}};
  if (!endpoint.is_tls && !StartsWith(url, kPlain)) {
    return refused("does not begin with http:// or https://.");
  }
  endpoint.port = endpoint.is_tls ? kTlsPort : kPlainPort;
  std::string_view authority = url.substr(endpoint.is_tls ? kTls.size() : kPlain.size());
  const std::size_t behind = std::min(authority.find_first_of("/?#"), authority.size());
  if (const auto rest = authority.substr(behind); !rest.empty() && rest != "/") {
    return refused("has a path; give only http://HOST or http://HOST:PORT.");
  }
  authority = authority.substr(0, behind);
  const bool has_brackets = authority.starts_with('[');
  const std::size_t close = has_brackets ? authority.find(']') : 0;
  if (close == std::string_view::npos) return refused("has '[' without ']'.");
  const std::size_t colon = authority.find(':', close);
  const std::size_t host_end = std::min(colon, authority.size());
  const std::string_view host =
      has_brackets ? authority.substr(1, close - 1) : authority.substr(0, host_end);
  const bool is_host = has_brackets ? IsIpv6(host) && host_end == close + 1 : IsHostName(host);
  if (!is_host) return refused("has no host name or address between :// and the port.");
  endpoint.host = ToLowerAscii(host);
  if (colon != std::string_view::npos) {
    const auto port = PortOf(authority.substr(colon + 1));
    if (!port) return refused("has no port of 1 to 65535 behind ':'.");
    endpoint.port = *port;
  }
  return endpoint;
}

}  // namespace autopilot
