#include "datasets/inputs/feature_specification.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace autopilot {
namespace {

TEST(FeatureSpecification, HasNamesAndTypes) {
  const auto both = ParseFeatureSpecification(
      R"({"FeatureAttributeNames": ["b", "a"], "FeatureDataTypes": {"b": "text", "a": "numeric"}})");
  ASSERT_TRUE(both) << both.error().text;
  EXPECT_EQ(both->names, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(both->types,
            (std::vector<std::pair<std::string, std::string>>{{"a", "numeric"}, {"b", "text"}}));
  const auto types = ParseFeatureSpecification(R"({"FeatureDataTypes": {"b": "text"}})");
  ASSERT_TRUE(types);
  EXPECT_EQ(types->names, std::nullopt);
}

TEST(FeatureSpecification, RefusesOtherForms) {
  const std::string names = "FeatureAttributeNames must be a list of unique column names.";
  const std::string types =
      R"(FeatureDataTypes must map column names to data types: {"col1": "numeric"}.)";
  struct Case {
    std::string text, error;
  };
  for (const auto& each : std::vector<Case>{
           {"", "A feature specification must be a JSON object."},
           {"[]", "A feature specification must be a JSON object."},
           {"{", "A feature specification must be a JSON object."},
           {"{}", "A feature specification must have FeatureAttributeNames or FeatureDataTypes."},
           {R"({"featureAttributeNames": ["a"]})",
            "A feature specification has FeatureAttributeNames or FeatureDataTypes, or both, and "
            "nothing else: 'featureAttributeNames' is unknown."},
           {R"({"FeatureAttributeNames": "a"})", names},
           {R"({"FeatureAttributeNames": []})", names},
           {R"({"FeatureAttributeNames": ["a", 1]})", names},
           {R"({"FeatureAttributeNames": ["a", "b", "a"]})", names + " 'a' is in it twice."},
           {R"({"FeatureDataTypes": ["a"]})", types},
           {R"({"FeatureDataTypes": {}})", types},
           {R"({"FeatureDataTypes": {"a": 1}})", types},
           {R"({"FeatureDataTypes": {"a": "text", "a": "numeric"}})",
            "A feature specification must have each key once, but has 'a' twice."},
           {R"({"FeatureAttributeNames": ["a"], "FeatureAttributeNames": ["b"]})",
            "A feature specification must have each key once, but has 'FeatureAttributeNames' "
            "twice."},
       }) {
    const auto specification = ParseFeatureSpecification(each.text);
    ASSERT_FALSE(specification) << each.text;
    EXPECT_EQ(specification.error(), (DataError{DataErrorKind::kMalformed, each.error}))
        << each.text;
  }
}

// As many columns as a megabyte can name; the bound is for sanitizers on a busy machine. Where each
// name was compared with all before it, this took 82 s of a release build.
TEST(FeatureSpecification, IsReadInTimeHoweverManyColumnsItHas) {
  constexpr int kColumns = 80'000;
  std::string text = R"({"FeatureDataTypes": {)";
  for (int n = 0; n < kColumns; ++n) {
    text.append(n == 0 ? "\"" : ",\"").append(std::to_string(n)).append(R"(":"")");
  }
  text += "}}";
  const auto start = std::chrono::steady_clock::now();
  const auto specification = ParseFeatureSpecification(text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
  ASSERT_TRUE(specification);
  ASSERT_EQ(specification->types.size(), kColumns);
  EXPECT_EQ(specification->types.back().first, "9999");
}

TEST(FeatureSpecification, KeepsToTheHeaderAndTheMode) {
  const std::vector<Column> columns{{"a", {}}, {"b", {}}, {"y", {}}, {"item", {}}};
  const std::string behind =
      ", which does not exist in the header of the input data. Names are "
      "case sensitive.";
  struct Case {
    std::string text;
    bool hpo;
    std::string problem;  // "": none
  };
  for (const auto& each : std::vector<Case>{
           {R"({"FeatureAttributeNames": ["b"]})", false, ""},
           {R"({"FeatureAttributeNames": ["b", "c"]})", false,
            "FeatureAttributeNames has the column 'c'" + behind},
           {R"({"FeatureAttributeNames": ["B"]})", false,
            "FeatureAttributeNames has the column 'B'" + behind},
           {R"({"FeatureAttributeNames": ["a", "y"]})", false,
            "FeatureAttributeNames must not include the target attribute 'y'."},
           {R"({"FeatureAttributeNames": ["item"]})", false,
            "FeatureAttributeNames must not include 'item', which the job's configuration uses "
            "for something else."},
           {R"({"FeatureDataTypes": {"y": "text"}})", false,
            "FeatureDataTypes must not include the target attribute 'y'."},
           {R"({"FeatureDataTypes": {"c": "text"}})", false,
            "FeatureDataTypes has the column 'c'" + behind},
           {R"({"FeatureDataTypes": {"a": "numeric", "b": "categorical"}})", false, ""},
           {R"({"FeatureDataTypes": {"a": "text", "b": "datetime"}})", true, ""},
           {R"({"FeatureDataTypes": {"a": "sequence"}})", true, ""},
           {R"({"FeatureDataTypes": {"a": "sequence"}})", false,
            "FeatureDataTypes gives 'a' the type sequence, which is only supported when Mode is "
            "HYPERPARAMETER_TUNING."},
           {R"({"FeatureDataTypes": {"a": "number"}})", false,
            "FeatureDataTypes gives 'a' the type 'number'. Supported types: numeric, categorical, "
            "text, datetime."},
           {R"({"FeatureDataTypes": {"a": "Text"}})", true,
            "FeatureDataTypes gives 'a' the type 'Text'. Supported types: numeric, categorical, "
            "text, datetime, sequence."},
           {R"({"FeatureAttributeNames": ["a"], "FeatureDataTypes": {"a": "text"}})", false, ""},
           {R"({"FeatureAttributeNames": ["a"], "FeatureDataTypes": {"b": "text"}})", false,
            "FeatureDataTypes has the column 'b', which is not in FeatureAttributeNames."},
       }) {
    const auto specification = ParseFeatureSpecification(each.text);
    ASSERT_TRUE(specification) << each.text;
    const FeatureRules rules{.target = "y", .taken = {"item"}, .may_have_sequences = each.hpo};
    EXPECT_EQ(ProblemOf(*specification, columns, rules).value_or(""), each.problem) << each.text;
  }
}

}  // namespace
}  // namespace autopilot
