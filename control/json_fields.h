#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "control/control_error.h"
#include "control/duration.h"

namespace autopilot {

// A name of JSON and the value that it stands for.
template <typename T>
struct Named {
  std::string_view name;
  T value;
};

// The text of a field that names one of several things, and of a name that is none of them:
// "'mode' is 'x', which does not exist." with the list of what does.
ControlError UnknownName(std::string path, std::string_view field, std::string_view value,
                         std::vector<std::string> available);

// Reads the fields of one object of a control request. Every field is optional; a getter returns
// nothing if the field is absent or refused. The first refusal is kept until Done(), so that a
// parser reads all of its fields in a row and asks once:
//
//   JsonFields fields(body);
//   const auto name = fields.String("name");
//   const auto delay = fields.Duration("delay");
//   fields.Require({"name"});
//   if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
//
// Ask for every field that the object may have, always: Done() takes what was never asked for as
// unknown and lists what was asked for. A JSON null is not absent, it has the wrong type.
class JsonFields {
 public:
  // `object` must outlive the reader; any other JSON type is refused. `path` is the pointer of
  // the object in the request: "" for the request itself.
  explicit JsonFields(const nlohmann::json& object, std::string path = "");

  // The length is in bytes, both ends included.
  std::optional<std::string> String(std::string_view name, std::size_t shortest = 1,
                                    std::size_t longest = 1024);
  // A number without a fraction in [low, high].
  std::optional<std::int64_t> Integer(std::string_view name, std::int64_t low, std::int64_t high);
  std::optional<double> Number(std::string_view name, double low, double high);
  std::optional<bool> Bool(std::string_view name);
  // See control/duration.h; not shorter than `shortest`.
  std::optional<std::chrono::microseconds> Duration(
      std::string_view name, std::chrono::microseconds shortest = std::chrono::microseconds(0));
  // The value of the name that the field holds: fields.OneOf<Mode>("mode", kModes).
  template <typename T>
  std::optional<T> OneOf(std::string_view name, std::span<const Named<T>> known);
  // A list of at most `most` strings of the lengths that String takes by default.
  std::optional<std::vector<std::string>> Strings(std::string_view name, std::size_t most = 100);
  // A nested object and a list of at most `most` of them. Hand what their Done() returns to Refuse.
  std::optional<JsonFields> Object(std::string_view name);
  std::optional<std::vector<JsonFields>> Objects(std::string_view name, std::size_t most = 1000);
  // The field as it is, of any type, or null.
  const nlohmann::json* Any(std::string_view name);

  bool Has(std::string_view name) const;
  const std::string& path() const { return path_; }
  // The pointer of the field in the request, escaped as RFC 6901 says.
  std::string PathOf(std::string_view name) const;

  // Refuses the request if one of these is absent.
  void Require(std::initializer_list<std::string_view> names);
  // Refuses the request for a reason of the caller's; no effect without an error, or after an
  // earlier refusal.
  void Refuse(std::optional<ControlError> error);
  // The same for one field. `predicate` follows its name: "must be ...".
  void Refuse(std::string_view name, std::string_view predicate);

  // The refusal, if there is one. An unknown field comes before any other: it may be the
  // misspelled name of a required one.
  std::optional<ControlError> Done() const;

 private:
  const nlohmann::json* Find(std::string_view name);
  std::optional<std::size_t> IndexOfName(std::string_view name,
                                         const std::vector<std::string>& known);

  const nlohmann::json* object_;
  std::string path_;
  std::vector<std::string> asked_;
  std::optional<ControlError> refusal_;
};

template <typename T>
std::optional<T> JsonFields::OneOf(std::string_view name, std::span<const Named<T>> known) {
  std::vector<std::string> names;
  for (const Named<T>& one : known) names.emplace_back(one.name);
  const std::optional<std::size_t> index = IndexOfName(name, names);
  return index ? std::optional<T>(known[*index].value) : std::nullopt;
}

}  // namespace autopilot
