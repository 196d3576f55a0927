#include "bench/http_message.h"

#include <charconv>

#include "common/ascii.h"

namespace autopilot::bench {
namespace {

// The value of a header, without the space before it; nothing if there is none of that name.
std::optional<std::string_view> Field(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
       at = head.find("\r\n", at)) {
    at += 2;
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (!EqualsIgnoringAsciiCase(line.substr(0, name.size()), name)) continue;
    const std::size_t value = line.find_first_not_of(' ', name.size() + 1);
    return value == std::string_view::npos ? std::string_view() : line.substr(value);
  }
  return std::nullopt;
}

template <typename Number>
Number NumberIn(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::optional<Frame> FindFrame(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t end = bytes.find(kEnd);
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t head = end + kEnd.size();
  const auto length = Field(bytes.substr(0, head), "Content-Length");
  return Frame{.head = head, .body = length ? NumberIn<std::size_t>(*length) : 0};
}

int StatusOf(std::string_view head) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  if (!head.starts_with("HTTP/1.") || head.size() < kVersion.size()) return 0;
  return NumberIn<int>(head.substr(kVersion.size(), 3));
}

bool ClosesConnection(std::string_view head) {
  const auto connection = Field(head, "Connection");
  if (connection) return EqualsIgnoringAsciiCase(*connection, "close");
  return head.starts_with("HTTP/1.0");
}

}  // namespace autopilot::bench
