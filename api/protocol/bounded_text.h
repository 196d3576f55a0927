#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autopilot {

// At most `max_bytes` of `text`, cut between characters and then marked by "…". For valid UTF-8.
std::string BoundedText(std::string_view text, std::size_t max_bytes);

// The same for bytes that nobody has checked (header values, paths): whatever is not printable
// ASCII becomes '?', so that the result can stand in any answer or log line.
std::string PrintableText(std::string_view bytes, std::size_t max_bytes);

}  // namespace autopilot
