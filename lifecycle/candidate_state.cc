#include <algorithm>
#include <chrono>
#include <iterator>

#include "lifecycle/course.h"
#include "lifecycle/metrics.h"
#include "lifecycle/state.h"

namespace autopilot {
namespace {

constexpr Rate kRealTime{1'000'000};
// Recorded for ensembling.
constexpr Nominal kSettledBeforeEnd = Nominal::Seconds(1);

// The nominal instant at which finished candidates are modified for the last time.
Nominal SettlesAt(const Plan& plan) {
  if (plan.kind != JobKind::kTabularHpo) return plan.end - kSettledBeforeEnd;
  const auto training =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [](const PlannedPhase& phase) { return IsTraining(phase.status); });
  if (training == plan.phases.end() || std::next(training) == plan.phases.end()) return plan.end;
  return std::next(training)->start;
}

// The same in the course that was taken; nothing before it.
std::optional<Timestamp> Settled(const Plan& plan, const Course& course) {
  const Timestamp at = course.Shown(SettlesAt(plan));
  if (course.stop_requested) return std::min(at, *course.stop_requested);
  return at <= course.now ? std::optional(at) : std::nullopt;
}

// What all candidates of a job have in common at one instant.
class CandidateEvaluator {
 public:
  CandidateEvaluator(const Plan& plan, const EventLog& events, const Course& course)
      : course_(course),
        planned_end_time_(course.PlannedEndTime(plan)),
        end_time_(course.EndTime(plan)),
        settled_(Settled(plan, course)),
        whole_seconds_(plan.kind == JobKind::kTabularHpo &&
                       events.front().argument == kRealTime.millionths) {}

  CandidateState At(const PlannedCandidate& candidate, std::size_t index) const {
    const Timestamp start = course_.Shown(candidate.start);
    const Timestamp end = course_.Shown(candidate.end);
    CandidateState state;
    state.index = index;
    state.created = Round(std::min(start, planned_end_time_));
    if (end <= course_.ProgressUntil()) {
      state.status = candidate.outcome;
      state.ended = Round(std::min(end, planned_end_time_));
      state.last_modified = std::max(end, settled_.value_or(end));
      state.shows_metrics = candidate.has_metrics;
      state.may_be_best = candidate.may_be_best;
    } else if (course_.stop_requested && course_.IsTerminal()) {
      state.status = CandidateStatus::kStopped;
      state.ended = Round(end_time_);
      state.last_modified = course_.final_at;
    } else if (course_.stop_requested) {
      state.status = CandidateStatus::kStopping;
      state.last_modified = *course_.stop_requested;
    } else {
      state.last_modified = start;
    }
    return state;
  }

 private:
  // The candidates of recorded HPO jobs begin and end at whole seconds; at other speeds than the
  // real one these would tell nothing.
  Timestamp Round(Timestamp t) const {
    if (!whole_seconds_) return t;
    return std::max<Timestamp>(course_.created, std::chrono::floor<std::chrono::seconds>(t));
  }

  const Course& course_;
  // Nothing may end after its job. The bound is that of the undisturbed plan for candidates that
  // had ended before a stop, so that what was shown of them stays.
  Timestamp planned_end_time_;
  Timestamp end_time_;
  std::optional<Timestamp> settled_;
  bool whole_seconds_;
};

}  // namespace

std::vector<CandidateState> EvaluateCandidates(const Plan& plan, const EventLog& events,
                                               Timestamp now) {
  std::vector<CandidateState> states;
  if (plan.candidates.empty()) return states;
  const Course course(plan, events, now);
  const CandidateEvaluator evaluator(plan, events, course);
  const auto unstarted = std::partition_point(
      plan.candidates.begin(), plan.candidates.end(), [&](const PlannedCandidate& candidate) {
        return course.Shown(candidate.start) <= course.ProgressUntil();
      });
  const auto started = static_cast<std::size_t>(unstarted - plan.candidates.begin());
  states.reserve(started);
  for (std::size_t n = 0; n < started; ++n) {
    states.push_back(evaluator.At(plan.candidates[n], n));
  }
  return states;
}

std::optional<CandidateState> BestCandidate(const Plan& plan,
                                            const std::vector<CandidateState>& candidates) {
  const bool maximize = IsMaximized(plan.objective);
  const CandidateState* best = nullptr;
  float best_value = 0;
  for (const CandidateState& candidate : candidates) {
    if (!candidate.may_be_best) continue;
    const float value = ObjectiveValue(plan, candidate.index);
    if (best == nullptr || (maximize ? value > best_value : value < best_value)) {
      best = &candidate;
      best_value = value;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace autopilot
