#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "api/operations/candidate_json.h"
#include "api/protocol/json_writer.h"
#include "common/time.h"
#include "lifecycle/candidate_view.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/state.h"
#include "storage/records.h"

namespace autopilot {

// A stored job at one instant, with all that the answers of Describe are made of.
struct JobSnapshot {
  const JobRecord& job;    // outlives the snapshot
  nlohmann::json request;  // the stored create request
  JobState state;
  std::optional<ShownCandidate> best;  // where it is shown
  JobArtifacts artifacts;              // those shown
};
JobSnapshot TakeSnapshot(const JobRecord& job, Timestamp now);

JobIdentity IdentityOf(const JobRecord& job, const nlohmann::json& request);

// The whole answers, as JSON text.
inline constexpr std::size_t kUsualAnswerBytes = 6'000;  // with a best candidate
std::string DescribeV1Answer(const JobSnapshot& snapshot);
std::string DescribeV2Answer(const JobSnapshot& snapshot);

// Members that the answers of both API versions share; each writes nothing when there is nothing to
// show.
void WriteNameAndArn(JsonWriter& writer, const JobRecord& job);
void WriteTimes(JsonWriter& writer, const JobState& state);  // CreationTime to LastModifiedTime
void WriteFailures(JsonWriter& writer, const Plan& plan, const JobState& state);
void WriteStatus(JsonWriter& writer, const JobState& state);
void WriteBestCandidate(JsonWriter& writer, const JobSnapshot& snapshot);
void WriteArtifacts(JsonWriter& writer, const JobSnapshot& snapshot);
void WriteModelDeployResult(JsonWriter& writer, const JobSnapshot& snapshot);

// CompletionCriteria of ResolvedAttributes: those of the request and the number of candidates.
nlohmann::json ResolvedCompletionCriteria(const nlohmann::json* requested, const Plan& plan);

// A member of the request under its own name, verbatim; nothing when absent.
void WriteEcho(JsonWriter& writer, const nlohmann::json& request, std::string_view member);

}  // namespace autopilot
