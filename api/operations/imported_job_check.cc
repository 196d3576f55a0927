#include "api/operations/imported_job_check.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "api/model/validator.h"
#include "api/operations/create_rules.h"
#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"

namespace autopilot {
namespace {

std::string About(const JobRecord& job, const std::string& problem) {
  return "The job " + job.name + " cannot be imported: " + problem;
}

}  // namespace

std::optional<std::string> ProblemOfImportedJob(const JobRecord& job, const ServiceModel& model,
                                                const ApiOptions& options) {
  const bool is_v1 = job.api_version == ApiVersion::kV1;
  const auto* operation = model.FindOperation(is_v1 ? "CreateAutoMLJob" : "CreateAutoMLJobV2");
  const auto checked =
      CheckInput(*operation->input, nlohmann::json::parse(job.request, nullptr, false));
  if (!checked) return About(job, checked.error().message);
  if (!checked->unknown_members.empty()) {
    return About(job,
                 "its request has the unknown member " + checked->unknown_members.front() + ".");
  }
  const auto& request = checked->value;
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
  return std::nullopt;
}

}  // namespace autopilot
