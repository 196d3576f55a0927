#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace autopilot {

// Appends a number of the two's complement in `bytes`, the highest first, whose last `scale` (not
// negative) digits are behind the point: without zeros at the end, "-0.05", "12".
void AppendDecimal(std::string_view bytes, std::int32_t scale, std::string& text);

}  // namespace autopilot
