#include "lifecycle/profile_gate.h"

#include <algorithm>
#include <cstddef>

#include "lifecycle/course.h"

namespace autopilot {
namespace {

constexpr Nominal kInstant{1};

// The index of the phase that analyzes the data; the number of phases if there is none.
std::size_t AnalysisPhase(const Plan& plan) {
  const auto found =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [](const PlannedPhase& phase) { return IsAnalysis(phase.status); });
  return static_cast<std::size_t>(found - plan.phases.begin());
}

}  // namespace

std::optional<Nominal> AnalysisEnd(const Plan& plan) {
  const std::size_t phase = AnalysisPhase(plan);
  if (phase == plan.phases.size()) return std::nullopt;
  return phase + 1 == plan.phases.size() ? plan.end : plan.phases[phase + 1].start;
}

std::optional<Nominal> ProfileGate(const Plan& plan) {
  const auto end = AnalysisEnd(plan);
  if (!end) return std::nullopt;
  const std::size_t phase = AnalysisPhase(plan);
  const bool is_last = phase + 1 == plan.phases.size();
  if (is_last && !RunsToTheEnd(plan)) return std::nullopt;
  if (*end == plan.phases[phase].start) return std::nullopt;
  return *end - kInstant;
}

void MakeRoomForProfile(Plan& plan) {
  const auto end = AnalysisEnd(plan);
  if (!end) return;
  const std::size_t analysis = AnalysisPhase(plan);
  const Nominal start = plan.phases[analysis].start;
  if (*end != start) return;
  for (std::size_t n = analysis + 1; n < plan.phases.size(); ++n) {
    plan.phases[n].start = plan.phases[n].start + kInstant;
  }
  for (PlannedCandidate& candidate : plan.candidates) {
    candidate.start = candidate.start + kInstant;
    candidate.end = candidate.end + kInstant;
  }
  // One that is stuck right there is so in the last of the phases that begin there.
  if (plan.held_at && *plan.held_at >= start) plan.held_at = *plan.held_at + kInstant;
  plan.end = plan.end + kInstant;
}

std::optional<std::string> ProblemOfProfileEvents(const Plan& plan, const EventLog& events) {
  std::size_t awaits = 0;
  std::size_t profiled = 0;
  for (std::size_t n = 0; n < events.size(); ++n) {
    const Event& event = events[n];
    if (event.kind == EventKind::kProfiled) {
      if (++profiled > awaits) return "it does not wait for the profile that it got.";
      if (event.argument != 0) return "its profile has an argument.";
    }
    if (event.kind != EventKind::kAwaitsProfile) continue;
    ++awaits;
    if (n != 1 || event.at != events.front().at) {
      return "it begins to wait for its profile after its creation.";
    }
    const auto end = AnalysisEnd(plan);
    if (!end || Nominal{event.argument} + kInstant != *end) {
      return "it waits for its profile elsewhere than at the end of its analysis.";
    }
  }
  if (plan.data && profiled == 0) return "it has the facts of data that was not read.";
  return std::nullopt;
}

}  // namespace autopilot
