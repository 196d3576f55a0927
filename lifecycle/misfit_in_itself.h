#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "lifecycle/outcome.h"

namespace autopilot {

// MaxCandidates of the service model.
inline constexpr std::int64_t kMostCandidates = 750;

// What contradicts itself or the model, whatever the job, as a sentence; nothing if it is sound.
std::optional<std::string> MisfitInItself(const Outcome& outcome);

// Why it cannot happen to a job of so many candidates.
std::optional<std::string> MisfitOfCount(const Outcome& outcome, std::size_t candidates);

// "Starting, AnalyzingData"
template <typename Values>
std::string NameList(const Values& values) {
  std::string list;
  for (const auto value : values) {
    if (!list.empty()) list += ", ";
    list += Name(value);
  }
  return list;
}

}  // namespace autopilot
