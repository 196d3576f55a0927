#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/draws.h"
#include "lifecycle/events.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/plan.h"
#include "lifecycle/state.h"

namespace autopilot {

inline constexpr std::array kAllKinds{
    JobKind::kTabularHpo,         JobKind::kTabularEnsembling, JobKind::kImageClassification,
    JobKind::kTextClassification, JobKind::kTextGeneration,    JobKind::kTimeSeriesForecasting};

inline constexpr Rate kRealTime{1'000'000};
inline constexpr Rate kSpeed600{600'000'000};

// 2026-01-02T03:04:05.678Z
inline constexpr Timestamp kBirth{std::chrono::microseconds(1'767'323'045'678'000)};

constexpr Timestamp After(Timestamp t, std::int64_t us) {
  return t + std::chrono::microseconds(us);
}

inline JobSpec SpecOf(JobKind kind) {
  JobSpec spec;
  spec.kind = kind;
  return spec;
}

inline EventLog WithStop(EventLog events, Timestamp at) {
  events.push_back({.kind = EventKind::kStopRequested, .at = at, .argument = 0});
  return events;
}

inline EventLog With(EventLog events, EventKind kind, Timestamp at, std::int64_t argument = 0) {
  events.push_back({.kind = kind, .at = at, .argument = argument});
  return events;
}

inline EventLog With(EventLog events, const std::vector<Event>& added) {
  events.insert(events.end(), added.begin(), added.end());
  return events;
}

inline constexpr auto kOneMillisecond = std::chrono::milliseconds(1);

// "InProgress/ModelTuning"
inline std::string StatusOf(const JobState& state) {
  return std::string(Name(state.status)) + "/" + std::string(Name(state.secondary_status));
}

}  // namespace autopilot
