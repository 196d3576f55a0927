#include "lifecycle/transitions.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "lifecycle/course.h"

namespace autopilot {
namespace {

// What makes a transition happen, in the order in which these follow each other.
enum class Cause { kPlan, kStopRequest, kEndOfStopping };

// At one nominal instant: what ends with the job comes before, what begins with its phase after.
enum class Rank { kCandidateEnds, kJob, kCandidateBegins };

struct Entry {
  Timestamp at;  // as shown; kNever if it does not come
  Cause cause = Cause::kPlan;
  Nominal planned = {};
  Rank rank = Rank::kJob;
  std::size_t number = 0;  // keeps those that are equal otherwise apart
  std::variant<JobTransition, CandidateTransition> to;

  auto Order() const { return std::tie(at, cause, planned, rank, number); }
};

// When something happens, and the number of the change that made it happen.
struct Mark {
  Timestamp at;
  std::int64_t change = 0;
};

// Collects what a client can see of a job. That which something else replaces at the same instant
// is left out, unless a later change did so: with a frozen clock, a client can have seen it in
// between.
class TransitionWriter {
 public:
  TransitionWriter(const Plan& plan, const Course& course) : plan_(plan), course_(course) {}

  std::vector<Transition> Run() {
    AddJob();
    for (std::size_t n = 0; n < plan_.candidates.size(); ++n) AddCandidate(n);
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.Order() < b.Order(); });
    std::vector<Transition> transitions;
    transitions.reserve(entries_.size());
    for (const Entry& entry : entries_) {
      transitions.push_back({.at = entry.at < kNever ? std::optional(entry.at) : std::nullopt,
                             .happened = entry.at <= course_.now,
                             .to = entry.to});
    }
    return transitions;
  }

 private:
  // True for an instant of the plan that is behind a stop: it does not come.
  bool IsCutOff(Timestamp at) const { return course_.stop && at > course_.stop->requested; }

  Mark Reached(Nominal n) const { return Reached(course_.timeline, n); }
  static Mark Reached(const Timeline& timeline, Nominal n) {
    return {.at = FloorToMillis(timeline.At(n)),
            .change = timeline.Segments()[timeline.SegmentOf(n)].change};
  }
  // The stop request, of a job that has one.
  Mark Stopping() const { return {.at = course_.stop->requested, .change = course_.stop->change}; }
  Mark Final() const {
    return course_.stop ? Reached(course_.stop->timeline, course_.stop->end) : Reached(plan_.end);
  }

  // Adds one of a chain of states, which `change` has made.
  void Add(const Entry& entry, std::int64_t change, const Mark& next) {
    const bool shows = entry.at < next.at || change < next.change;
    if (shows || entry.at == kNever) entries_.push_back(entry);
  }

  void AddJob() {
    const Mark end = course_.stop ? Stopping() : Final();
    for (std::size_t n = 0; n < plan_.phases.size(); ++n) {
      const PlannedPhase& phase = plan_.phases[n];
      const Mark begin = Reached(phase.start);
      if (IsCutOff(begin.at)) break;
      const bool last = n + 1 == plan_.phases.size();
      const Mark next = last ? end : Reached(plan_.phases[n + 1].start);
      Add({.at = begin.at,
           .planned = phase.start,
           .number = n,
           .to = JobTransition{JobStatus::kInProgress, phase.status}},
          begin.change, next.at < end.at ? next : end);
    }
    if (!course_.stop) {
      entries_.push_back({.at = course_.final_at,
                          .planned = plan_.end,
                          .number = plan_.phases.size(),
                          .to = JobTransition{plan_.final_status, plan_.final_secondary_status}});
      return;
    }
    Add({.at = course_.stop->requested,
         .cause = Cause::kStopRequest,
         .to = JobTransition{JobStatus::kStopping, SecondaryStatus::kStopping}},
        course_.stop->change, Final());
    entries_.push_back({.at = course_.final_at,
                        .cause = Cause::kEndOfStopping,
                        .to = JobTransition{JobStatus::kStopped, SecondaryStatus::kStopped}});
  }

  void AddCandidate(std::size_t number) {
    const PlannedCandidate& candidate = plan_.candidates[number];
    const Mark start = Reached(candidate.start);
    const Mark end = Reached(candidate.end);
    if (IsCutOff(start.at)) return;
    const bool stopped = IsCutOff(end.at);
    const auto to = [number](CandidateStatus status) {
      return CandidateTransition{.candidate = number, .status = status};
    };
    Add({.at = start.at,
         .planned = candidate.start,
         .rank = Rank::kCandidateBegins,
         .number = number,
         .to = to(CandidateStatus::kInProgress)},
        start.change, stopped ? Stopping() : end);
    if (!stopped) {
      entries_.push_back({.at = end.at,
                          .planned = candidate.end,
                          .rank = Rank::kCandidateEnds,
                          .number = number,
                          .to = to(candidate.outcome)});
      return;
    }
    Add({.at = course_.stop->requested,
         .cause = Cause::kStopRequest,
         .rank = Rank::kCandidateBegins,
         .number = number,
         .to = to(CandidateStatus::kStopping)},
        course_.stop->change, Final());
    entries_.push_back({.at = course_.final_at,
                        .cause = Cause::kEndOfStopping,
                        .rank = Rank::kCandidateEnds,
                        .number = number,
                        .to = to(CandidateStatus::kStopped)});
  }

