#include <algorithm>
#include <tuple>
#include <vector>

#include "api/operations/candidate_json.h"
#include "api/operations/job_json.h"
#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "api/protocol/errors.h"
#include "lifecycle/candidate_view.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::string_view kOperation = "ListCandidatesForAutoMLJob";
constexpr std::size_t kDefaultPageSize = 10;

// Candidates without an objective value come last in either order of FinalObjectiveMetricValue;
// apart from that, Descending is the exact reverse of Ascending and ties go by start order.
void Sort(std::vector<CandidateState>& candidates, const Plan& plan, const json& input) {
  const auto sort_by = StringMember(input, "SortBy");
  const bool ascending = StringMember(input, "SortOrder") == "Ascending";
  const auto key = [&](const CandidateState& candidate) {
    const bool by_value = sort_by == "FinalObjectiveMetricValue";
    const bool valued = by_value && candidate.shows_metrics;
    const auto status = sort_by == "Status" ? Name(candidate.status) : std::string_view();
    const auto value = valued ? ObjectiveValue(plan, candidate.index) : 0.0F;
    const auto created = sort_by.empty() || sort_by == "CreationTime"
                             ? candidate.created.time_since_epoch().count()
                             : 0;
    // The flag comes first in the order and is turned with it, so that valued ones lead both ways.
    return std::tuple(by_value && valued != ascending, status, value, created, candidate.index);
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const CandidateState& a, const CandidateState& b) {
              return ascending ? key(a) < key(b) : key(b) < key(a);
            });
}

std::vector<CandidateState> Selected(const JobRecord& job, const JobIdentity& identity,
                                     const json& input, Timestamp as_of) {
  auto candidates = EvaluateCandidates(job.plan, job.events, as_of);
  const auto status = ParseCandidateStatus(StringMember(input, "StatusEquals"));
  const auto name = StringMember(input, "CandidateNameEquals");
  std::erase_if(candidates, [&](const CandidateState& candidate) {
    return (status && candidate.status != *status) ||
           (!name.empty() && CandidateName(job.plan, identity, candidate.index) != name);
  });
  Sort(candidates, job.plan, input);
  return candidates;
}

// The index of the best of all candidates if its artifacts are shown.
std::optional<std::size_t> CandidateWithArtifacts(const JobRecord& job, Timestamp as_of) {
  if (!Evaluate(job.plan, job.events, as_of).reports_done) return std::nullopt;
  const auto best = BestCandidate(job.plan, EvaluateCandidates(job.plan, job.events, as_of));
  if (!best) return std::nullopt;
  return best->index;
}

}  // namespace

void ListCandidatesForAutoMLJob(const OperationContext& context, const Call& call,
                                OutputReply reply) {
  const auto& input = call.input;
  PageState page{.as_of = call.now};
  if (const auto token = StringMember(input, "NextToken"); !token.empty()) {
    const auto read = context.tokens.Read(kOperation, call.scope, input, token);
    if (!read) return reply(tl::unexpected(read.error()));
    page = *read;
  }
  const auto name = StringMember(input, "AutoMLJobName");
  const auto job = context.store.FindJob(call.scope, name);
  if (!job) return reply(tl::unexpected(errors::JobNotFound(name)));

  const auto identity = IdentityOf(*job, json::parse(job->request));
  const auto candidates = Selected(*job, identity, input, page.as_of);
  const auto with_artifacts = CandidateWithArtifacts(*job, page.as_of);
  const auto limit =
      static_cast<std::uint64_t>(IntegerMember(&input, "MaxResults").value_or(kDefaultPageSize));
  const auto end = std::min<std::uint64_t>(candidates.size(), page.offset + limit);

  JsonWriter writer;
  writer.BeginObject().Key("Candidates").BeginArray();
  for (auto i = page.offset; i < end; ++i) {
    const auto& state = candidates[i];
    const auto artifacts = with_artifacts == state.index ? ShowArtifacts::kYes : ShowArtifacts::kNo;
    WriteCandidate(writer, {.view = ViewCandidate(job->plan, identity, state.index),
                            .state = state,
                            .artifacts = artifacts});
  }
  writer.EndArray();
  if (end < candidates.size()) {
    page.offset = end;
    writer.Key("NextToken").String(context.tokens.Write(kOperation, call.scope, input, page));
  }
  writer.EndObject();
  reply(std::move(writer).str());
}

}  // namespace autopilot
