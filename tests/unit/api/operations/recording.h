#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "api/operations/job_json.h"
#include "common/time.h"

namespace autopilot::testing {

// A recorded answer (tests/data/recordings).
nlohmann::json LoadRecording(const std::string& name);

// "2022-10-17 08:13:36.796000+00:00", "2024-04-12T11:39:34.760000" or whole seconds.
Timestamp RecordedTime(const nlohmann::json& text);

// The recording with the times as the service sends them: epoch seconds.
nlohmann::json WithEpochSeconds(nlohmann::json recording);

// A recorded job as input of the rendering: request, times, statuses, names and metric values are
// those of the recording, nothing is simulated.
JobRecord RecordedJob(const nlohmann::json& recording, ApiVersion version);
JobSnapshot RecordedSnapshot(const JobRecord& job, const nlohmann::json& recording);
ShownCandidate RecordedCandidate(const nlohmann::json& recording);

}  // namespace autopilot::testing