  const Plan& plan_;
  const Course& course_;
  std::vector<Entry> entries_;
};

// The nominal end of the job's state: of its Stopping, else of its plan.
Nominal EndOf(const Plan& plan, const Course& course) {
  return course.stop ? course.stop->end : plan.end;
}

Nominal PositionOf(const Course& course) {
  return (course.stop ? course.stop->timeline : course.timeline).Position(course.now);
}

bool IsStuckIn(const Plan& plan, std::size_t phase) {
  if (!plan.held_at) return false;
  const bool last = phase + 1 == plan.phases.size();
  return *plan.held_at >= plan.phases[phase].start &&
         (last || *plan.held_at < plan.phases[phase + 1].start);
}

std::optional<Nominal> PhaseAfter(const Plan& plan, const Course& course) {
  const std::size_t next = CurrentPhase(plan, course) + 1;
  if (course.stop || next == plan.phases.size()) return EndOf(plan, course);
  return plan.phases[next].start;
}

// Of a job that nobody has asked to stop.
std::optional<Nominal> TickFrom(const Plan& plan, const Course& course) {
  if (!plan.held_at) return PhaseAfter(plan, course);
  const std::size_t current = CurrentPhase(plan, course);
  if (IsStuckIn(plan, current)) return std::nullopt;
  const std::size_t next = current + 1;
  if (next < plan.phases.size() && IsStuckIn(plan, next)) return plan.held_at;
  return PhaseAfter(plan, course);
}

// Finds the earliest of some instants that lies after `now`.
class Earliest {
 public:
  explicit Earliest(Timestamp now) : now_(now) {}

  void Take(Timestamp at) {
    if (at > now_ && at < found_) found_ = at;
  }
  std::optional<Timestamp> Found() const {
    return found_ < kNever ? std::optional(found_) : std::nullopt;
  }

 private:
  Timestamp now_;
  Timestamp found_ = kNever;
};

}  // namespace

std::vector<Transition> TransitionsOf(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  return TransitionWriter(plan, course).Run();
}

std::optional<Nominal> NextPhase(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  if (course.IsTerminal()) return std::nullopt;
  return PhaseAfter(plan, course);
}

std::optional<Nominal> NextTick(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  if (course.IsTerminal()) return std::nullopt;
  if (course.stop) return PhaseAfter(plan, course);
  const auto next = TickFrom(plan, course);
  const auto gate = course.timeline.gate();
  return next && gate && *next > *gate ? std::nullopt : next;
}

std::optional<Nominal> PhaseStart(const Plan& plan, const EventLog& events, Timestamp now,
                                  SecondaryStatus phase) {
  const Course course(plan, events, now);
  if (course.IsTerminal() || course.stop) return std::nullopt;
  for (std::size_t n = CurrentPhase(plan, course) + 1; n < plan.phases.size(); ++n) {
    if (plan.phases[n].status == phase) return plan.phases[n].start;
  }
  return std::nullopt;
}

std::optional<Nominal> JobEnd(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  if (course.IsTerminal()) return std::nullopt;
  return EndOf(plan, course);
}

std::optional<Nominal> Further(const Plan& plan, const EventLog& events, Timestamp now,
                               Nominal by) {
  const Course course(plan, events, now);
  if (course.IsTerminal() || by <= Nominal{}) return std::nullopt;
  const Nominal end = EndOf(plan, course);
  const Nominal position = std::min(PositionOf(course), end);
  return position + std::min(by, end - position);
}

std::optional<Nominal> ShutGate(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  return course.stop ? std::nullopt : course.timeline.gate();
}

std::optional<Timestamp> NextChange(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  Earliest earliest(course.now);
  // The course knows nothing of events that lie ahead.
  for (const Event& event : events) earliest.Take(FloorToMillis(event.at));
  earliest.Take(course.final_at);
  if (course.stop) return earliest.Found();
  for (const PlannedPhase& phase : plan.phases) earliest.Take(course.Shown(phase.start));
  for (const PlannedCandidate& candidate : plan.candidates) {
    earliest.Take(course.Shown(candidate.start));
    earliest.Take(course.Shown(candidate.end));
  }
  const Timestamp settled = course.Shown(CandidatesSettle(plan));
  const bool settles = std::any_of(
      plan.candidates.begin(), plan.candidates.end(),
      [&](const PlannedCandidate& candidate) { return course.Shown(candidate.end) < settled; });
  if (settles) earliest.Take(settled);
  return earliest.Found();
}

}  // namespace autopilot
