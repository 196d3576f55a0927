#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "common/error.h"
#include "storage/records.h"

namespace autopilot {

inline constexpr std::size_t kMaxTagsPerResource = 50;

// The tags of a TagList; null gives none.
std::vector<Tag> TagsOf(const nlohmann::json* tag_list);

// Keys are unique and none begins with the reserved "aws:" (in any case).
std::optional<Error> CheckTags(const std::vector<Tag>& tags);

}  // namespace autopilot
