#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace autopilot {

// Reads what nearly all clients send several times as fast as the library that can say what is
// wrong and where: JSON in ASCII without \u escapes. Nothing if the text is not that, is not valid,
// has a duplicate key or more than `max_depth` levels: ReadJson then decides. Never another
// document than ReadJson's. Never throws but std::bad_alloc.
std::optional<nlohmann::json> ReadPlainJson(std::string_view text, std::size_t max_depth);

}  // namespace autopilot
