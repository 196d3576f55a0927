#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "api/operations/candidate_json.h"
#include "api/operations/job_json.h"
#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "api/protocol/errors.h"
#include "api/protocol/json_reader.h"
#include "lifecycle/candidate_view.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::string_view kOperation = "ListCandidatesForAutoMLJob";
constexpr std::size_t kDefaultPageSize = 10;

// What candidates are sorted by. Those without an objective value come last in either order of
// FinalObjectiveMetricValue; apart from that, Descending is the exact reverse of Ascending and ties
// go by start order.
using SortKey = std::tuple<bool, std::string_view, float, Timestamp, std::size_t>;

SortKey KeyOf(const CandidateState& candidate, const Plan& plan, std::string_view sort_by,
              bool ascending) {
  const auto index = candidate.index;
  if (sort_by == "Status") return {false, Name(candidate.status), 0.0F, Timestamp(), index};
  if (sort_by != "FinalObjectiveMetricValue") {
    return {false, std::string_view(), 0.0F, candidate.created, index};
  }
  // The flag is turned with the order, so that candidates with a value lead both ways.
  const bool valued = candidate.shows_metrics;
  return {valued != ascending, std::string_view(), valued ? ObjectiveValue(plan, index) : 0.0F,
          Timestamp(), index};
}

std::vector<CandidateState> Sorted(const std::vector<CandidateState>& candidates, const Plan& plan,
                                   const json& input) {
  const auto sort_by = StringMember(input, "SortBy");
  const bool ascending = StringMember(input, "SortOrder") == "Ascending";
  std::vector<std::pair<SortKey, CandidateState>> keyed;
  keyed.reserve(candidates.size());
  for (const auto& candidate : candidates) {
    keyed.emplace_back(KeyOf(candidate, plan, sort_by, ascending), candidate);
  }
  std::sort(keyed.begin(), keyed.end(), [ascending](const auto& a, const auto& b) {
    return ascending ? a.first < b.first : b.first < a.first;
  });
  std::vector<CandidateState> sorted;
  sorted.reserve(keyed.size());
  for (const auto& [key, candidate] : keyed) sorted.push_back(candidate);
  return sorted;
}

std::vector<CandidateState> Selected(std::vector<CandidateState> candidates, const JobRecord& job,
                                     const JobIdentity& identity, const json& input) {
  const auto status = ParseCandidateStatus(StringMember(input, "StatusEquals"));
  const auto name = StringMember(input, "CandidateNameEquals");
  std::erase_if(candidates, [&](const CandidateState& candidate) {
    return (status && candidate.status != *status) ||
           (!name.empty() && CandidateName(job.plan, identity, candidate.index) != name);
  });
  return Sorted(candidates, job.plan, input);
}

// The index of the best of all candidates if its artifacts are shown.
std::optional<std::size_t> CandidateWithArtifacts(const JobRecord& job,
                                                  const std::vector<CandidateState>& candidates,
                                                  Timestamp as_of) {
  if (!Evaluate(job.plan, job.events, as_of).reports_done) return std::nullopt;
  const auto best = BestCandidate(job.plan, candidates);
  if (!best) return std::nullopt;
  return best->index;
}

}  // namespace

void ListCandidatesForAutoMLJob(const OperationContext& context, const Call& call,
                                OutputReply reply) {
  const auto& input = call.input;
  std::optional<PageState> following;
  if (const auto token = StringMember(input, "NextToken"); !token.empty()) {
    const auto read = context.tokens.Read(kOperation, call.scope, input, token);
    if (!read) return reply(tl::unexpected(read.error()));
    following = *read;
  }
  const auto name = StringMember(input, "AutoMLJobName");
  auto job = context.store.FindJob(call.scope, name);
  if (!job) return reply(tl::unexpected(errors::JobNotFound(name)));
  auto page =
      following.value_or(PageState{.as_of = call.now, .last_change = job->events.back().change});

  const auto identity = IdentityOf(*job, ReadOwnJson(job->request));
  job->events = EventsUpTo(job->events, page.last_change);
  // Another job of that name, created after the token's first page.
  if (job->events.empty()) return reply(tl::unexpected(errors::InvalidNextToken()));
  const auto all = EvaluateCandidates(job->plan, job->events, page.as_of);
  const auto with_artifacts = CandidateWithArtifacts(*job, all, page.as_of);
  const auto candidates = Selected(all, *job, identity, input);
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
