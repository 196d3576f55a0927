#include "lifecycle/codec.h"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lifecycle/byte_codec.h"
#include "lifecycle/facts_codec.h"
#include "lifecycle/limits.h"

namespace autopilot {
namespace {

// Plans without the facts of their data are still written in the version before these.
constexpr std::uint8_t kPlanVersion = 3;
constexpr std::uint8_t kVersionWithoutFacts = 2;

// Flags of a plan.
constexpr std::uint8_t kDefinitionsOnly = 1;
constexpr std::uint8_t kHasProblemType = 2;
constexpr std::uint8_t kHasFailureReason = 4;
constexpr std::uint8_t kHasEndpointName = 8;
constexpr std::uint8_t kAllPlanFlags = 15;

// Flags of what version 2 added.
constexpr std::uint8_t kExplainabilityFailed = 1;
constexpr std::uint8_t kModelInsightsFailed = 2;
constexpr std::uint8_t kDeploymentFailed = 4;
constexpr std::uint8_t kIsStuck = 8;
constexpr std::uint8_t kAllOutcomeFlags = 15;

// Flags of a candidate; its outcome is in the bits below.
constexpr std::uint8_t kHasMetrics = 64;
constexpr std::uint8_t kMayBeBest = 128;
constexpr std::uint8_t kOutcomeBits = 63;

// The least bytes that one takes: to judge a count before memory is taken for it.
constexpr std::size_t kLeastPhase = 2;
constexpr std::size_t kLeastCandidate = 9;

// The longest lists and texts of the API: 5 partial failure reasons, reasons of 1,024 UTF-16 units,
// which take at most three bytes each.
constexpr std::size_t kMostReasons = 5;
constexpr std::size_t kLongestText = 3 * 1'024;
constexpr std::size_t kRangeSize = 9;
constexpr std::size_t kProgressionModes = 4;

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

std::string ReadText(ByteReader& in) {
  std::string text = in.Text();
  if (text.size() > kLongestText) throw CodecError("a text of the stored form is too long");
  return text;
}

void WriteTexts(ByteWriter& out, const std::vector<std::string>& texts) {
  out.Varint(texts.size());
  for (const std::string& text : texts) out.Text(text);
}

std::vector<std::string> ReadTexts(ByteReader& in) {
  std::vector<std::string> texts(in.Count(1));
  if (texts.size() > kMostReasons) throw CodecError("too many texts in the stored form");
  for (std::string& text : texts) text = ReadText(in);
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

std::uint8_t OutcomeFlags(const Plan& plan) {
  int flags = 0;
  if (plan.explainability_failed) flags |= kExplainabilityFailed;
  if (plan.model_insights_failed) flags |= kModelInsightsFailed;
  if (plan.deployment_failed) flags |= kDeploymentFailed;
  if (plan.held_at) flags |= kIsStuck;
  return static_cast<std::uint8_t>(flags);
}

void WriteOutcome(ByteWriter& out, const Plan& plan) {
  out.Varint(plan.metric_ranges.size());
  for (const MetricRange& range : plan.metric_ranges) {
    WriteEnum(out, range.metric);
    out.Float(range.low);
    out.Float(range.high);
  }
  out.Byte(OutcomeFlags(plan));
  if (plan.held_at) out.Signed(plan.held_at->us);
  out.Text(plan.scenario);
}

std::vector<MetricRange> ReadRanges(ByteReader& in) {
  std::vector<MetricRange> ranges(in.Count(kRangeSize));
  if (ranges.size() > kMetricCount) throw CodecError("too many metrics in the stored plan");
  for (MetricRange& range : ranges) {
    range.metric = ReadEnum<Metric>(in, kMetricCount);
    range.low = in.Float();
    range.high = in.Float();
    if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low > range.high) {
      throw CodecError("a metric of the stored plan is impossible");
    }
  }
  return ranges;
}

void ReadOutcome(ByteReader& in, Plan& plan) {
  plan.metric_ranges = ReadRanges(in);
  const std::uint8_t flags = in.Byte();
  if (flags > kAllOutcomeFlags) throw CodecError("an unknown flag in the stored plan");
  plan.explainability_failed = (flags & kExplainabilityFailed) != 0;
  plan.model_insights_failed = (flags & kModelInsightsFailed) != 0;
  plan.deployment_failed = (flags & kDeploymentFailed) != 0;
  if ((flags & kIsStuck) != 0) {
    plan.held_at = ReadDelta(in, Nominal{});
    if (*plan.held_at > plan.end) throw CodecError("the stored plan is stuck behind its end");
  }
  plan.scenario = ReadText(in);
}

void WriteProgression(ByteWriter& out, const Progression& progression) {
  WriteEnum(out, progression.mode);
  out.Signed(progression.phase_length.count());
  out.Signed(progression.times);
}

Progression ReadProgression(ByteReader& in) {
  Progression progression;
  progression.mode = ReadEnum<ProgressionMode>(in, kProgressionModes);
  progression.phase_length = std::chrono::microseconds(ReadDelta(in, Nominal{}).us);
  progression.times = in.Signed();
  if (progression.times < 1) throw CodecError("the stored progression is impossible");
  return progression;
}

}  // namespace

std::string EncodePlan(const Plan& plan) {
  ByteWriter out;
  out.Byte(plan.data ? kPlanVersion : kVersionWithoutFacts);
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
  WriteOutcome(out, plan);
  WriteProgression(out, plan.progression);
  if (plan.data) WriteFacts(out, *plan.data);
  return out.Take();
}

Plan DecodePlan(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint8_t version = in.Byte();
  ExpectVersion(version, kPlanVersion);
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
  if ((flags & kHasFailureReason) != 0) plan.failure_reason = ReadText(in);
  plan.partial_failure_reasons = ReadTexts(in);
  if ((flags & kHasEndpointName) != 0) plan.endpoint_name = ReadText(in);
  plan.candidates.resize(in.Count(kLeastCandidate));
  Nominal previous;
  for (PlannedCandidate& candidate : plan.candidates) {
    candidate = ReadCandidate(in, previous);
    previous = candidate.start;
  }
  if (version > 1) {
    ReadOutcome(in, plan);
    plan.progression = ReadProgression(in);
  }
  if (version > kVersionWithoutFacts) plan.data = ReadFacts(in);
  in.ExpectEnd();
  return plan;
}

}  // namespace autopilot
