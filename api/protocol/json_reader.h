#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "common/error.h"

namespace autopilot {

// Parses a request body: one JSON object in UTF-8, no duplicate keys, at most `max_depth` levels.
// Blank means {}. Anything else is a SerializationException that says what was found and where.
// Never throws; work and memory are linear in the size of `text`.
Result<nlohmann::json> ReadJsonObject(std::string_view text, std::size_t max_depth);
// The same for any JSON value; blank means null.
Result<nlohmann::json> ReadJson(std::string_view text, std::size_t max_depth);
// The same for what this program has written. Throws nlohmann::json::exception if that is damaged.
nlohmann::json ReadOwnJson(std::string_view text);

}  // namespace autopilot
