#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace autopilot {

// Whether `pointer` has the form of a JSON pointer (RFC 6901).
bool IsJsonPointer(std::string_view pointer);

// The value that the pointer leads to, or null if there is none. `pointer` has the right form.
const nlohmann::json* FindByPointer(const nlohmann::json& value, std::string_view pointer);

// Whether `value` has all that `part` has: an object its members, and maybe more; a list for each
// element one that contains it, in any order; else an equal value.
bool JsonContains(const nlohmann::json& value, const nlohmann::json& part);

// The value of a text that need not be JSON; nothing if it is none or nests deeper than `max_depth`
// (what handles JSON recursively may have what this returns).
std::optional<nlohmann::json> ParseJson(std::string_view text, int max_depth = 128);

}  // namespace autopilot
