#include "server/http/conversion.h"

#include <boost/beast/http/write.hpp>
#include <ostream>
#include <sstream>
#include <string_view>
#include <utility>

#include "common/ascii.h"

namespace autopilot {
namespace {

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
  for (const auto& field : message) {
    request.headers.emplace_back(View(field.name_string()), View(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

http::response<http::string_body> ToHttp(Response&& response, const Framing& framing,
                                         const std::string& date) {
  http::response<http::string_body> message;
  message.version(framing.version);
  message.result(response.status);
  message.set(http::field::date, date);
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  if (!response.content_type.empty()) {
    message.set(http::field::content_type, response.content_type);
  }
  message.content_length(response.body.size());
  message.keep_alive(framing.keep_alive);
  if (!framing.head_only) message.body() = std::move(response.body);
  return message;
}

std::string MalformedHttp(Response&& response, const Framing& framing, const std::string& date) {
  constexpr std::string_view kNoChunk = "this is no chunk\r\n";
  const std::string half = response.body.substr(0, (response.body.size() + 1) / 2);
  auto message = ToHttp(std::move(response), {.keep_alive = false, .head_only = true}, date);
  message.erase(http::field::content_length);
  message.chunked(true);
  message.version(framing.version);
  std::ostringstream text;
  text << message.base();
  if (!half.empty()) text << std::hex << half.size() << "\r\n" << half << "\r\n";
  text << kNoChunk;
  return text.str();
}

}  // namespace autopilot
