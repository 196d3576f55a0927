#include "datasets/inputs/feature_specification.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "common/utf8.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::string_view kNames = "FeatureAttributeNames";
constexpr std::string_view kTypes = "FeatureDataTypes";
constexpr std::string_view kSequence = "sequence";
constexpr std::array<std::string_view, 4> kTypesOfAll{"numeric", "categorical", "text", "datetime"};

tl::unexpected<DataError> Malformed(std::string text) {
  return tl::unexpected(DataError{DataErrorKind::kMalformed, std::move(text)});
}

std::string Quoted(std::string_view text) { return "'" + ShownName(text) + "'"; }

// Notes keys that stand twice in an object, which the parsed JSON no longer tells, and leaves out
// what is nested deeper than any specification is.
class ParseWatch {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    if (level + 1 >= keys_.size()) return false;
    if (event == json::parse_event_t::object_start) keys_[level + 1].clear();
    if (event == json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_[level].insert(key).second && !duplicate_) duplicate_ = key;
    }
    return true;
  }
  const std::optional<std::string>& duplicate() const { return duplicate_; }

 private:
  std::array<std::unordered_set<std::string>, 6> keys_;  // by depth
  std::optional<std::string> duplicate_;
};

DataResult<std::vector<std::string>> NamesIn(const json& list) {
  const std::string must = std::string(kNames) + " must be a list of unique column names.";
  if (!list.is_array() || list.empty()) return Malformed(must);
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const auto& each : list) {
    if (!each.is_string()) return Malformed(must);
    names.push_back(each.get<std::string>());
    if (!seen.insert(names.back()).second) {
      return Malformed(must + " " + Quoted(names.back()) + " is in it twice.");
    }
  }
  return names;
}

DataResult<std::vector<std::pair<std::string, std::string>>> TypesIn(const json& map) {
  const std::string must =
      std::string(kTypes) + R"( must map column names to data types: {"col1": "numeric"}.)";
  if (!map.is_object() || map.empty()) return Malformed(must);
  std::vector<std::pair<std::string, std::string>> types;
  for (const auto& [name, type] : map.items()) {
    if (!type.is_string()) return Malformed(must);
    types.emplace_back(name, type.get<std::string>());
  }
  return types;
}

using NameSet = std::unordered_set<std::string_view>;

// What the names of either member are held to.
struct NameRules {
  std::string_view target;
  NameSet columns;
  NameSet taken;

  std::optional<std::string> ProblemOf(std::string_view member, std::string_view name) const {
    const std::string subject(member);
    if (!target.empty() && name == target) {
      return subject + " must not include the target attribute " + Quoted(name) + ".";
    }
    if (taken.contains(name)) {
      return subject + " must not include " + Quoted(name) +
             ", which the job's configuration uses for something else.";
    }
    if (columns.contains(name)) return std::nullopt;
    return subject + " has the column " + Quoted(name) +
           ", which does not exist in the header of the input data. Names are case sensitive.";
  }
};

std::optional<std::string> ProblemOfType(std::string_view name, std::string_view type,
                                         bool may_have_sequences) {
  if (std::find(kTypesOfAll.begin(), kTypesOfAll.end(), type) != kTypesOfAll.end() ||
      (may_have_sequences && type == kSequence)) {
    return std::nullopt;
  }
  if (type == kSequence) {
    return std::string(kTypes) + " gives " + Quoted(name) +
           " the type sequence, which is only supported when Mode is HYPERPARAMETER_TUNING.";
  }
  std::string supported;
  for (const auto each : kTypesOfAll) supported.append(supported.empty() ? "" : ", ").append(each);
  if (may_have_sequences) supported.append(", ").append(kSequence);
  return std::string(kTypes) + " gives " + Quoted(name) + " the type " + Quoted(type) +
         ". Supported types: " + supported + ".";
}

}  // namespace

DataResult<FeatureSpecification> ParseFeatureSpecification(std::string_view text) {
  ParseWatch watch;
  const auto document = json::parse(text, std::ref(watch), /*allow_exceptions=*/false);
  if (!document.is_object()) return Malformed("A feature specification must be a JSON object.");
  if (watch.duplicate()) {
    return Malformed("A feature specification must have each key once, but has " +
                     Quoted(*watch.duplicate()) + " twice.");
  }
  for (const auto& [member, value] : document.items()) {
    if (member != kNames && member != kTypes) {
      return Malformed("A feature specification has " + std::string(kNames) + " or " +
                       std::string(kTypes) + ", or both, and nothing else: " + Quoted(member) +
                       " is unknown.");
    }
  }
  if (document.empty()) {
    return Malformed("A feature specification must have " + std::string(kNames) + " or " +
                     std::string(kTypes) + ".");
  }
  FeatureSpecification specification;
  if (const auto found = document.find(kNames); found != document.end()) {
    auto names = NamesIn(*found);
    if (!names) return tl::unexpected(std::move(names.error()));
    specification.names = std::move(*names);
  }
  if (const auto found = document.find(kTypes); found != document.end()) {
    auto types = TypesIn(*found);
    if (!types) return tl::unexpected(std::move(types.error()));
    specification.types = std::move(*types);
  }
  return specification;
}

std::optional<std::string> ProblemOf(const FeatureSpecification& specification,
                                     const std::vector<Column>& columns,
                                     const FeatureRules& rules) {
  NameRules of_names{.target = rules.target,
                     .columns = {},
                     .taken = NameSet(rules.taken.begin(), rules.taken.end())};
  for (const auto& column : columns) of_names.columns.insert(column.name);
  NameSet chosen;
  if (specification.names) {
    for (const auto& name : *specification.names) {
      if (auto problem = of_names.ProblemOf(kNames, name)) return problem;
      chosen.insert(name);
    }
  }
  for (const auto& [name, type] : specification.types) {
    if (auto problem = of_names.ProblemOf(kTypes, name)) return problem;
    if (specification.names && !chosen.contains(name)) {
      return std::string(kTypes) + " has the column " + Quoted(name) + ", which is not in " +
             std::string(kNames) + ".";
    }
    if (auto problem = ProblemOfType(name, type, rules.may_have_sequences)) return problem;
  }
  return std::nullopt;
}

}  // namespace autopilot
