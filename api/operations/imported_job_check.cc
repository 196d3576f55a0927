#include "api/operations/imported_job_check.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/model/validator.h"
#include "api/operations/create_rules.h"
#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/operations/tag_rules.h"
#include "common/utf8.h"
#include "lifecycle/profile_gate.h"

namespace autopilot {
namespace {

std::string About(const JobRecord& job, const std::string& problem) {
  return "The job " + job.name + " cannot be imported: " + problem;
}

constexpr std::size_t kMostCandidates = 750;  // MaxCandidates of the service model
constexpr std::size_t kMostPhases = 10;       // more than any kind of job has

// The texts of a plan that answers show, held to the shapes that have them there. That there are
// not too many is seen to by the stored form.
std::string ProblemOfTexts(const Plan& plan, const ServiceModel& model) {
  const auto problem = [&model](const char* shape, const char* member, const std::string& text) {
    const auto checked = CheckInput(*model.FindShape(shape), {{member, text}});
    return checked ? "" : "its plan has a text that no answer can have: " + checked.error().message;
  };
  const auto of_reason = [&](const std::string& reason) {
    return problem("AutoMLPartialFailureReason", "PartialFailureMessage", reason);
  };
  for (const auto& reason : plan.partial_failure_reasons) {
    if (auto found = of_reason(reason); !found.empty()) return found;
  }
  if (auto found = of_reason(plan.failure_reason.value_or("")); !found.empty()) return found;
  return plan.endpoint_name ? problem("ModelDeployResult", "EndpointName", *plan.endpoint_name)
                            : "";
}

// What the stored form allows in a plan and the planner never makes.
std::string ProblemOf(const Plan& plan, const ServiceModel& model) {
  if (!IsTerminal(plan.final_status)) return "its plan does not end.";
  if (plan.candidates.size() > kMostCandidates) return "its plan has more than 750 candidates.";
  if (plan.phases.size() > kMostPhases) return "its plan has more than 10 phases.";
  auto texts = plan.partial_failure_reasons;
  texts.push_back(plan.failure_reason.value_or(""));
  texts.push_back(plan.endpoint_name.value_or(""));
  texts.push_back(plan.scenario);
  if (plan.data) {
    for (const LabelCount& each : plan.data->labels) texts.push_back(each.label);
  }
  if (!std::all_of(texts.begin(), texts.end(), IsUtf8)) return "its plan has texts beyond UTF-8.";
  return ProblemOfTexts(plan, model);
}

}  // namespace

std::optional<std::string> ProblemOfImportedJob(const JobRecord& job, const ServiceModel& model,
                                                const ApiOptions& options) {
  const bool is_v1 = job.api_version == ApiVersion::kV1;
  const auto* operation = model.FindOperation(is_v1 ? "CreateAutoMLJob" : "CreateAutoMLJobV2");
  const auto sent = nlohmann::json::parse(job.request, nullptr, false);
  const auto checked = CheckInput(*operation->input, sent);
  if (!checked) return About(job, checked.error().message);
  if (!checked->unknown_members.empty()) {
    return About(job,
                 "its request has the unknown member " + checked->unknown_members.front() + ".");
  }
  const auto& request = checked->value;
  if (request != sent || request.contains("Tags")) {
    return About(job, "its request has members that are null, or Tags; a stored one has neither.");
  }
  const auto broken = is_v1 ? CheckCreateV1(request, options) : CheckCreateV2(request, options);
  if (broken) return About(job, broken->message);
  if (StringMember(request, "AutoMLJobName") != job.name) {
    return About(job, "its request is that of " + StringMember(request, "AutoMLJobName") + ".");
  }
  const JobSpec spec = is_v1 ? SpecOfV1(request, options) : SpecOfV2(request, options);
  if (spec.kind != job.plan.kind ||
      spec.candidate_definitions_only != job.plan.candidate_definitions_only) {
    return About(job, "its plan is that of another kind of job.");
  }
  if (const auto problem = ProblemOf(job.plan, model); !problem.empty()) {
    return About(job, problem);
  }
  if (const auto problem = ProblemOfProfileEvents(job.plan, job.events)) {
    return About(job, *problem);
  }
  return std::nullopt;
}

std::optional<std::string> ProblemOfImportedTags(const std::vector<Tag>& tags,
                                                 const ServiceModel& model) {
  auto list = nlohmann::json::array();
  for (const Tag& tag : tags) list.push_back({{"Key", tag.key}, {"Value", tag.value}});
  const auto checked = CheckInput(
      *model.FindOperation("AddTags")->input,
      {{"ResourceArn", "arn:aws:sagemaker:us-east-1:000000000000:x"}, {"Tags", std::move(list)}});
  if (!checked) return checked.error().message;
  const auto broken = CheckTags(tags);
  return broken ? std::optional(broken->message) : std::nullopt;
}

}  // namespace autopilot
