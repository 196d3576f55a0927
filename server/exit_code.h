#pragma once

namespace autopilot {

// How the program ends; part of its interface (README, `--help`).
enum class ExitCode : int {
  kOk = 0,
  kOther = 1,    // `health`: not healthy; serving: requests were cut off, or an unforeseen failure
  kUsage = 2,    // options, or files that they name
  kAddress = 3,  // cannot listen
  kDataFolder = 4,  // cannot use the data folder
};

}  // namespace autopilot
