#include "control/json_match.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace autopilot {
namespace {

using nlohmann::json;

std::string Unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    text += token[i] == '~' ? (token[++i] == '0' ? '~' : '/') : token[i];
  }
  return text;
}

const json* Member(const json& value, const std::string& token) {
  if (value.is_object()) {
    const auto member = value.find(token);
    return member == value.end() ? nullptr : &*member;
  }
  if (!value.is_array() || (token.size() > 1 && token.front() == '0')) return nullptr;
  std::size_t index = 0;
  const char* const end = token.data() + token.size();
  const auto [rest, failure] = std::from_chars(token.data(), end, index);
  if (failure != std::errc() || rest != end || index >= value.size()) return nullptr;
  return &value[index];
}

bool NestsDeeperThan(std::string_view text, int max_depth) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

bool IsJsonPointer(std::string_view pointer) {
  if (!pointer.empty() && pointer.front() != '/') return false;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] != '~') continue;
    if (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1')) return false;
  }
  return true;
}

const json* FindByPointer(const json& value, std::string_view pointer) {
  const json* found = &value;
  while (found != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    found = Member(*found, Unescaped(token));
  }
  return found;
}

bool JsonContains(const json& value, const json& part) {
  if (part.is_object() && value.is_object()) {
    return std::all_of(part.items().begin(), part.items().end(), [&](const auto& member) {
      const auto found = value.find(member.key());
      return found != value.end() && JsonContains(*found, member.value());
    });
  }
  if (part.is_array() && value.is_array()) {
    return std::all_of(part.begin(), part.end(), [&](const json& wanted) {
      return std::any_of(value.begin(), value.end(),
                         [&](const json& element) { return JsonContains(element, wanted); });
    });
  }
  return value == part;
}

std::optional<json> ParseJson(std::string_view text, int max_depth) {
  if (NestsDeeperThan(text, max_depth)) return std::nullopt;
  json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

}  // namespace autopilot
