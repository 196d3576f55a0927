#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace autopilot {

// A Content-Range header, RFC 9110 14.4: "bytes 0-99/1000", "bytes 0-99/*", "bytes */1000".
struct ContentRange {
  struct Span {
    std::uint64_t first = 0;
    std::uint64_t last = 0;  // included, not before the first

    bool operator==(const Span&) const = default;
  };

  std::optional<Span> span;            // absent where the range asked for has no bytes
  std::optional<std::uint64_t> total;  // of the whole object

  bool operator==(const ContentRange&) const = default;
};

// Absent for anything else, also for a span beyond the total.
std::optional<ContentRange> ParseContentRange(std::string_view text);

// A number of bytes in digits alone, as of Content-Length.
std::optional<std::uint64_t> ParseByteCount(std::string_view text);

}  // namespace autopilot
