#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/scope.h"

namespace autopilot {

// A number that changes with each committed write that could have changed what is stored of a job.
using JobVersion = std::atomic<std::uint64_t>;

// The versions of all jobs, those that exist and those that do not. Many jobs share a number, so
// that their count costs no memory: a change of one is then a change of all of these. Any thread.
class JobVersions {
 public:
  // `name` in lower case.
  JobVersion& Of(const Scope& scope, std::string_view name) {
    return versions_[SlotOf(scope, name)];
  }
  void ChangeAll() {
    for (JobVersion& version : versions_) ++version;
  }

 private:
  static constexpr std::size_t kSlots = 16'384;

  static std::size_t SlotOf(const Scope& scope, std::string_view name) {
    const std::hash<std::string_view> hash;
    constexpr std::size_t kMix = 0x9E37'79B9'7F4A'7C15;
    return ((hash(name) * kMix ^ hash(scope.account)) * kMix ^ hash(scope.region)) % kSlots;
  }

  std::array<JobVersion, kSlots> versions_{};
};

}  // namespace autopilot
