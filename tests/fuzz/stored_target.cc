#include <chrono>

#include "lifecycle/candidate_view.h"
#include "lifecycle/codec.h"
#include "lifecycle/state.h"
#include "lifecycle/transitions.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

template <typename Decode>
auto Decoded(Decode decode, std::string_view bytes) -> std::optional<decltype(decode(bytes))> {
  try {
    return decode(bytes);
  } catch (const CodecError&) {
    return std::nullopt;
  }
}

// What a server does with a job that it has read or imported.
void Use(const Plan& plan, const EventLog& events) {
  const Projection projection = Project(plan, events);
  const Timestamp start = events.front().at;
  for (const Timestamp now : {start, start + std::chrono::minutes(1), events.back().at,
                              projection.final_at, kEndOfDates}) {
    const Timestamp shown = FloorToMillis(now);
    const JobState state = Evaluate(plan, events, shown);
    Expect(!IsTerminal(state.status) || state.last_modified <= shown, "an end in the future");
    BestCandidate(plan, EvaluateCandidates(plan, events, shown));
    NextChange(plan, events, shown);
    TransitionsOf(plan, events, shown);
    NextPhase(plan, events, shown);
    JobEnd(plan, events, shown);
  }
}

// Two bytes are the length of the plan, the rest are the events.
void Run(std::string_view input) {
  if (input.size() < 2) return;
  const std::size_t length = static_cast<unsigned char>(input[0]) +
                             std::size_t{static_cast<unsigned char>(input[1])} * 256;
  input.remove_prefix(2);
  const auto plan = Decoded(DecodePlan, input.substr(0, length));
  const auto events = Decoded(DecodeEvents, input.substr(std::min(length, input.size())));
  if (plan) Expect(DecodePlan(EncodePlan(*plan)) == *plan, "a plan that does not come back");
  if (events) {
    Expect(DecodeEvents(EncodeEvents(*events)) == *events, "events that do not come back");
  }
  if (plan && events && IsTerminal(plan->final_status)) Use(*plan, *events);
}

}  // namespace

const Target kStored{"stored", Run};

}  // namespace autopilot::fuzzing
