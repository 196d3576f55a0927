#pragma once

#include "api/data/data_options.h"
#include "control/profiler.h"
#include "datasets/base/object_store.h"

namespace autopilot {

// Reads the data of jobs for the simulation: what analyzing it finds, or why the job fails. The
// texts of failures stand in the frame of the one that was recorded (docs/fidelity.md).
class JobProfiler final : public Profiler {
 public:
  // The store must outlive it.
  JobProfiler(ObjectStore& store, DataOptions options) : store_(store), options_(options) {}

  // UnreadData only once `stop` was requested: a store that cannot be reached, within its own
  // retries and DataOptions::profile_deadline, fails the job. UncheckedData for what we do not
  // read, unless strict.
  ProfileOutcome Profile(const JobRecord& job, const std::stop_token& stop) override;

 private:
  ObjectStore& store_;
  const DataOptions options_;
};

}  // namespace autopilot
