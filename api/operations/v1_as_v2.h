#pragma once

#include <nlohmann/json.hpp>

namespace autopilot {

// A CreateAutoMLJob request in the members of CreateAutoMLJobV2, as AWS's guide to migrating
// between the two describes: for DescribeAutoMLJobV2 of a V1 job.
nlohmann::json V1AsV2(const nlohmann::json& request);

// The two members that the service fills into a V1 channel where the caller left them out.
void FillInV1Channel(nlohmann::json& channel);

}  // namespace autopilot
