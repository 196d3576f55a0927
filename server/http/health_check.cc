#include "server/http/health_check.h"

#include "server/http/net.h"

namespace autopilot {
namespace {

struct Address {
  std::string authority, host, port;
};

std::optional<Address> ParseUrl(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  Address address{.authority = std::string(url), .host = {}, .port = "80"};
  const std::size_t close = url.starts_with('[') ? url.find(']') : 0;
  if (close == std::string_view::npos) return std::nullopt;
  const std::size_t colon = url.find(':', close);
  address.host = close > 0 ? url.substr(1, close - 1) : url.substr(0, colon);
  if (colon != std::string_view::npos) address.port = url.substr(colon + 1);
  if (address.host.empty() || address.host.find_first_of("/ \r\n") != std::string::npos ||
      address.port.empty() || address.port.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return address;
}

}  // namespace

std::optional<std::string> CheckHealth(std::string_view url, std::chrono::milliseconds timeout) {
  const auto address = ParseUrl(url);
  if (!address) {
    return "'" + std::string(url) + "' is not of the form http://HOST:PORT.";
  }
  tcp::iostream stream;
  stream.expires_after(timeout);
  stream.connect(address->host, address->port);
  stream << "GET /_autopilot/health HTTP/1.1\r\nHost: " << address->authority
         << "\r\nConnection: close\r\n\r\n"
         << std::flush;
  std::string version, status;
  stream >> version >> status;
  if (!stream) {
    return "No answer from " + std::string(url) + ": " + stream.error().message() + ".";
  }
  if (!version.starts_with("HTTP/1.") || status != "200") {
    return std::string(url) + " answers, but not as a healthy autopilot-local.";
  }
  return std::nullopt;
}

}  // namespace autopilot
