#include <algorithm>
#include <chrono>

#include "lifecycle/course.h"
#include "lifecycle/metrics.h"
#include "lifecycle/state.h"

namespace autopilot {
namespace {

// When finished candidates are modified for the last time in the course that was taken; nothing
// before it.
std::optional<Timestamp> Settled(const Plan& plan, const Course& course) {
  const Timestamp at = course.Shown(CandidatesSettle(plan));
  if (course.stop) return std::min(at, course.stop->requested);
  return at <= course.now ? std::optional(at) : std::nullopt;
}

// What all candidates of a job have in common at one instant.
class CandidateEvaluator {
 public:
  CandidateEvaluator(const Plan& plan, const Course& course)
      : course_(course),
        end_time_(course.EndTime(plan)),
        settled_(Settled(plan, course)),
        may_show_seconds_(plan.kind == JobKind::kTabularHpo &&
                          plan.progression.mode == ProgressionMode::kTime) {
    const std::size_t segments = course.timeline.Segments().size();
    planned_end_times_.reserve(segments);
    for (std::size_t n = 0; n < segments; ++n) {
      planned_end_times_.push_back(course.PlannedEndTime(plan, n));
    }
  }

  CandidateState At(const PlannedCandidate& candidate, std::size_t index) const {
    const Timestamp start = course_.Shown(candidate.start);
    const Timestamp end = course_.Shown(candidate.end);
    CandidateState state;
    state.index = index;
    state.created = InsideJob(candidate.start);
    if (end <= course_.ProgressUntil()) {
      state.status = candidate.outcome;
      state.ended = InsideJob(candidate.end);
      state.last_modified = std::max(end, settled_.value_or(end));
      state.shows_metrics = candidate.has_metrics;
      state.may_be_best = candidate.may_be_best;
    } else if (course_.stop && course_.IsTerminal()) {
      state.status = CandidateStatus::kStopped;
      const Timeline& stopping = course_.stop->timeline;
      state.ended = Round(end_time_, stopping.Segments()[stopping.SegmentOf(course_.stop->end)]);
      state.last_modified = course_.final_at;
    } else if (course_.stop) {
      state.status = CandidateStatus::kStopping;
      state.last_modified = course_.stop->requested;
    } else {
      state.last_modified = start;
    }
    return state;
  }

 private:
  // When that of a candidate happened which is planned for `n`. Nothing may happen after the job's
  // end: after the one that was planned when it happened, so that what was shown stays whatever
  // became of the job later.
  Timestamp InsideJob(Nominal n) const {
    const std::size_t segment = course_.timeline.SegmentOf(n);
    const Timestamp shown = std::min(course_.Shown(n), planned_end_times_[segment]);
    return Round(shown, course_.timeline.Segments()[segment]);
  }

  // The candidates of recorded HPO jobs begin and end at whole seconds; at other speeds than the
  // real one these would tell nothing.
  Timestamp Round(Timestamp t, const Timeline::Segment& segment) const {
    if (!may_show_seconds_ || !segment.real_speed) return t;
    return std::max<Timestamp>(course_.created, std::chrono::floor<std::chrono::seconds>(t));
  }

  const Course& course_;
  Timestamp end_time_;
  std::optional<Timestamp> settled_;
  bool may_show_seconds_;
  std::vector<Timestamp> planned_end_times_;  // by segment of the timeline
};

}  // namespace

std::vector<CandidateState> EvaluateCandidates(const Plan& plan, const EventLog& events,
                                               Timestamp now) {
  std::vector<CandidateState> states;
  if (plan.candidates.empty()) return states;
  const Course course(plan, events, now);
  const CandidateEvaluator evaluator(plan, course);
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
    const bool better = best != nullptr && (maximize ? value > best_value : value < best_value);
    const bool tie =
        best != nullptr && value == best_value && !plan.metric_ranges.empty() &&
        plan.candidates[candidate.index].quality > plan.candidates[best->index].quality;
    if (best == nullptr || better || tie) {
      best = &candidate;
      best_value = value;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace autopilot
