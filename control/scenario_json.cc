#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "control/duration.h"
#include "control/fault_errors.h"
#include "control/json_fields.h"
#include "control/scenario.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostPhases = 10;
constexpr std::size_t kMostMetrics = kMetricCount;
constexpr std::size_t kMostPartialFailures = 5;  // as PartialFailureReasons in the service model
constexpr std::size_t kLongestReason = 1024;     // as FailureReason in the service model
constexpr std::int64_t kMostCandidates = 750;
constexpr double kLargestMetric = 1e30;

std::vector<Named<SecondaryStatus>> PhaseNames() {
  std::vector<Named<SecondaryStatus>> names;
  names.reserve(kAllPhases.size());
  for (const SecondaryStatus phase : kAllPhases) names.push_back({Name(phase), phase});
  return names;
}

std::vector<Named<CandidateStatus>> CandidateOutcomes() {
  std::vector<Named<CandidateStatus>> names;
  for (const auto status :
       {CandidateStatus::kCompleted, CandidateStatus::kFailed, CandidateStatus::kStopped}) {
    names.push_back({Name(status), status});
  }
  return names;
}

std::optional<SecondaryStatus> ReadPhase(JsonFields& fields, std::string_view name) {
  static const auto kNames = PhaseNames();
  return fields.OneOf<SecondaryStatus>(name, kNames);
}

// "failed" is all that can be said of a step: without a word about it, it succeeds.
bool ReadFails(JsonFields& fields, std::string_view name) {
  static constexpr Named<bool> kNames[] = {{"failed", true}, {"succeeded", false}};
  return fields.OneOf<bool>(name, kNames).value_or(false);
}

void ReadPhaseLengths(JsonFields& fields, Outcome& outcome) {
  auto phases = fields.Objects("phases", kMostPhases);
  if (!phases) return;
  for (JsonFields& phase : *phases) {
    const auto status = ReadPhase(phase, "phase");
    const auto length = phase.Duration("duration");
    phase.Require({"phase", "duration"});
    if (status && length) outcome.phase_lengths.push_back({*status, Nominal{length->count()}});
    fields.Refuse(phase.Done());
  }
}

// A number, or {"min": …, "max": …}.
void ReadMetrics(JsonFields& candidates, Outcome& outcome) {
  const json* metrics = candidates.Any("metrics");
  if (metrics == nullptr) return;
  if (!metrics->is_object() || metrics->size() > kMostMetrics) {
    return candidates.Refuse("metrics", "must be an object from names of metrics to values");
  }
  for (const auto& [name, value] : metrics->items()) {
    const auto metric = ParseMetric(name);
    if (!metric) {
      std::vector<std::string> known;
      for (std::size_t n = 0; n < kMetricCount; ++n) {
        known.emplace_back(Name(static_cast<Metric>(n)));
      }
      return candidates.Refuse(
          UnknownName(candidates.PathOf("metrics") + "/" + name, "metrics", name, known));
    }
    const json range = value.is_number() ? json{{"min", value}, {"max", value}} : value;
    JsonFields ends(range, candidates.PathOf("metrics") + "/" + name);
    const auto low = ends.Number("min", -kLargestMetric, kLargestMetric);
    const auto high = ends.Number("max", -kLargestMetric, kLargestMetric);
    ends.Require({"min", "max"});
    if (low && high && *low > *high) ends.Refuse("min", "must not be greater than 'max'");
    if (auto error = ends.Done()) return candidates.Refuse(std::move(error));
    outcome.metrics.push_back(
        {.metric = *metric, .low = static_cast<float>(*low), .high = static_cast<float>(*high)});
  }
}

