#include "api/operations/create_job.h"

#include <cstddef>
#include <utility>

#include "api/operations/json_access.h"
#include "api/operations/placeholders.h"
#include "api/operations/tag_rules.h"
#include "api/protocol/bounded_text.h"
#include "api/protocol/errors.h"
#include "api/protocol/json_writer.h"
#include "common/arn.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

// In bytes; FailureReason has at most 1,024 characters in the service model.
constexpr std::size_t kLongestReason = 1'000;

// The scenario with the names in its texts replaced; an error if it refuses the job or does not fit
// it.
Result<std::optional<Scenario>> ScenarioFor(const Call& call, ApiVersion version,
                                            const JobSpec& spec, std::optional<Scenario> scenario) {
  if (!scenario) return std::nullopt;
  call.notes.scenario = scenario->name;
  const Placeholders placeholders(call, version);
  if (const auto& error = scenario->create_error) {
    return tl::unexpected(
        errors::Custom(error->type, placeholders.FillIn(error->message), error->status));
  }
  if (const auto misfit = MisfitOf(scenario->outcome, spec)) {
    return tl::unexpected(errors::ScenarioUnusable(
        {.message = "The scenario " + scenario->name + " does not fit this job. " + *misfit}));
  }
  if (auto& failure = scenario->outcome.failure) {
    failure->reason = BoundedText(placeholders.FillIn(failure->reason), kLongestReason);
  }
  return scenario;
}

Plan PlanFor(const JobSpec& spec, const JobPolicy& policy, DrawKey key) {
  const Outcome outcome = policy.scenario ? policy.scenario->outcome : Outcome{};
  Plan plan = MakePlan(spec, outcome, key);
  if (policy.scenario) plan.scenario = policy.scenario->name;
  ApplyProgression(plan, policy.progression);
  return plan;
}

// What Describe echoes. The writer of answers is several times as fast as the library's.
std::string TextWithoutTags(const nlohmann::json& input) {
  JsonWriter writer;
  writer.BeginObject();
  for (const auto& [name, member] : input.get_ref<const nlohmann::json::object_t&>()) {
    if (name != "Tags") writer.Key(name).Value(member);
  }
  writer.EndObject();
  return std::move(writer).str();
}

// All but its events, which begin when it is written.
JobRecord NewRecord(const Call& call, ApiVersion version, const JobSpec& spec,
                    const JobPolicy& policy) {
  JobRecord job;
  job.scope = call.scope;
  job.name = StringMember(call.input, "AutoMLJobName");
  job.api_version = version;
  job.request = TextWithoutTags(call.input);
  job.plan = PlanFor(spec, policy, JobDrawKey(policy.seed, call.scope, job.name));
  return job;
}

std::string ArnAnswer(const JobRecord& job) {
  JsonWriter writer;
  writer.BeginObject();
  writer.Key("AutoMLJobArn").String(SageMakerArn(job.scope, "automl-job", job.name));
  writer.EndObject();
  return std::move(writer).str();
}

}  // namespace

void CreateJob(const OperationContext& context, const Call& call, ApiVersion version,
               const JobSpec& spec, OutputReply reply) {
  auto tags = TagsOf(Member(call.input, "Tags"));
  const auto name = StringMember(call.input, "AutoMLJobName");
  auto policy = context.control.PolicyFor(call.scope.account, name, tags);
  if (!policy) return reply(tl::unexpected(errors::ScenarioUnusable(policy.error())));
  auto scenario = ScenarioFor(call, version, spec, std::move(policy->scenario));
  if (!scenario) return reply(tl::unexpected(std::move(scenario.error())));
  policy->scenario = std::move(*scenario);
  auto work = [job = NewRecord(call, version, spec, *policy), tags = std::move(tags),
               quota = context.options.max_running_jobs, &control = context.control](
                  WriteTransaction& transaction) mutable -> Result<std::string> {
    const auto& account = job.scope.account;
    const Timestamp now = control.NowIn(transaction, account);
    job.events = StartOfLife(now, control.RateIn(transaction, account), job.plan);
    if (quota > 0) {
      const auto running = transaction.CountRunningJobs(job.scope, now);
      if (running >= quota && !transaction.FindJob(job.scope, job.name)) {
        return tl::unexpected(errors::TooManyJobs(quota, running));
      }
    }
    if (!control.MayCreateIn(transaction, job.scope)) {
      return tl::unexpected(
          errors::TooManyAccounts(control.defaults().max_accounts, job.scope.account));
    }
    if (transaction.InsertJob(job, tags) == InsertOutcome::kNameExists) {
      const auto present = transaction.FindJob(job.scope, job.name);
      return tl::unexpected(errors::JobNameInUse(job.name, present.value().events.front().at));
    }
    return ArnAnswer(job);
  };
  WriteThenReply(context.store, std::move(work), std::move(reply));
}

}  // namespace autopilot
