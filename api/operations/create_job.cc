#include "api/operations/create_job.h"

#include <utility>

#include "api/operations/json_access.h"
#include "api/operations/tag_rules.h"
#include "api/protocol/errors.h"
#include "api/protocol/json_writer.h"
#include "common/arn.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

JobRecord NewRecord(const OperationContext& context, const Call& call, ApiVersion version,
                    const JobSpec& spec) {
  auto request = call.input;
  request.erase("Tags");
  JobRecord job;
  job.scope = call.scope;
  job.name = StringMember(call.input, "AutoMLJobName");
  job.api_version = version;
  job.request = request.dump();
  job.plan = MakePlan(spec, JobDrawKey(context.options.seed.value_or(0), call.scope, job.name));
  job.events = StartOfLife(call.now, context.options.rate);
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
  auto work = [job = NewRecord(context, call, version, spec),
               tags = TagsOf(Member(call.input, "Tags")), now = call.now,
               quota = context.options.max_running_jobs](
                  WriteTransaction& transaction) mutable -> Result<std::string> {
    if (quota > 0) {
      const auto running = transaction.CountRunningJobs(job.scope, now);
      if (running >= quota && !transaction.FindJob(job.scope, job.name)) {
        return tl::unexpected(errors::TooManyJobs(quota, running));
      }
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
