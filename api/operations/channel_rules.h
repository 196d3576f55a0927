#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "common/error.h"

namespace autopilot {

// Rules about InputDataConfig: one training channel and at most one validation channel, alike in
// content type (and in V1 in target), with a data type, compression and content type that the
// problem type supports.
std::optional<Error> CheckChannelsV1(const nlohmann::json& channels);
// `input` is the whole CreateAutoMLJobV2 request: its problem type decides what is supported.
std::optional<Error> CheckChannelsV2(const nlohmann::json& channels, const nlohmann::json& input);

}  // namespace autopilot
