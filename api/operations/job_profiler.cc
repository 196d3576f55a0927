#include "api/operations/job_profiler.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "api/operations/data_request_reader.h"
#include "api/operations/job_json.h"
#include "api/operations/job_spec_reader.h"
#include "common/arn.h"
#include "datasets/inputs/data_profile.h"
#include "datasets/profile/profile_problems.h"
#include "lifecycle/job_names.h"

namespace autopilot {
namespace {

using nlohmann::json;

InferredProblem InferredOf(ProblemType type) {
  switch (type) {
    case ProblemType::kBinaryClassification:
      return InferredProblem::kBinaryClassification;
    case ProblemType::kRegression:
      return InferredProblem::kRegression;
    case ProblemType::kMulticlassClassification:
      break;
  }
  return InferredProblem::kMulticlassClassification;
}

ProblemType TypeOfProblem(InferredProblem problem) {
  switch (problem) {
    case InferredProblem::kBinaryClassification:
      return ProblemType::kBinaryClassification;
    case InferredProblem::kRegression:
      return ProblemType::kRegression;
    case InferredProblem::kMulticlassClassification:
      break;
  }
  return ProblemType::kMulticlassClassification;
}

// What the job has to learn; nothing where the data decides.
std::optional<InferredProblem> ProblemOf(const JobSpec& spec) {
  if (IsTabular(spec.kind)) {
    return spec.problem_type ? std::optional(InferredOf(*spec.problem_type)) : std::nullopt;
  }
  return spec.kind == JobKind::kTimeSeriesForecasting ? InferredProblem::kRegression
                                                      : InferredProblem::kMulticlassClassification;
}

DataFacts FactsOf(const TableProfile& profile, const JobSpec& spec) {
  DataFacts facts;
  facts.rows = profile.rows;
  facts.columns = profile.columns.size();
  if (profile.series) facts.series = profile.series->count;
  if (!profile.target) return facts;
  const TargetProfile& target = *profile.target;
  auto problem = ProblemOf(spec);
  if (!problem) problem = InferProblem(target);
  if (IsTabular(spec.kind) && problem) facts.problem_type = TypeOfProblem(*problem);
  if (problem != InferredProblem::kRegression) {
    facts.label_count = target.distinct;
    for (const auto& [label, rows] : target.most_frequent) facts.labels.push_back({label, rows});
  } else if (target.numeric) {
    facts.target_mean = target.mean;
    facts.target_deviation = target.deviation;
  }
  return facts;
}

JobSpec SpecOf(const json& request, ApiVersion version) {
  return version == ApiVersion::kV1 ? SpecOfV1(request, {}) : SpecOfV2(request, {});
}

UnusableData Failed(const JobRecord& job, const json& request, const std::string& why) {
  const JobIdentity identity = IdentityOf(job, request);
  const std::string step = JobNames(job.plan, identity).DataBuilder();
  return {.reason =
              "Could not complete the data builder processing job. The AutoML Job cannot "
              "continue. Failed Job Arn: " +
              SageMakerArn(job.scope, "processing-job", step) +
              ", Error message: ClientError: " + why};
}

}  // namespace

ProfileOutcome JobProfiler::Profile(const JobRecord& job, const std::stop_token& stop) {
  const CancelFlag cancel;
  const std::stop_callback on_stop(stop, [&cancel] { cancel.Cancel(); });
  const json request = json::parse(job.request);
  const JobSpec spec = SpecOf(request, job.api_version);
  const DataRequest data = DataRequestOf(request, job.api_version);
  const auto profile =
      ProfileData(store_, data, options_.limits, Deadline::In(options_.profile_deadline, cancel));
  if (!profile) {
    const DataError& error = profile.error();
    if (stop.stop_requested()) return UnreadData{.reason = error.text};
    const bool is_unchecked =
        error.kind == DataErrorKind::kUnsupported && options_.checks != DataChecks::kStrict;
    if (is_unchecked) return UncheckedData{};
    return Failed(job, request, error.text);
  }
  ProfileDemands demands{.problem = ProblemOf(spec), .target = data.target};
  if (!IsTabular(spec.kind)) demands.least_rows.reset();
  if (const auto problem = FirstProblemOf(*profile, demands)) {
    return Failed(job, request, *problem);
  }
  return ProfiledData{
      .facts = FactsOf(*profile, spec),
      .requested = {.problem_type = spec.problem_type, .objective = spec.objective}};
}

}  // namespace autopilot
