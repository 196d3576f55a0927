#include "lifecycle/codec.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "lifecycle/byte_codec.h"
#include "lifecycle/limits.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

constexpr std::uint8_t kPlanVersion = 1;
constexpr std::uint8_t kEventsVersion = 1;

// Flags of a plan.
constexpr std::uint8_t kDefinitionsOnly = 1;
constexpr std::uint8_t kHasProblemType = 2;
constexpr std::uint8_t kHasFailureReason = 4;
constexpr std::uint8_t kHasEndpointName = 8;
constexpr std::uint8_t kAllPlanFlags = 15;

// Flags of a candidate; its outcome is in the bits below.
constexpr std::uint8_t kHasMetrics = 64;
constexpr std::uint8_t kMayBeBest = 128;
constexpr std::uint8_t kOutcomeBits = 63;

// The least bytes that one takes: to judge a count before memory is taken for it.
constexpr std::size_t kLeastPhase = 2;
constexpr std::size_t kLeastCandidate = 9;
constexpr std::size_t kLeastEvent = 4;

// Clock instants beyond, about 9,000 years from 1970, cannot come from an API that shows dates.
constexpr std::int64_t kLastInstant = std::int64_t{1} << 58;

constexpr std::int64_t kLastChange = std::numeric_limits<std::int64_t>::max();

template <typename Enum>
void WriteEnum(ByteWriter& out, Enum value) {
  out.Byte(static_cast<std::uint8_t>(value));
}

// `count` is that of the enumeration's values, which are numbered from 0.
template <typename Enum>
Enum ReadEnum(std::uint8_t number, std::size_t count) {
  if (number >= count) throw CodecError("an unknown name in the stored form");
  return static_cast<Enum>(number);
}

template <typename Enum>
Enum ReadEnum(ByteReader& in, std::size_t count) {
  return ReadEnum<Enum>(in.Byte(), count);
}

void WriteDelta(ByteWriter& out, Nominal from, Nominal to) { out.Signed(to.us - from.us); }

Nominal ReadDelta(ByteReader& in, Nominal from) {
  const std::int64_t delta = in.Signed();
  if (delta < -from.us || delta > kLongestPlan.us - from.us) {
    throw CodecError("a time of the stored form is out of range");
  }
  return from + Nominal{delta};
}

void WriteCandidate(ByteWriter& out, Nominal previous, const PlannedCandidate& candidate) {
  WriteDelta(out, previous, candidate.start);
  WriteDelta(out, candidate.start, candidate.end);
  WriteEnum(out, candidate.algorithm);
  out.Byte(candidate.pipeline);
  int flags = static_cast<int>(candidate.outcome);
  if (candidate.has_metrics) flags |= kHasMetrics;
  if (candidate.may_be_best) flags |= kMayBeBest;
  out.Byte(static_cast<std::uint8_t>(flags));
  out.Float(candidate.quality);
}

PlannedCandidate ReadCandidate(ByteReader& in, Nominal previous) {
  PlannedCandidate candidate;
  candidate.start = ReadDelta(in, previous);
  candidate.end = ReadDelta(in, candidate.start);
  candidate.algorithm = ReadEnum<Algorithm>(in, kAlgorithmCount);
  candidate.pipeline = in.Byte();
  const std::uint8_t flags = in.Byte();
  candidate.outcome = ReadEnum<CandidateStatus>(static_cast<std::uint8_t>(flags & kOutcomeBits),
                                                kCandidateStatusCount);
  candidate.has_metrics = (flags & kHasMetrics) != 0;
  candidate.may_be_best = (flags & kMayBeBest) != 0;
  candidate.quality = in.Float();
  if (candidate.start < previous || candidate.end < candidate.start ||
      !(candidate.quality >= 0 && candidate.quality <= 1)) {
    throw CodecError("a candidate of the stored form is impossible");
  }
  return candidate;
}

void WriteTexts(ByteWriter& out, const std::vector<std::string>& texts) {
  out.Varint(texts.size());
  for (const std::string& text : texts) out.Text(text);
}

std::vector<std::string> ReadTexts(ByteReader& in) {
  std::vector<std::string> texts(in.Count(1));
  for (std::string& text : texts) text = in.Text();
  return texts;
}

std::uint8_t PlanFlags(const Plan& plan) {
  int flags = 0;
  if (plan.candidate_definitions_only) flags |= kDefinitionsOnly;
  if (plan.problem_type) flags |= kHasProblemType;
  if (plan.failure_reason) flags |= kHasFailureReason;
  if (plan.endpoint_name) flags |= kHasEndpointName;
  return static_cast<std::uint8_t>(flags);
}

std::vector<PlannedPhase> ReadPhases(ByteReader& in) {
  std::vector<PlannedPhase> phases(in.Count(kLeastPhase));
  Nominal previous;
  for (PlannedPhase& phase : phases) {
    phase.status = ReadEnum<SecondaryStatus>(in, kSecondaryStatusCount);
    phase.start = ReadDelta(in, previous);
    if (phase.start < previous) throw CodecError("the stored phases go back in time");
    previous = phase.start;
  }
  if (phases.empty() || phases.front().start != Nominal{}) {
    throw CodecError("the stored plan does not begin");
  }
  return phases;
}

