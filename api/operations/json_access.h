#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace autopilot {

// Reads members of input that satisfies its shape: a member that is there has the modelled type.

// The member, or null. `object` may itself be null, so that paths can be chained.
inline const nlohmann::json* Member(const nlohmann::json* object, std::string_view name) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(name);
  return found == object->end() ? nullptr : &*found;
}
inline const nlohmann::json* Member(const nlohmann::json& object, std::string_view name) {
  return Member(&object, name);
}

// A member that the shape requires.
inline const nlohmann::json& RequiredMember(const nlohmann::json& object, std::string_view name) {
  return object.at(name);
}

// The string, or "" when absent.
inline std::string StringMember(const nlohmann::json* object, std::string_view name) {
  const auto* member = Member(object, name);
  return member == nullptr ? "" : member->get<std::string>();
}
inline std::string StringMember(const nlohmann::json& object, std::string_view name) {
  return StringMember(&object, name);
}

inline std::optional<std::int64_t> IntegerMember(const nlohmann::json* object,
                                                 std::string_view name) {
  const auto* member = Member(object, name);
  if (member == nullptr) return std::nullopt;
  return member->get<std::int64_t>();
}

// False when absent.
inline bool BoolMember(const nlohmann::json* object, std::string_view name) {
  const auto* member = Member(object, name);
  return member != nullptr && member->get<bool>();
}

}  // namespace autopilot
