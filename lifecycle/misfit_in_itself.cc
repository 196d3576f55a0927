#include "lifecycle/misfit_in_itself.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <string_view>

#include "common/utf8.h"

namespace autopilot {
namespace {

using Misfit = std::optional<std::string>;

// Of the service model: the lists and texts of reasons.
constexpr std::size_t kMostReasons = 5;
constexpr std::size_t kLongestReason = 1'024;
// Ours: plans of any number of such phases stay far from the longest one.
constexpr std::int64_t kLongestPhaseDays = 365;
constexpr Nominal kLongestPhase = Nominal::Seconds(kLongestPhaseDays * 24 * 3'600);
// Ours: squares of such errors are still finite as 32-bit floats.
constexpr float kLargestError = 1e18F;

std::string Text(std::string_view name) { return std::string(name); }

std::string Text(float value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

std::string TooFew(std::size_t candidates) {
  return candidates == 1 ? "the job has one candidate"
                         : "the job has " + std::to_string(candidates) + " candidates";
}

// Where a phase comes in the order of all phases.
std::ptrdiff_t PlaceOf(SecondaryStatus phase) {
  return std::find(kAllPhases.begin(), kAllPhases.end(), phase) - kAllPhases.begin();
}

Misfit MisfitOfPhaseName(SecondaryStatus phase) {
  if (PlaceOf(phase) < std::ssize(kAllPhases)) return std::nullopt;
  return Text(Name(phase)) + " is not a phase. The phases are " + NameList(kAllPhases) + ".";
}

Misfit MisfitOfLengths(const Outcome& outcome) {
  for (std::size_t n = 0; n < outcome.phase_lengths.size(); ++n) {
    const auto& [phase, length] = outcome.phase_lengths[n];
    if (auto misfit = MisfitOfPhaseName(phase)) return misfit;
    if (length < Nominal{} || length > kLongestPhase) {
      return "The phase " + Text(Name(phase)) + " lasts from 0 to " +
             std::to_string(kLongestPhaseDays) + " days.";
    }
    for (std::size_t before = 0; before < n; ++before) {
      if (outcome.phase_lengths[before].phase == phase) {
        return "The phase " + Text(Name(phase)) + " has two lengths.";
      }
    }
  }
  return std::nullopt;
}

Misfit MisfitOfCandidates(const Outcome& outcome) {
  const auto& count = outcome.candidate_count;
  if (count && (*count < 1 || *count > kMostCandidates)) {
    return "A job has from 1 to " + std::to_string(kMostCandidates) + " candidates.";
  }
  const auto& statuses = outcome.candidate_statuses;
  for (const CandidateStatus status : statuses) {
    if (status == CandidateStatus::kInProgress || status == CandidateStatus::kStopping) {
      return "No candidate ends as " + Text(Name(status)) +
             ". They end as Completed, Failed, Stopped.";
    }
  }
  if (auto misfit =
          MisfitOfCount(outcome, static_cast<std::size_t>(count.value_or(kMostCandidates)))) {
    return misfit;
  }
  const auto& best = outcome.best_candidate;
  if (best && *best < statuses.size() && statuses[*best] != CandidateStatus::kCompleted) {
    return "Candidate " + std::to_string(*best) + " (from 0) cannot be the best one: it ends as " +
           Text(Name(statuses[*best])) + ".";
  }
  return std::nullopt;
}

struct ValueRange {
  float low;
  float high;
};

ValueRange RangeOf(Metric metric) {
  switch (metric) {
    case Metric::kMSE:
      return {0, kLargestError * kLargestError};
    case Metric::kR2:
      return {-kLargestError, 1};
    case Metric::kPerplexity:
      return {1, kLargestError};
    case Metric::kRMSE:
    case Metric::kMAE:
    case Metric::kLogLoss:
    case Metric::kInferenceLatency:
    case Metric::kMAPE:
    case Metric::kMASE:
    case Metric::kWAPE:
    case Metric::kAverageWeightedQuantileLoss:
    case Metric::kValidationLoss:
    case Metric::kTrainingLoss:
      return {0, kLargestError};
    default:
      return {0, 1};
  }
}

Misfit MisfitOfRange(const MetricRange& given) {
  const auto [low, high] = RangeOf(given.metric);
  for (const float value : {given.low, given.high}) {
    if (value >= low && value <= high) continue;
    return "The metric " + Text(Name(given.metric)) + " lies between " + Text(low) + " and " +
           Text(high) + ", not at " + Text(value) + ".";
  }
  if (given.low <= given.high) return std::nullopt;
  return "The range of the metric " + Text(Name(given.metric)) + " ends at " + Text(given.high) +
         " before it begins at " + Text(given.low) + ".";
}

const MetricRange* Given(const Outcome& outcome, Metric metric) {
  const auto& metrics = outcome.metrics;
  const auto found =
      std::find_if(metrics.begin(), metrics.end(),
                   [metric](const MetricRange& range) { return range.metric == metric; });
  return found == metrics.end() ? nullptr : &*found;
}

// One percent of room for values that were rounded.
bool IsSquare(float square, float root) {
  const double expected = static_cast<double>(root) * static_cast<double>(root);
  return std::fabs(static_cast<double>(square) - expected) <= 0.01 * expected;
}

Misfit MisfitOfMetrics(const Outcome& outcome) {
  for (const MetricRange& range : outcome.metrics) {
    if (auto misfit = MisfitOfRange(range)) return misfit;
    if (Given(outcome, range.metric) != &range) {
      return "The metric " + Text(Name(range.metric)) + " is given twice.";
    }
  }
  const MetricRange* mse = Given(outcome, Metric::kMSE);
  const MetricRange* rmse = Given(outcome, Metric::kRMSE);
  if (mse == nullptr || rmse == nullptr) return std::nullopt;
  if (IsSquare(mse->low, rmse->low) && IsSquare(mse->high, rmse->high)) return std::nullopt;
  return "The metric MSE is the square of RMSE. Leave one of them out, it follows from the other.";
}

// A job may be stuck before it would fail or reach its limit, not behind that.
Misfit MisfitOfStuck(const Outcome& outcome) {
  if (!outcome.stuck) return std::nullopt;
  const auto phase = outcome.stuck->phase.value_or(SecondaryStatus::kModelTuning);
  if (auto misfit = MisfitOfPhaseName(phase)) return misfit;
  const std::string where =
      outcome.stuck->phase ? "in " + Text(Name(*outcome.stuck->phase)) : "in its training";
  if (outcome.failure) {
    const auto last = outcome.failure->phase.value_or(SecondaryStatus::kPreTraining);
    if (PlaceOf(phase) > PlaceOf(last)) {
      return "The job cannot be stuck " + where + ": it fails before.";
    }
  }
  if (outcome.reaches_runtime_limit && PlaceOf(phase) > PlaceOf(SecondaryStatus::kTrainingModels)) {
    return "The job cannot be stuck " + where + ": it reaches its runtime limit before.";
  }
  return std::nullopt;
}

Misfit MisfitOfFailures(const Outcome& outcome) {
  if (outcome.failure) {
    if (outcome.failure->phase) {
      if (auto misfit = MisfitOfPhaseName(*outcome.failure->phase)) return misfit;
    }
    if (Utf16Length(outcome.failure->reason) > kLongestReason) {
      return "A failure reason has at most " + std::to_string(kLongestReason) + " characters.";
    }
    if (outcome.reaches_runtime_limit) {
      return "A job either fails or reaches its runtime limit, not both.";
    }
  }
  if (outcome.partial_failure_reasons.size() > kMostReasons) {
    return "A job has at most " + std::to_string(kMostReasons) + " partial failure reasons.";
  }
  for (const std::string& reason : outcome.partial_failure_reasons) {
    if (Utf16Length(reason) > kLongestReason) {
      return "A partial failure reason has at most " + std::to_string(kLongestReason) +
             " characters.";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> MisfitInItself(const Outcome& outcome) {
  for (const auto check : {MisfitOfLengths, MisfitOfMetrics, MisfitOfFailures, MisfitOfStuck}) {
    if (auto misfit = check(outcome)) return misfit;
  }
  return MisfitOfCandidates(outcome);
}

std::optional<std::string> MisfitOfCount(const Outcome& outcome, std::size_t candidates) {
  const auto& statuses = outcome.candidate_statuses;
  if (statuses.size() > candidates) {
    return "There are " + std::to_string(statuses.size()) + " candidate statuses, but " +
           TooFew(candidates) + ".";
  }
  const auto& best = outcome.best_candidate;
  if (best && *best >= candidates) {
    return "Candidate " + std::to_string(*best) +
           " (from 0) cannot be the best one: " + TooFew(candidates) + ".";
  }
  return std::nullopt;
}

}  // namespace autopilot
