#include "tests/fuzz/http_text.h"

#include <algorithm>
#include <string>

namespace autopilot::fuzzing {
namespace {

bool IsTokenChar(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kMarks.find(c) != std::string_view::npos;
}

bool IsTextChar(char c) { return c == '\t' || static_cast<unsigned char>(c) >= ' '; }

template <typename Allowed>
std::string Only(std::string_view text, Allowed allowed) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), allowed);
  return kept;
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string_view TakeLine(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

Request ReadHttpText(std::string_view text) {
  Request request;
  const auto start = TakeLine(text);
  const auto blank = std::min(start.find(' '), start.size());
  request.method = Only(start.substr(0, blank), IsTokenChar);
  request.target = Only(start.substr(std::min(blank + 1, start.size())),
                        [](char c) { return IsTextChar(c) && c != ' ' && c != '\t'; });
  while (!text.empty()) {
    const auto line = TakeLine(text);
    if (line.empty()) break;
    const auto colon = line.find(':');
    auto name = Only(line.substr(0, colon), IsTokenChar);
    if (colon == std::string_view::npos || name.empty()) continue;
    const std::string value = Only(line.substr(colon + 1), IsTextChar);
    request.headers.emplace_back(std::move(name), Trimmed(value));
  }
  request.body = text;
  return request;
}

}  // namespace autopilot::fuzzing
