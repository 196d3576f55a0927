#include "server/admin/host_check.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "common/ascii.h"

namespace autopilot {
namespace {

struct Authority {
  std::string host;  // lower case, without brackets and trailing dot
  bool bracketed = false;
  std::string port;  // "" when not given

  bool operator==(const Authority&) const = default;
};

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Authority> ParseAuthority(std::string_view text) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    authority.bracketed = true;
    authority.host = ToLowerAscii(text.substr(1, close - 1));
    rest = text.substr(close + 1);
  } else {
    const std::size_t colon = text.find(':');
    authority.host = ToLowerAscii(text.substr(0, colon));
    if (colon != std::string_view::npos) rest = text.substr(colon);
    if (authority.host.ends_with('.')) authority.host.pop_back();
  }
  if (!rest.empty() && (rest.front() != ':' || !AllDigits(rest.substr(1)))) return std::nullopt;
  if (!rest.empty()) authority.port = rest.substr(1);
  if (authority.host.empty()) return std::nullopt;
  return authority;
}

bool IsAddress(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

// Letters, digits, '-' and '_' (Compose service names may have it).
bool IsLabel(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// The origin's authority, with the default port of its scheme left out, as browsers do in Host.
std::optional<Authority> OriginAuthority(std::string_view origin) {
  for (const auto& [scheme, port] : {std::pair{std::string_view("http://"), "80"},
                                     std::pair{std::string_view("https://"), "443"}}) {
    if (!origin.starts_with(scheme)) continue;
    auto authority = ParseAuthority(origin.substr(scheme.size()));
    if (authority && authority->port == port) authority->port.clear();
    return authority;
  }
  return std::nullopt;
}

}  // namespace

HostCheck::HostCheck(std::vector<std::string> allowed_hosts) : allowed_(std::move(allowed_hosts)) {
  for (std::string& host : allowed_) host = ToLowerAscii(host);
}

bool HostCheck::Allows(const Request& request) const {
  const std::string_view host = request.Header("Host");
  if (!host.empty() && !AllowsHost(host)) return false;
  const std::string_view origin = request.Header("Origin");
  if (origin.empty()) return true;
  auto own = ParseAuthority(host);
  if (own && own->port == (origin.starts_with("https://") ? "443" : "80")) own->port.clear();
  return own.has_value() && OriginAuthority(origin) == own;
}

bool HostCheck::AllowsHost(std::string_view host) const {
  const auto authority = ParseAuthority(host);
  if (!authority) return false;
  const std::string& name = authority->host;
  if (authority->bracketed) return IsAddress(AF_INET6, name);
  if (IsAddress(AF_INET, name) || IsLabel(name)) return true;
  return name.ends_with(".localhost") || name == "host.docker.internal" ||
         std::find(allowed_.begin(), allowed_.end(), name) != allowed_.end();
}

}  // namespace autopilot