void ReadCandidates(JsonFields& fields, Outcome& outcome) {
  auto candidates = fields.Object("candidates");
  if (!candidates) return;
  outcome.candidate_count = candidates->Integer("count", 1, kMostCandidates);
  if (const auto statuses = candidates->Strings("statuses", kMostCandidates)) {
    static const auto kNames = CandidateOutcomes();
    for (std::size_t n = 0; n < statuses->size(); ++n) {
      const auto known = std::find_if(kNames.begin(), kNames.end(),
                                      [&](const auto& one) { return one.name == (*statuses)[n]; });
      if (known == kNames.end()) {
        candidates->Refuse(UnknownName(candidates->PathOf("statuses") + "/" + std::to_string(n),
                                       "statuses", (*statuses)[n],
                                       {"Completed", "Failed", "Stopped"}));
        break;
      }
      outcome.candidate_statuses.push_back(known->value);
    }
  }
  // Counted from 1, as the names of candidates are.
  if (const auto best = candidates->Integer("best", 1, kMostCandidates)) {
    outcome.best_candidate = static_cast<std::size_t>(*best - 1);
  }
  ReadMetrics(*candidates, outcome);
  fields.Refuse(candidates->Done());
}

void ReadFailure(JsonFields& fields, Outcome& outcome) {
  auto failure = fields.Object("failure");
  if (!failure) return;
  outcome.failure =
      PlannedFailure{.phase = ReadPhase(*failure, "phase"),
                     .reason = failure->String("reason", 1, kLongestReason).value_or("")};
  fields.Refuse(failure->Done());
}

void ReadStuck(JsonFields& fields, Outcome& outcome) {
  auto stuck = fields.Object("stuck");
  if (!stuck) return;
  outcome.stuck = StuckPhase{.phase = ReadPhase(*stuck, "phase")};
  fields.Refuse(stuck->Done());
}

void ReadPartialFailures(JsonFields& fields, Outcome& outcome) {
  const auto reasons = fields.Strings("partial_failure_reasons", kMostPartialFailures);
  if (reasons) outcome.partial_failure_reasons = *reasons;
}

std::optional<CreateError> ReadCreateError(JsonFields& fields) {
  auto error = fields.Object("create_error");
  if (!error) return std::nullopt;
  const CreateError read{
      .type = error->String("type", 1, 100).value_or(""),
      .message = error->String("message", 0, kLongestReason).value_or(""),
      .status = static_cast<unsigned>(error->Integer("status", 400, 599).value_or(400))};
  error->Require({"type"});
  if (!IsErrorType(read.type)) error->Refuse("type", kErrorTypePredicate);
  fields.Refuse(error->Done());
  return read;
}

// The number that a user would write for it: 0.9, not 0.8999999761581421.
double Shortest(float value) {
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  double shortest = 0;
  std::from_chars(std::begin(digits), end, shortest);
  return shortest;
}

json PhaseJson(const std::optional<SecondaryStatus>& phase) {
  json value = json::object();
  if (phase) value["phase"] = Name(*phase);
  return value;
}

json CandidatesJson(const Outcome& outcome) {
  json candidates = json::object();
  if (outcome.candidate_count) candidates["count"] = *outcome.candidate_count;
  for (const CandidateStatus status : outcome.candidate_statuses) {
    candidates["statuses"].push_back(Name(status));
  }
  if (outcome.best_candidate) candidates["best"] = *outcome.best_candidate + 1;
  for (const MetricRange& range : outcome.metrics) {
    auto& value = candidates["metrics"][std::string(Name(range.metric))];
    if (range.low == range.high) {
      value = Shortest(range.low);
    } else {
      value = {{"min", Shortest(range.low)}, {"max", Shortest(range.high)}};
    }
  }
  return candidates;
}

}  // namespace

