#include "api/operations/tag_rules.h"

#include <set>
#include <string_view>

#include "api/operations/json_access.h"
#include "api/protocol/errors.h"
#include "common/ascii.h"

namespace autopilot {

std::vector<Tag> TagsOf(const nlohmann::json* tag_list) {
  std::vector<Tag> tags;
  if (tag_list == nullptr) return tags;
  for (const auto& tag : *tag_list) {
    tags.push_back({.key = StringMember(tag, "Key"), .value = StringMember(tag, "Value")});
  }
  return tags;
}

std::optional<Error> CheckTags(const std::vector<Tag>& tags) {
  std::set<std::string_view> keys;
  for (const auto& tag : tags) {
    if (EqualsIgnoringAsciiCase(std::string_view(tag.key).substr(0, 4), "aws:")) {
      return errors::ReservedTagKey(tag.key);
    }
    if (!keys.insert(tag.key).second) return errors::DuplicateTagKey(tag.key);
  }
  return std::nullopt;
}

}  // namespace autopilot
