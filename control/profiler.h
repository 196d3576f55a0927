#pragma once

#include <stop_token>
#include <string>
#include <variant>

#include "lifecycle/data_facts.h"
#include "lifecycle/profiled_plan.h"
#include "storage/records.h"

namespace autopilot {

// The data was read: what was found, and what the create request says of the problem itself.
struct ProfiledData {
  DataFacts facts;
  RequestedProblem requested;
};
// The data is of no use: why the job fails (FailureReason).
struct UnusableData {
  std::string reason;
};
// Whether it is cannot be told now (the store of the objects does not answer): to be tried again.
struct UnreadData {
  std::string reason;  // for the log
};
// The data is not looked at, now or later: the job goes on as it was planned.
struct UncheckedData {};
using ProfileOutcome = std::variant<ProfiledData, UnusableData, UnreadData, UncheckedData>;

// Reads the data of jobs.
class Profiler {
 public:
  virtual ~Profiler() = default;

  // May take long, and is called on several threads at a time. Returns soon once `stop` is
  // requested; what it returns then is of no concern. What it throws counts as UnreadData.
  virtual ProfileOutcome Profile(const JobRecord& job, const std::stop_token& stop) = 0;
};

// That of a server that does not look at data.
class NoProfiler final : public Profiler {
 public:
  ProfileOutcome Profile(const JobRecord&, const std::stop_token&) override {
    return UncheckedData{};
  }
};

}  // namespace autopilot
