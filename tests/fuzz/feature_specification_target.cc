#include "datasets/inputs/feature_specification.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::ordered_json;

constexpr char kSeparator = ',';

// The first line of an input: columns, of which the first is the target and the second one is used
// for something else. An odd number of them stands for a job that may have sequences.
struct Setting {
  std::vector<Column> columns;
  FeatureRules rules;
};

Setting SettingOf(std::string_view line) {
  Setting setting;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(kSeparator), line.size());
    setting.columns.push_back({.name = std::string(line.substr(0, end)), .type = {}});
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  if (!setting.columns.empty()) setting.rules.target = setting.columns.front().name;
  if (setting.columns.size() > 1) setting.rules.taken.push_back(setting.columns[1].name);
  setting.rules.may_have_sequences = setting.columns.size() % 2 == 1;
  return setting;
}

std::string Written(const FeatureSpecification& specification) {
  ordered_json json = ordered_json::object();
  if (specification.names) json["FeatureAttributeNames"] = *specification.names;
  for (const auto& [name, type] : specification.types) json["FeatureDataTypes"][name] = type;
  return json.dump();
}

// A name that a table with these columns lets be a feature.
void ExpectFeature(const std::string& name, const Setting& setting) {
  Expect(name != setting.rules.target || name.empty(), "the target as a feature", name);
  const auto& taken = setting.rules.taken;
  Expect(std::find(taken.begin(), taken.end(), name) == taken.end(), "a column twice used", name);
  Expect(std::any_of(setting.columns.begin(), setting.columns.end(),
                     [&name](const Column& column) { return column.name == name; }),
         "a feature without a column", name);
}

void ExpectKept(const FeatureSpecification& specification, const Setting& setting) {
  for (const auto& name : specification.names.value_or(std::vector<std::string>())) {
    ExpectFeature(name, setting);
  }
  std::set<std::string> types{"numeric", "categorical", "text", "datetime"};
  if (setting.rules.may_have_sequences) types.insert("sequence");
  for (const auto& [name, type] : specification.types) {
    ExpectFeature(name, setting);
    Expect(types.contains(type), "a type that is none", type);
    const auto& names = specification.names;
    Expect(!names || std::find(names->begin(), names->end(), name) != names->end(),
           "a type of no feature", name);
  }
}

void Run(std::string_view input) {
  const std::size_t end = std::min(input.find('\n'), input.size());
  const Setting setting = SettingOf(input.substr(0, end));
  input.remove_prefix(std::min(end + 1, input.size()));
  const auto specification = ParseFeatureSpecification(input);
  if (!specification) return ExpectSentence(specification.error().text);
  const auto& names = specification->names;
  Expect(!names || std::set<std::string>(names->begin(), names->end()).size() == names->size(),
         "a name twice");
  const std::string written = Written(*specification);
  const auto again = ParseFeatureSpecification(written);
  Expect(again && again->names == names && again->types == specification->types,
         "another specification when written again", written);
  const auto problem = ProblemOf(*specification, setting.columns, setting.rules);
  if (problem) return ExpectSentence(*problem);
  ExpectKept(*specification, setting);
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const std::vector<std::string> kWords{"FeatureAttributeNames",
                                               "FeatureDataTypes",
                                               "numeric",
                                               "categorical",
                                               "text",
                                               "datetime",
                                               "sequence",
                                               "y",
                                               "item",
                                               "a",
                                               "b",
                                               "c"};
  Chance chance(seed, bytes);
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos || chance.OneIn(8)) return chance.Bytes(input);
  std::string columns(input.substr(0, end));
  std::string text(input.substr(end + 1));
  if (chance.OneIn(6)) {
    columns += kSeparator + chance.Pick(kWords);
  } else {
    text = MutateJsonText(text, kWords, chance);
  }
  return columns + "\n" + text;
}

}  // namespace

const Target kFeatureSpecification{"feature_specification", Run, Mutate};

}  // namespace autopilot::fuzzing
