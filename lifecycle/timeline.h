#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/time.h"
#include "lifecycle/events.h"

namespace autopilot {

// When that happens which never does: far behind every date, yet safe to compare, to cut down to
// the millisecond and to store.
inline constexpr Timestamp kNever{std::chrono::milliseconds(std::int64_t{1} << 51)};

// The map between a job's nominal time and clock time. It is made of segments, one from each event
// that changes the course of time to the next. Since the API shows whole milliseconds, an event
// takes effect at the end of its own: what shows at that millisecond has happened by then, so that
// no event moves a date that somebody may have seen.
class Timeline {
 public:
  // At `start` nominal time stands at `from`: reached by the segment before, or by a jump. From
  // there it goes on at `rate` and does not pass `cap`, the hold or the gate, whichever is nearer.
  struct Segment {
    Timestamp start;
    Nominal from;
    Rate rate;
    Nominal cap;
    Nominal last;             // reached when the next segment starts; in the last one the cap
    std::int64_t change = 0;  // the number of the change that began it
    bool real_speed = false;  // the job ran at the real speed, without a jump, from its creation on

    // The first instant at which it has reached `n`, were it never followed by another one: its
    // start for all that lies behind, kNever beyond the cap.
    Timestamp At(Nominal n) const;
    Nominal Reached(Timestamp t) const;
  };

  explicit Timeline(const Event& created);    // a kCreated event
  explicit Timeline(const EventLog& events);  // all of them; the first one is kCreated
  void Add(const Event& event);               // not earlier than those before; no stop counts
  // At that event the gate opens, as it does at kProfiled. Where time has not come to it yet, all
  // instants are from then on what they would be without a gate.
  void OpenGate(const Event& event);
  // Where time stops until the job's data has been read; nothing without such a gate.
  std::optional<Nominal> gate() const { return gate_; }

  // The first clock instant at which nominal time has reached `n`. Instants that were jumped over
  // have that of the jump; kNever if it is never reached.
  Timestamp At(Nominal n) const { return segments_[SegmentOf(n)].At(n); }
  // Nominal time reached at that instant; 0 before the start.
  Nominal Reached(Timestamp t) const;
  // The same for what happens at that instant after all events.
  Nominal Position(Timestamp t) const;

  const std::vector<Segment>& Segments() const { return segments_; }
  // The segment in which `n` is reached; the last one if it never is.
  std::size_t SegmentOf(Nominal n) const;

 private:
  // The course from the event on, if it only goes on.
  Segment After(const Event& event) const;
  void Append(Segment next, const Event& event);
  Nominal Cap() const;

  std::vector<Segment> segments_;  // never empty
  Nominal hold_;                   // the present one
  std::optional<Nominal> gate_;
};

}  // namespace autopilot
