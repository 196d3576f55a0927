#include "api/operations/create_job.h"

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "api/operations/data_request_reader.h"
#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/operations/placeholders.h"
#include "api/operations/tag_rules.h"
#include "api/protocol/bounded_text.h"
#include "api/protocol/errors.h"
#include "api/protocol/json_writer.h"
#include "common/arn.h"
#include "lifecycle/planner.h"
#include "lifecycle/profile_gate.h"

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

// What is decided of a job before its data is looked at.
struct NewJob {
  JobRecord record;  // without plan and events
  JobSpec spec;
  JobPolicy policy;
  std::vector<Tag> tags;
};

NewJob NewJobOf(const Call& call, ApiVersion version, const JobSpec& spec, JobPolicy policy,
                std::vector<Tag> tags) {
  NewJob job{.record = {}, .spec = spec, .policy = std::move(policy), .tags = std::move(tags)};
  job.record.scope = call.scope;
  job.record.name = StringMember(call.input, "AutoMLJobName");
  job.record.api_version = version;
  job.record.request = TextWithoutTags(call.input);
  return job;
}

std::string ArnAnswer(const JobRecord& job) {
  JsonWriter writer;
  writer.BeginObject();
  writer.Key("AutoMLJobArn").String(SageMakerArn(job.scope, "automl-job", job.name));
  writer.EndObject();
  return std::move(writer).str();
}

// Has the data of a job that was stored read, before anybody hears of it.
OutputReply SubmittingReply(ProfileQueue& profiles, const JobRecord& job, OutputReply reply) {
  return [&profiles, scope = job.scope, name = job.name,
          reply = std::move(reply)](Result<std::string> answer) {
    if (answer) profiles.Submit(scope, name);
    reply(std::move(answer));
  };
}

// Plans and stores the job, unless the name is taken or the quota is used up.
void StoreJob(const OperationContext& context, NewJob made, OutputReply reply) {
  JobRecord& record = made.record;
  record.plan =
      PlanFor(made.spec, made.policy, JobDrawKey(made.policy.seed, record.scope, record.name));
  const auto awaits = context.data == nullptr ? AwaitsProfile::kNo : AwaitsProfile::kYes;
  if (awaits == AwaitsProfile::kYes) {
    MakeRoomForProfile(record.plan);
    reply = SubmittingReply(context.profiles, record, std::move(reply));
  }
  auto work = [job = std::move(record), tags = std::move(made.tags),
               quota = context.options.max_running_jobs, awaits, &control = context.control](
                  WriteTransaction& transaction) mutable -> Result<std::string> {
    const auto& account = job.scope.account;
    const Timestamp now = control.NowIn(transaction, account);
    job.events = StartOfLife(now, control.RateIn(transaction, account), job.plan, awaits);
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

// Looks at the data first; nobody waits for it but this request.
void StoreJobWithData(const OperationContext& context, DataRequest request, bool chooses_mode,
                      NewJob made, OutputReply reply) {
  const bool is_strict = context.data->options().checks == DataChecks::kStrict;
  auto done = [&context, is_strict, chooses_mode, job = std::make_shared<NewJob>(std::move(made)),
               reply = std::move(reply)](DataResult<ChannelFacts> facts) {
    try {
      if (!facts && (is_strict || facts.error().kind != DataErrorKind::kUnsupported)) {
        return reply(tl::unexpected(errors::UnusableData(facts.error())));
      }
      if (chooses_mode) job->spec.kind = KindForData(facts ? &*facts : nullptr);
      StoreJob(context, std::move(*job), reply);
    } catch (const std::exception& failure) {
      reply(tl::unexpected(errors::InternalFailure(failure.what())));
    }
  };
  context.data->Check(std::move(request), std::move(done));
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
  auto job = NewJobOf(call, version, spec, std::move(*policy), std::move(tags));
  if (context.data == nullptr) return StoreJob(context, std::move(job), std::move(reply));
  StoreJobWithData(context, DataRequestOf(call.input, version), IsAutoMode(call.input, version),
                   std::move(job), std::move(reply));
}

}  // namespace autopilot
