#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "control/clock_control.h"
#include "control/control_state.h"
#include "control/job_control.h"
#include "control/profile_queue.h"
#include "control/waits.h"

namespace autopilot {

// Who moves a clock or a job forward waits first until the data of the jobs concerned, those of the
// account or that job, has been read: what is shown then does not depend on how long that takes. No
// thread waits. A clock moves all the same when the deadline has come; its answer then has
// "pending": [{"AutoMLJobName", "region", "reason"}], at most ProfileQueue::kMostListed of them. A
// job that would pass its gate is then refused.
inline constexpr std::chrono::microseconds kLongestSettling = std::chrono::hours(1);

struct Settling {
  ControlState& state;
  const ProfileQueue& profiles;
  Waits& waits;
  std::optional<std::chrono::microseconds> deadline = {};  // absent: that of the queue's options
};

// See clock_control.h and job_control.h. Moves that do not go forward do not wait.
void ChangeClockSettled(const Settling& settling, const std::string& account,
                        std::optional<ClockSetting::Mode> mode, std::optional<Timestamp> to,
                        ControlState::Done done);
void AdvanceClockSettled(const Settling& settling, const std::string& account,
                         std::chrono::microseconds by, TimeUnit unit, ControlState::Done done);
void ResetClockSettled(const Settling& settling, const std::string& account,
                       ControlState::Done done);
void AdvanceJobSettled(const Settling& settling, const Scope& scope, const std::string& name,
                       const JobMove& move, ControlState::Done done);

}  // namespace autopilot
