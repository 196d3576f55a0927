#pragma once

#include <cstdint>

namespace autopilot {

// What a failure of the power (or of the operating system) does to a database file. The end of the
// process, however it comes, takes no committed write in any case.
enum class Durability : std::uint8_t {
  kNone,    // may damage the file: nothing waits for the disk
  kNormal,  // may take the last commits, but damages nothing
  kFull,    // takes nothing: every commit waits for the disk
};

}  // namespace autopilot
