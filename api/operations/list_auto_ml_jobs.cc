#include <cmath>

#include "api/operations/job_json.h"
#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "common/arn.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::string_view kOperation = "ListAutoMLJobs";
constexpr std::size_t kDefaultPageSize = 10;

std::optional<Timestamp> TimeMember(const json& input, std::string_view name) {
  const auto* member = Member(input, name);
  if (member == nullptr) return std::nullopt;
  // The model's check has kept the seconds far from the limits of the microseconds.
  return Timestamp(std::chrono::microseconds(std::llround(member->get<double>() * 1e6)));
}

JobSort SortOf(const std::string& name) {
  if (name == "CreationTime") return JobSort::kCreationTime;
  return name == "Status" ? JobSort::kStatus : JobSort::kName;
}

// The first page fixes what the whole walk sees; the others carry it in their token.
Result<PageState> StateOfPage(const OperationContext& context, const Call& call) {
  const auto token = StringMember(call.input, "NextToken");
  if (!token.empty()) return context.tokens.Read(kOperation, call.scope, call.input, token);
  return PageState{.as_of = call.now, .last_change = context.store.LastChange(call.scope)};
}

JobQuery QueryOf(const Call& call, const PageState& page) {
  const auto& input = call.input;
  JobQuery query;
  query.scope = call.scope;
  query.sort = SortOf(StringMember(input, "SortBy"));
  query.order = StringMember(input, "SortOrder") == "Ascending" ? SortOrder::kAscending
                                                                : SortOrder::kDescending;
  query.status = ParseJobStatus(StringMember(input, "StatusEquals"));
  query.name_contains = StringMember(input, "NameContains");
  query.created_after = TimeMember(input, "CreationTimeAfter");
  query.created_before = TimeMember(input, "CreationTimeBefore");
  query.modified_after = TimeMember(input, "LastModifiedTimeAfter");
  query.modified_before = TimeMember(input, "LastModifiedTimeBefore");
  query.as_of = page.as_of;
  query.last_change = page.last_change;
  if (!page.position.name.empty()) query.after = page.position;
  query.limit =
      static_cast<std::size_t>(IntegerMember(&input, "MaxResults").value_or(kDefaultPageSize));
  return query;
}

void WriteSummary(JsonWriter& writer, const JobRecord& job, Timestamp as_of) {
  const auto state = Evaluate(job.plan, job.events, as_of);
  writer.BeginObject();
  WriteNameAndArn(writer, job);
  WriteStatus(writer, state);
  WriteTimes(writer, state);
  WriteFailures(writer, job.plan, state);
  writer.EndObject();
}

}  // namespace

void ListAutoMLJobs(const OperationContext& context, const Call& call, OutputReply reply) {
  const auto state = StateOfPage(context, call);
  if (!state) return reply(tl::unexpected(state.error()));
  const auto page = context.store.ListJobs(QueryOf(call, *state));
  JsonWriter writer;
  writer.BeginObject().Key("AutoMLJobSummaries").BeginArray();
  for (const auto& job : page.jobs) WriteSummary(writer, job, state->as_of);
  writer.EndArray();
  if (page.next) {
    const PageState next{
        .as_of = state->as_of, .last_change = state->last_change, .position = *page.next};
    writer.Key("NextToken").String(context.tokens.Write(kOperation, call.scope, call.input, next));
  }
  writer.EndObject();
  reply(std::move(writer).str());
}

}  // namespace autopilot
