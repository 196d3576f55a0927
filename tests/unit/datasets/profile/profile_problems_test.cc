#include "datasets/profile/profile_problems.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace autopilot {
namespace {

using enum InferredProblem;

struct Case {
  std::string name;
  TableProfile profile;
  ProfileDemands demands;
  std::string text;  // "": no problem
};

// With as many rows as values, and more that do not count.
TableProfile ProfileOf(const std::vector<std::string>& values, std::uint64_t excluded = 0) {
  TargetCounter counter;
  for (const auto& value : values) counter.Add(value);
  return {.rows = values.size(), .excluded = excluded, .target = counter.Finish()};
}

TableProfile Rows(std::uint64_t rows, std::uint64_t excluded = 0) {
  return {.rows = rows, .excluded = excluded};
}

ProfileDemands Any(std::optional<InferredProblem> problem = std::nullopt) {
  return {.problem = problem, .least_rows = std::nullopt, .target = "y"};
}

std::vector<std::string> Numbers(int count) {
  std::vector<std::string> numbers;
  for (int n = 0; n < count; ++n) numbers.push_back(std::to_string(n));
  return numbers;
}

void Check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    EXPECT_EQ(FirstProblemOf(each.profile, each.demands).value_or(""), each.text) << each.name;
  }
}

TEST(ProfileProblems, OfRows) {
  const ProfileDemands service{.problem = {}, .target = "y"};
  const ProfileDemands ten{.problem = {}, .least_rows = 10, .target = "y"};
  Check({
      {"none", Rows(0), Any(), "The training data has no rows. At least 1 row is needed."},
      {"none of 500", Rows(0), service,
       "The training data has no rows. At least 500 rows are needed."},
      {"all excluded", Rows(0, 7), Any(),
       "The training data has no rows, not counting 7 rows whose sample weight is missing, not a "
       "number, or negative. At least 1 row is needed."},
      {"few", Rows(120), service, "The training data has 120 rows. At least 500 rows are needed."},
      {"one", Rows(1, 1), ten,
       "The training data has 1 row, not counting 1 row whose sample weight is missing, not a "
       "number, or negative. At least 10 rows are needed."},
      {"few with excluded ones", Rows(499, 1'000), service,
       "The training data has 499 rows, not counting 1000 rows whose sample weight is missing, not "
       "a number, or negative. At least 500 rows are needed."},
      {"enough", Rows(500, 3), service, ""},
      {"enough of ten", Rows(10), ten, ""},
      {"any number is enough", Rows(1), Any(), ""},
      {"rows before the target", ProfileOf({"a"}), service,
       "The training data has 1 row. At least 500 rows are needed."},
      {"a least number of 0 is 1",
       Rows(0),
       {.problem = {}, .least_rows = 0, .target = ""},
       "The training data has no rows. At least 1 row is needed."},
  });
}

TEST(ProfileProblems, OfATargetWithoutValues) {
  const std::string text =
      "The target column 'y' has no value in the training data, which has 3 rows.";
  Check({
      {"inferred", ProfileOf({"", "", ""}), Any(), text},
      {"regression", ProfileOf({"", "", ""}), Any(kRegression), text},
      {"binary", ProfileOf({"", "", ""}), Any(kBinaryClassification), text},
      {"multiclass", ProfileOf({"", "", ""}), Any(kMulticlassClassification), text},
      {"one row", ProfileOf({""}), Any(),
       "The target column 'y' has no value in the training data, which has 1 row."},
  });
}

TEST(ProfileProblems, OfATargetWithASingleValue) {
  const std::string start = "The target column 'y' has only the value 'a', in 2 rows. ";
  const auto profile = ProfileOf({"a", "", "a"});
  Check({
      {"inferred", profile, Any(),
       start + "At least 2 distinct values are needed to infer the problem type."},
      {"binary", profile, Any(kBinaryClassification),
       start + "BinaryClassification needs exactly 2 distinct values."},
      {"multiclass", profile, Any(kMulticlassClassification),
       start + "MulticlassClassification needs at least 2 distinct values."},
      {"regression", ProfileOf({"3", "3"}), Any(kRegression), ""},
      {"one number", ProfileOf({"1", "1.0"}), Any(kMulticlassClassification),
       "The target column 'y' has only the value '1', in 2 rows. MulticlassClassification needs at "
       "least 2 distinct values."},
      {"one row", ProfileOf({"a"}), Any(),
       "The target column 'y' has only the value 'a', in 1 row. At least 2 distinct values are "
       "needed to infer the problem type."},
  });
}

TEST(ProfileProblems, OfRegressionWithoutNumbers) {
  std::string forty;
  for (int n = 0; n < 40; ++n) forty += "\u20ac";
  const auto text = [](const std::string& value) {
    return "The target column 'y' has the value " + value +
           ", which is not a number. Regression needs numbers only.";
  };
  Check({
      {"one text", ProfileOf({"1", "", "x", "z"}), Any(kRegression), text("'x'")},
      {"text only", ProfileOf({"x"}), Any(kRegression), text("'x'")},
      {"nan", ProfileOf({"1", "nan"}), Any(kRegression), text("'nan'")},
      {"40 characters", ProfileOf({"1", forty}), Any(kRegression), text("'" + forty + "'")},
      {"41 characters", ProfileOf({forty + "x"}), Any(kRegression), text("'" + forty + "...'")},
      {"very long", ProfileOf({std::string(1'000, 'x')}), Any(kRegression),
       text("'" + std::string(40, 'x') + "...'")},
      {"numbers", ProfileOf({"1", "", "2.5"}), Any(kRegression), ""},
      {"many numbers", ProfileOf(Numbers(20'000)), Any(kRegression), ""},
  });
}

TEST(ProfileProblems, OfClasses) {
  Check({
      {"three", ProfileOf({"a", "b", "c", "a", ""}), Any(kBinaryClassification),
       "The target column 'y' has 3 distinct values. BinaryClassification needs exactly 2."},
      {"many", ProfileOf(Numbers(20'000)), Any(kBinaryClassification),
       "The target column 'y' has at least 10000 distinct values. BinaryClassification needs "
       "exactly 2."},
      {"two", ProfileOf({"a", "b", ""}), Any(kBinaryClassification), ""},
      {"two numbers", ProfileOf({"0", "1", "1.0"}), Any(kBinaryClassification), ""},
      {"multiclass of two", ProfileOf({"a", "b"}), Any(kMulticlassClassification), ""},
      {"multiclass of numbers", ProfileOf({"1.5", "2.5", "3.5"}), Any(kMulticlassClassification),
       ""},
      {"inferred", ProfileOf({"a", "b", "c"}), Any(), ""},
  });
}

TEST(ProfileProblems, LongNamesOfColumnsAreCut) {
  EXPECT_EQ(
      FirstProblemOf(ProfileOf({""}),
                     {.problem = {}, .least_rows = std::nullopt, .target = std::string(41, 'n')}),
      "The target column '" + std::string(40, 'n') +
          "...' has no value in the training data, which has 1 row.");
}

}  // namespace
}  // namespace autopilot
