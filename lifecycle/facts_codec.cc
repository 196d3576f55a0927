#include "lifecycle/facts_codec.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "lifecycle/codec.h"
#include "lifecycle/profiled_plan.h"

namespace autopilot {
namespace {

constexpr std::uint8_t kHasProblemType = 1;
constexpr std::uint8_t kHasMean = 2;
constexpr std::uint8_t kHasDeviation = 4;
constexpr std::uint8_t kHasSeries = 8;
constexpr std::uint8_t kAllFlags = 15;

// The least bytes that a label takes: to judge a count before memory is taken for it.
constexpr std::size_t kLeastLabel = 2;

std::uint8_t FlagsOf(const DataFacts& facts) {
  int flags = 0;
  if (facts.problem_type) flags |= kHasProblemType;
  if (facts.target_mean) flags |= kHasMean;
  if (facts.target_deviation) flags |= kHasDeviation;
  if (facts.series) flags |= kHasSeries;
  return static_cast<std::uint8_t>(flags);
}

void WriteNumber(ByteWriter& out, double number) {
  out.Fixed64(std::bit_cast<std::uint64_t>(number));
}

double ReadNumber(ByteReader& in) {
  const auto number = std::bit_cast<double>(in.Fixed64());
  if (!std::isfinite(number)) throw CodecError("a number of the stored facts is not finite");
  return number;
}

ProblemType ReadProblemType(ByteReader& in) {
  const std::uint8_t number = in.Byte();
  if (number >= kProblemTypeCount) throw CodecError("an unknown name in the stored facts");
  return static_cast<ProblemType>(number);
}

void ReadLabels(ByteReader& in, DataFacts& facts) {
  facts.labels.resize(in.Count(kLeastLabel));
  if (facts.labels.size() > DataFacts::kMaxLabels) {
    throw CodecError("too many labels in the stored facts");
  }
  for (LabelCount& each : facts.labels) {
    each.label = in.Text();
    if (each.label.size() > kLongestLabel) throw CodecError("a stored label is too long");
    each.rows = in.Varint();
  }
}

}  // namespace

void WriteFacts(ByteWriter& out, const DataFacts& facts) {
  out.Byte(FlagsOf(facts));
  out.Varint(facts.rows);
  out.Varint(facts.columns);
  if (facts.problem_type) out.Byte(static_cast<std::uint8_t>(*facts.problem_type));
  out.Varint(facts.label_count);
  out.Varint(facts.labels.size());
  for (const LabelCount& each : facts.labels) {
    out.Text(each.label);
    out.Varint(each.rows);
  }
  if (facts.target_mean) WriteNumber(out, *facts.target_mean);
  if (facts.target_deviation) WriteNumber(out, *facts.target_deviation);
  if (facts.series) out.Varint(*facts.series);
}

DataFacts ReadFacts(ByteReader& in) {
  const std::uint8_t flags = in.Byte();
  if (flags > kAllFlags) throw CodecError("an unknown flag in the stored facts");
  DataFacts facts;
  facts.rows = in.Varint();
  facts.columns = in.Varint();
  if ((flags & kHasProblemType) != 0) facts.problem_type = ReadProblemType(in);
  facts.label_count = in.Varint();
  ReadLabels(in, facts);
  if ((flags & kHasMean) != 0) facts.target_mean = ReadNumber(in);
  if ((flags & kHasDeviation) != 0) {
    facts.target_deviation = ReadNumber(in);
    if (*facts.target_deviation < 0) throw CodecError("a stored deviation is negative");
  }
  if ((flags & kHasSeries) != 0) facts.series = in.Varint();
  return facts;
}

}  // namespace autopilot
