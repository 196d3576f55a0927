#include "server/http/conversion.h"

#include <boost/beast/http/status.hpp>
#include <cstddef>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

#include "common/ascii.h"

namespace autopilot {
namespace {

constexpr std::size_t kUsualHeadSize = 256;

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::string OriginForm(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!EqualsIgnoringAsciiCase(target.substr(0, kScheme.size()), kScheme)) {
    return std::string(target);
  }
  const std::size_t path = target.find_first_of("/?", kScheme.size());
  if (path == std::string_view::npos) return "/";
  std::string origin(target.substr(path));
  if (origin.front() == '?') origin.insert(origin.begin(), '/');
  return origin;
}

}  // namespace

Request ToRequest(http::request<http::string_body>&& message) {
  Request request;
  request.method = View(message.method_string());
  request.target = OriginForm(View(message.target()));
  request.headers.reserve(static_cast<std::size_t>(std::distance(message.begin(), message.end())));
  for (const auto& field : message) {
    request.headers.emplace_back(View(field.name_string()), View(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

std::string HeadOf(const Response& response, const Framing& framing, const std::string& date,
                   BodyFraming body) {
  std::string head;
  head.reserve(kUsualHeadSize);
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  head.append(framing.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ");
  head.append(std::to_string(response.status)).append(" ");
  head.append(View(http::obsolete_reason(http::int_to_status(response.status)))).append("\r\n");
  add("Date", date);
  for (const auto& [name, value] : response.headers) add(name, value);
  if (!response.content_type.empty()) add("Content-Type", response.content_type);
  if (body == BodyFraming::kChunked) {
    add("Transfer-Encoding", "chunked");
  } else {
    add("Content-Length", std::to_string(response.body.size()));
  }
  // What the version does by itself is not said.
  if (framing.keep_alive && framing.version == 10) add("Connection", "keep-alive");
  if (!framing.keep_alive && framing.version != 10) add("Connection", "close");
  return head.append("\r\n");
}

std::string MalformedHttp(const Response& response, const Framing& framing,
                          const std::string& date) {
  constexpr std::string_view kNoChunk = "this is no chunk\r\n";
  const std::string_view half =
      std::string_view(response.body).substr(0, (response.body.size() + 1) / 2);
  std::ostringstream text;
  text << HeadOf(response, {.version = framing.version, .keep_alive = false}, date,
                 BodyFraming::kChunked);
  if (!half.empty()) text << std::hex << half.size() << "\r\n" << half << "\r\n";
  text << kNoChunk;
  return text.str();
}

}  // namespace autopilot