ControlResult<Scenario> ParseScenario(const json& value, const std::string& at) {
  JsonFields fields(value, at);
  Scenario scenario;
  scenario.name = fields.String("name", 1, 64).value_or("");
  scenario.description = fields.String("description", 0, 1024).value_or("");
  Outcome& outcome = scenario.outcome;
  ReadPhaseLengths(fields, outcome);
  ReadCandidates(fields, outcome);
  ReadFailure(fields, outcome);
  ReadStuck(fields, outcome);
  outcome.reaches_runtime_limit = fields.Bool("runtime_limit_reached").value_or(false);
  outcome.explainability_fails = ReadFails(fields, "explainability");
  outcome.model_insights_fails = ReadFails(fields, "model_insights");
  outcome.deployment_fails = ReadFails(fields, "deployment");
  ReadPartialFailures(fields, outcome);
  scenario.create_error = ReadCreateError(fields);
  fields.Require({"name"});
  if (scenario.create_error && outcome != Outcome{}) {
    fields.Refuse("create_error", "must stand alone: no job comes to be that the rest is about");
  }
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  if (const auto misfit = MisfitOfAll(outcome)) {
    return tl::unexpected(ControlError{.message = *misfit, .path = at});
  }
  return scenario;
}

json ToJson(const Scenario& scenario) {
  const Outcome& outcome = scenario.outcome;
  json value{{"name", scenario.name}};
  if (!scenario.description.empty()) value["description"] = scenario.description;
  for (const PhaseLength& length : outcome.phase_lengths) {
    value["phases"].push_back(
        {{"phase", Name(length.phase)},
         {"duration", FormatDuration(std::chrono::microseconds(length.length.us))}});
  }
  if (auto candidates = CandidatesJson(outcome); !candidates.empty()) {
    value["candidates"] = std::move(candidates);
  }
  if (outcome.failure) {
    value["failure"] = PhaseJson(outcome.failure->phase);
    if (!outcome.failure->reason.empty()) value["failure"]["reason"] = outcome.failure->reason;
  }
  if (outcome.stuck) value["stuck"] = PhaseJson(outcome.stuck->phase);
  if (outcome.reaches_runtime_limit) value["runtime_limit_reached"] = true;
  if (outcome.explainability_fails) value["explainability"] = "failed";
  if (outcome.model_insights_fails) value["model_insights"] = "failed";
  if (outcome.deployment_fails) value["deployment"] = "failed";
  if (!outcome.partial_failure_reasons.empty()) {
    value["partial_failure_reasons"] = outcome.partial_failure_reasons;
  }
  if (scenario.create_error) {
    value["create_error"] = {{"type", scenario.create_error->type},
                             {"message", scenario.create_error->message},
                             {"status", scenario.create_error->status}};
  }
  return value;
}

ControlResult<ScenarioChoice> ParseScenarioChoice(const json& value, const std::string& at) {
  const json object = value.is_string() ? json{{"scenario", value}} : value;
  JsonFields fields(object, at);
  ScenarioChoice choice;
  choice.scenario = fields.String("scenario", 1, 64).value_or("");
  choice.phase = ReadPhase(fields, "phase");
  choice.reason = fields.String("reason", 1, kLongestReason);
  fields.Require({"scenario"});
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return choice;
}

json ToJson(const ScenarioChoice& choice) {
  json value = PhaseJson(choice.phase);
  value["scenario"] = choice.scenario;
  if (choice.reason) value["reason"] = *choice.reason;
  return value;
}

ControlResult<Scenario> Resolve(const ScenarioChoice& choice, const Scenario& scenario) {
  Scenario resolved = scenario;
  auto& failure = resolved.outcome.failure;
  auto& stuck = resolved.outcome.stuck;
  if (choice.reason && !failure) {
    return tl::unexpected(ControlError{.message = "The scenario " + scenario.name +
                                                  " does not fail, so it takes no reason."});
  }
  if (choice.phase && !failure && !stuck) {
    return tl::unexpected(
        ControlError{.message = "The scenario " + scenario.name +
                                " neither fails nor is stuck in a phase, so it takes no phase."});
  }
  if (choice.reason) failure->reason = *choice.reason;
  if (choice.phase && failure) failure->phase = choice.phase;
  if (choice.phase && stuck) stuck->phase = choice.phase;
  return resolved;
}

}  // namespace autopilot
