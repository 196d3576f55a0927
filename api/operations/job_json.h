#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "api/protocol/json_writer.h"
#include "common/time.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/state.h"
#include "storage/records.h"

namespace autopilot {

// A stored job at one instant, with all that the answers about it need.
struct JobSnapshot {
  JobSnapshot(const JobRecord& record, Timestamp at);

  const JobRecord& job;  // outlives the snapshot
  Timestamp now;
  nlohmann::json request;  // the stored create request
  JobIdentity identity;
  JobState state;
};

// Members that the answers of both API versions share; each writes nothing when there is nothing to
// show.
void WriteNameAndArn(JsonWriter& writer, const JobRecord& job);
void WriteTimes(JsonWriter& writer, const JobState& state);  // CreationTime to LastModifiedTime
void WriteFailures(JsonWriter& writer, const Plan& plan, const JobState& state);
void WriteBestCandidate(JsonWriter& writer, const JobSnapshot& snapshot);
void WriteStatus(JsonWriter& writer, const JobState& state);
void WriteArtifacts(JsonWriter& writer, const JobSnapshot& snapshot);
void WriteModelDeployResult(JsonWriter& writer, const JobSnapshot& snapshot);

// CompletionCriteria of ResolvedAttributes: those of the request and the number of candidates.
nlohmann::json ResolvedCompletionCriteria(const nlohmann::json* requested, const Plan& plan);

// A member of the request under its own name, verbatim; nothing when absent.
void WriteEcho(JsonWriter& writer, const nlohmann::json& request, std::string_view member);

}  // namespace autopilot
