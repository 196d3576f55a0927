#include "control/json_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace autopilot {
namespace {

using nlohmann::json;

std::string Quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string Text(double number) { return json(number).dump(); }

// "2" in place of JSON's "2.0".
std::string Bound(double number) {
  const std::string text = Text(number);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string LengthText(std::size_t shortest, std::size_t longest) {
  return "must be a string of " + std::to_string(shortest) + " to " + std::to_string(longest) +
         " bytes";
}

bool HasLength(const json& value, std::size_t shortest, std::size_t longest) {
  if (!value.is_string()) return false;
  const std::size_t size = value.get_ref<const std::string&>().size();
  return size >= shortest && size <= longest;
}

std::string Joined(std::string_view path, std::string_view name) {
  std::string joined(path);
  joined += '/';
  for (const char c : name) {
    if (c == '~') {
      joined += "~0";
    } else if (c == '/') {
      joined += "~1";
    } else {
      joined += c;
    }
  }
  return joined;
}

}  // namespace

ControlError UnknownName(std::string path, std::string_view field, std::string_view value,
                         std::vector<std::string> available) {
  return {.message = Quoted(field) + " is " + Quoted(value) + ", which does not exist.",
          .path = std::move(path),
          .available = std::move(available)};
}

JsonFields::JsonFields(const json& object, std::string path)
    : object_(&object), path_(std::move(path)) {
  if (!object.is_object()) {
    const std::string subject = path_.empty() ? "The request" : Quoted(path_);
    Refuse(ControlError{
        .message = subject + " must be a JSON object.", .path = path_, .available = {}});
  }
}

std::optional<std::string> JsonFields::String(std::string_view name, std::size_t shortest,
                                              std::size_t longest) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (HasLength(*value, shortest, longest)) return value->get<std::string>();
  Refuse(name, LengthText(shortest, longest));
  return std::nullopt;
}

std::optional<std::int64_t> JsonFields::Integer(std::string_view name, std::int64_t low,
                                                std::int64_t high) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  // An unsigned one may be beyond what a signed one can hold.
  if (value->is_number_integer() &&
      (!value->is_number_unsigned() || std::in_range<std::int64_t>(value->get<std::uint64_t>()))) {
    const auto number = value->get<std::int64_t>();
    if (number >= low && number <= high) return number;
  }
  Refuse(name,
         "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return std::nullopt;
}

std::optional<double> JsonFields::Number(std::string_view name, double low, double high) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= low && number <= high) return number;
  }
  Refuse(name, "must be a number from " + Bound(low) + " to " + Bound(high));
  return std::nullopt;
}

std::optional<bool> JsonFields::Bool(std::string_view name) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  Refuse(name, "must be true or false");
  return std::nullopt;
}

std::optional<std::chrono::microseconds> JsonFields::Duration(std::string_view name,
                                                              std::chrono::microseconds shortest) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  const auto duration = ParseDuration(*value);
  if (duration && *duration >= shortest) return *duration;
  Refuse(name,
         duration ? "must not be shorter than " + FormatDuration(shortest) : duration.error());
  return std::nullopt;
}

std::optional<std::vector<std::string>> JsonFields::Strings(std::string_view name,
                                                            std::size_t most) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->size() > most) {
    Refuse(name, "must be a list of at most " + std::to_string(most) + " strings");
    return std::nullopt;
  }
  std::vector<std::string> strings;
  for (const json& element : *value) {
    if (!HasLength(element, 1, 1024)) {
      Refuse(ControlError{.message = "Each of " + Quoted(name) + " " + LengthText(1, 1024) + ".",
                          .path = Joined(PathOf(name), std::to_string(strings.size())),
                          .available = {}});
      return std::nullopt;
    }
    strings.push_back(element.get<std::string>());
  }
  return strings;
}

std::optional<JsonFields> JsonFields::Object(std::string_view name) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) return JsonFields(*value, PathOf(name));
  Refuse(name, "must be a JSON object");
  return std::nullopt;
}

std::optional<std::vector<JsonFields>> JsonFields::Objects(std::string_view name,
                                                           std::size_t most) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->size() > most) {
    Refuse(name, "must be a list of at most " + std::to_string(most) + " JSON objects");
    return std::nullopt;
  }
  std::vector<JsonFields> objects;
  for (const json& element : *value) {
    objects.emplace_back(element, Joined(PathOf(name), std::to_string(objects.size())));
  }
  return objects;
}

const json* JsonFields::Any(std::string_view name) { return Find(name); }

bool JsonFields::Has(std::string_view name) const {
  return object_->is_object() && object_->contains(name);
}

std::string JsonFields::PathOf(std::string_view name) const { return Joined(path_, name); }

void JsonFields::Require(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (!Has(name)) Refuse(name, "is required");
  }
}

void JsonFields::Refuse(std::optional<ControlError> error) {
  if (error && !refusal_) refusal_ = *std::move(error);
}

void JsonFields::Refuse(std::string_view name, std::string_view predicate) {
  Refuse(ControlError{.message = Quoted(name) + " " + std::string(predicate) + ".",
                      .path = PathOf(name),
                      .available = {}});
}

std::optional<ControlError> JsonFields::Done() const {
  if (!object_->is_object()) return refusal_;
  for (const auto& [name, value] : object_->items()) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) {
      return ControlError{.message = "There is no field " + Quoted(name) + " here.",
                          .path = PathOf(name),
                          .available = asked_};
    }
  }
  return refusal_;
}

const json* JsonFields::Find(std::string_view name) {
  if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) asked_.emplace_back(name);
  if (!object_->is_object()) return nullptr;
  const auto found = object_->find(name);
  return found == object_->end() ? nullptr : &*found;
}

std::optional<std::size_t> JsonFields::IndexOfName(std::string_view name,
                                                   const std::vector<std::string>& known) {
  const json* value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    Refuse(ControlError{.message = Quoted(name) + " must be a string, one of the names that exist.",
                        .path = PathOf(name),
                        .available = known});
    return std::nullopt;
  }
  const auto& text = value->get_ref<const std::string&>();
  const auto found = std::find(known.begin(), known.end(), text);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  Refuse(UnknownName(PathOf(name), name, text, known));
  return std::nullopt;
}

}  // namespace autopilot
