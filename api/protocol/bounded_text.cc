#include "api/protocol/bounded_text.h"

#include <algorithm>

namespace autopilot {
namespace {

constexpr std::string_view kEllipsis = "…";

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string BoundedText(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes;
  while (end > 0 && ContinuesCharacter(text[end])) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

std::string PrintableText(std::string_view bytes, std::size_t max_bytes) {
  std::string text(bytes.substr(0, max_bytes));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  if (bytes.size() > max_bytes) text += kEllipsis;
  return text;
}

}  // namespace autopilot
