#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace autopilot::bench {

// The frame of an HTTP/1.x message whose body has a Content-Length (or no body): all that a load
// generator and a raw server need to know. Nothing is validated; both ends are ours.
struct Frame {
  std::size_t head = 0;  // bytes of the header with its empty line
  std::size_t body = 0;  // bytes of the body

  std::size_t size() const { return head + body; }
  bool operator==(const Frame&) const = default;
};

// Nothing while the header is not complete.
std::optional<Frame> FindFrame(std::string_view bytes);

// Of a complete header: 0 if it does not start with a status line.
int StatusOf(std::string_view head);
// Whether the server ends the connection behind this answer.
bool ClosesConnection(std::string_view head);

}  // namespace autopilot::bench
