#pragma once

#include <exception>
#include <string>

namespace autopilot {

// What the exception being handled says. Only inside a catch block.
inline std::string CurrentErrorText() {
  try {
    throw;
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "unknown exception";
  }
}

}  // namespace autopilot
