#include "common/utf8.h"

namespace autopilot {

std::size_t Utf16Length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) ++units;
    if (byte >= 0xF0) ++units;  // beyond the basic plane: a surrogate pair
  }
  return units;
}

}  // namespace autopilot
