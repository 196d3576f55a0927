#include "lifecycle/metric_baselines.h"

#include <algorithm>
#include <cstdint>

namespace autopilot {
namespace {

// Rows whose label is known. Of many labels only the most frequent ones are.
double LabelledRows(const DataFacts& facts) {
  double listed = 0;
  for (const LabelCount& each : facts.labels) listed += static_cast<double>(each.rows);
  const bool has_all = facts.label_count <= facts.labels.size();
  return has_all ? listed : std::max(listed, static_cast<double>(facts.rows));
}

}  // namespace

std::optional<MajorityBaseline> MajorityOf(const std::optional<DataFacts>& data) {
  // The rest, however rare, has its place: without it nothing could be told apart.
  constexpr double kRarest = 1e-6;
  if (!data || data->labels.empty() || data->labels.front().rows == 0) return std::nullopt;
  const auto classes = std::max<std::uint64_t>({data->label_count, data->labels.size(), 2});
  MajorityBaseline majority{.share = 0, .classes = static_cast<double>(classes)};
  const double share = static_cast<double>(data->labels.front().rows) / LabelledRows(*data);
  majority.share = std::clamp(share, 1 / majority.classes, 1 - kRarest);
  return majority;
}

std::optional<double> MeanErrorOf(const std::optional<DataFacts>& data) {
  constexpr double kLeast = 1e-15;
  constexpr double kMost = 1e18;
  if (!data || !data->target_deviation) return std::nullopt;
  return std::clamp(*data->target_deviation, kLeast, kMost);
}

}  // namespace autopilot
