#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>

#include "control/control_error.h"

namespace autopilot {

// A file that an option names cannot be used. The text says which one, where and why.
struct StartFileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Both throw StartFileError. No duplicate keys, at most 64 levels.
std::string ReadStartFile(const std::filesystem::path& file);
nlohmann::json ReadStartJson(const std::filesystem::path& file);

// `where` is an entry of the file, or "".
[[noreturn]] void ThrowStartFileError(const std::filesystem::path& file, const std::string& where,
                                      const ControlError& error);

}  // namespace autopilot
