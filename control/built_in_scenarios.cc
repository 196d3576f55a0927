#include <utility>

#include "control/scenario.h"

namespace autopilot {
namespace {

Scenario Make(std::string name, std::string description) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.description = std::move(description);
  return scenario;
}

Scenario Completed() { return Make("completed", "The job completes with all of its steps."); }

Scenario Failed() {
  auto scenario =
      Make("failed", "The job fails in the phase that analyzes the data, or in `phase`.");
  scenario.outcome.failure = PlannedFailure{};
  return scenario;
}

Scenario StoppedByRuntime() {
  auto scenario = Make("stopped-by-runtime",
                       "MaxAutoMLJobRuntimeInSeconds is reached in the middle of the training.");
  scenario.outcome.reaches_runtime_limit = true;
  return scenario;
}

Scenario PartialFailure() {
  auto scenario =
      Make("partial-failure", "The job completes, but its first candidate failed and it says so.");
  scenario.outcome.candidate_count = 3;
  scenario.outcome.candidate_statuses = {CandidateStatus::kFailed};
  scenario.outcome.partial_failure_reasons = {"A training job of the AutoML job failed."};
  return scenario;
}

Scenario ExplainabilityError() {
  auto scenario = Make("explainability-error", "The explainability report cannot be generated.");
  scenario.outcome.explainability_fails = true;
  return scenario;
}

Scenario InsightsError() {
  auto scenario = Make("insights-error", "The model insights report cannot be generated.");
  scenario.outcome.model_insights_fails = true;
  return scenario;
}

Scenario DeploymentError() {
  auto scenario = Make("deployment-error",
                       "The best model cannot be deployed; for jobs that ask for a deployment.");
  scenario.outcome.deployment_fails = true;
  return scenario;
}

Scenario Stuck() {
  auto scenario =
      Make("stuck", "The job stays in its training, or in `phase`, until it is stopped.");
  scenario.outcome.stuck = StuckPhase{};
  return scenario;
}

Scenario FailedWith(std::string name, std::string description, std::string reason) {
  auto scenario = Make(std::move(name), std::move(description));
  scenario.outcome.failure = PlannedFailure{.phase = std::nullopt, .reason = std::move(reason)};
  return scenario;
}

Scenario RefusedWith(std::string name, std::string description, CreateError error) {
  auto scenario = Make(std::move(name), std::move(description));
  scenario.create_error = std::move(error);
  return scenario;
}

Scenarios MakeAll() {
  Scenarios all;
  for (auto& scenario :
       {Completed(), Failed(), StoppedByRuntime(), PartialFailure(), ExplainabilityError(),
        InsightsError(), DeploymentError(), Stuck(),
        RefusedWith(
            "quota-exceeded", "The create operation is refused: too many jobs run.",
            {.type = "ResourceLimitExceeded",
            .message = "The account-level service limit 'Number of concurrent AutoML jobs' is 4 "
                       "Jobs, with current utilization of 4 Jobs and a request delta of 1 Jobs. "
                       "Please contact AWS support to request an increase for this limit."}),
        RefusedWith("role-not-assumable",
                    "The create operation is refused: the service cannot assume the role.",
                    {.type = "ValidationException",
                    .message = "Could not assume role {role_arn}. Please ensure that the role "
                               "exists and allows principal 'sagemaker.amazonaws.com' to assume "
                               "the role."}),
        RefusedWith("access-denied", "The create operation is refused: the caller may not call it.",
                    {.type = "AccessDeniedException",
                    .message = "User: arn:{partition}:iam::{account}:user/autopilot-local is not "
                               "authorized to perform: sagemaker:{operation} on resource: "
                               "{job_arn} because no identity-based policy allows the "
                               "sagemaker:{operation} action"}),
        FailedWith("s3-access-denied", "The job fails: its input cannot be read.",
                   "ClientError: Data download failed: AccessDenied (403): Access Denied. Ensure "
                   "that the role {role_arn} may read the input data."),
        FailedWith("kms-access-denied", "The job fails: its key cannot be used.",
                   "ClientError: The role {role_arn} is not authorized to use the KMS key of the "
                   "job: AccessDeniedException."),
        FailedWith("capacity-error", "The job fails: the service has no machines for it.",
                   "CapacityError: Unable to provision requested ML compute capacity. Please retry "
                   "using a different ML instance type.")}) {
    all.emplace(scenario.name, scenario);
  }
  return all;
}

}  // namespace

const Scenarios& BuiltInScenarios() {
  static const Scenarios kAll = MakeAll();
  return kAll;
}

}  // namespace autopilot