void ExpectVersion(std::uint8_t version, std::uint8_t newest) {
  if (version == 0 || version > newest) {
    throw CodecError("unknown version " + std::to_string(version) + " of a stored form");
  }
}

}  // namespace

std::string EncodePlan(const Plan& plan) {
  ByteWriter out;
  out.Byte(kPlanVersion);
  out.Byte(plan.renderer_version);
  out.Fixed64(plan.draw_key);
  WriteEnum(out, plan.kind);
  out.Byte(PlanFlags(plan));
  if (plan.problem_type) WriteEnum(out, *plan.problem_type);
  WriteEnum(out, plan.objective);
  out.Signed(plan.max_candidates);
  out.Varint(plan.phases.size());
  Nominal previous;
  for (const PlannedPhase& phase : plan.phases) {
    WriteEnum(out, phase.status);
    WriteDelta(out, previous, phase.start);
    previous = phase.start;
  }
  WriteDelta(out, previous, plan.end);
  WriteEnum(out, plan.final_status);
  WriteEnum(out, plan.final_secondary_status);
  if (plan.failure_reason) out.Text(*plan.failure_reason);
  WriteTexts(out, plan.partial_failure_reasons);
  if (plan.endpoint_name) out.Text(*plan.endpoint_name);
  out.Varint(plan.candidates.size());
  previous = Nominal{};
  for (const PlannedCandidate& candidate : plan.candidates) {
    WriteCandidate(out, previous, candidate);
    previous = candidate.start;
  }
  return out.Take();
}

Plan DecodePlan(std::string_view bytes) {
  ByteReader in(bytes);
  ExpectVersion(in.Byte(), kPlanVersion);
  Plan plan;
  plan.renderer_version = in.Byte();
  ExpectVersion(plan.renderer_version, Plan::kRendererVersion);
  plan.draw_key = in.Fixed64();
  plan.kind = ReadEnum<JobKind>(in, kJobKindCount);
  const std::uint8_t flags = in.Byte();
  if (flags > kAllPlanFlags) throw CodecError("an unknown flag in the stored plan");
  plan.candidate_definitions_only = (flags & kDefinitionsOnly) != 0;
  if ((flags & kHasProblemType) != 0)
    plan.problem_type = ReadEnum<ProblemType>(in, kProblemTypeCount);
  plan.objective = ReadEnum<Metric>(in, kMetricCount);
  plan.max_candidates = in.Signed();
  plan.phases = ReadPhases(in);
  plan.end = ReadDelta(in, plan.phases.back().start);
  if (plan.end < plan.phases.back().start) throw CodecError("the stored plan ends too early");
  plan.final_status = ReadEnum<JobStatus>(in, kJobStatusCount);
  plan.final_secondary_status = ReadEnum<SecondaryStatus>(in, kSecondaryStatusCount);
  if ((flags & kHasFailureReason) != 0) plan.failure_reason = in.Text();
  plan.partial_failure_reasons = ReadTexts(in);
  if ((flags & kHasEndpointName) != 0) plan.endpoint_name = in.Text();
  plan.candidates.resize(in.Count(kLeastCandidate));
  Nominal previous;
  for (PlannedCandidate& candidate : plan.candidates) {
    candidate = ReadCandidate(in, previous);
    previous = candidate.start;
  }
  in.ExpectEnd();
  return plan;
}

std::string EncodeEvents(const EventLog& events) {
  ByteWriter out;
  out.Byte(kEventsVersion);
  out.Varint(events.size());
  std::int64_t previous = 0;
  std::int64_t previous_change = 0;
  for (const Event& event : events) {
    const std::int64_t at = event.at.time_since_epoch().count();
    WriteEnum(out, event.kind);
    out.Signed(at - previous);
    out.Signed(event.argument);
    out.Signed(event.change - previous_change);
    previous = at;
    previous_change = event.change;
  }
  return out.Take();
}

EventLog DecodeEvents(std::string_view bytes) {
  ByteReader in(bytes);
  ExpectVersion(in.Byte(), kEventsVersion);
  EventLog events(in.Count(kLeastEvent));
  std::int64_t previous = 0;
  std::int64_t previous_change = 0;
  for (Event& event : events) {
    const std::uint8_t kind = in.Byte();
    const std::int64_t delta = in.Signed();
    event.argument = in.Signed();
    const std::int64_t change_delta = in.Signed();
    const bool first = &event == events.data();
    const bool created = kind == static_cast<std::uint8_t>(EventKind::kCreated);
    if (created != first || (created && event.argument < 1)) {
      throw CodecError("the stored events do not begin with a creation");
    }
    if (kind > static_cast<std::uint8_t>(EventKind::kStopRequested)) {
      throw CodecError("an unknown event in the stored form");
    }
    event.kind = static_cast<EventKind>(kind);
    if (delta < (first ? -kLastInstant : 0) || delta > kLastInstant - previous) {
      throw CodecError("the stored events go back in time");
    }
    previous += delta;
    event.at = Timestamp(std::chrono::microseconds(previous));
    if (change_delta < 0 || change_delta > kLastChange - previous_change) {
      throw CodecError("the changes of the stored events go back");
    }
    previous_change += change_delta;
    event.change = previous_change;
  }
  if (events.empty()) throw CodecError("the stored events are empty");
  in.ExpectEnd();
  return events;
}

}  // namespace autopilot
