#pragma once

#include <stdexcept>

namespace autopilot {

// The server cannot listen. The text names the address, what is wrong and what would help.
struct AddressError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace autopilot
