#include "datasets/profile/problem.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace autopilot {
namespace {

std::optional<InferredProblem> InferredFrom(const std::vector<std::string>& values) {
  TargetCounter counter;
  for (const auto& value : values) counter.Add(value);
  return InferProblem(counter.Finish());
}

std::vector<std::string> Numbers(int count) {
  std::vector<std::string> numbers;
  for (int n = 0; n < count; ++n) numbers.push_back(std::to_string(n));
  return numbers;
}

TEST(InferredProblem, HasTheNamesOfRequests) {
  EXPECT_EQ(Name(InferredProblem::kBinaryClassification), "BinaryClassification");
  EXPECT_EQ(Name(InferredProblem::kMulticlassClassification), "MulticlassClassification");
  EXPECT_EQ(Name(InferredProblem::kRegression), "Regression");
}

TEST(InferProblem, NothingFromFewerThanTwoValues) {
  for (const auto& values : std::vector<std::vector<std::string>>{
           {}, {"", ""}, {"a"}, {"a", "a", ""}, {"1", "1.0", "01"}}) {
    EXPECT_EQ(InferredFrom(values), std::nullopt) << testing::PrintToString(values);
  }
}

TEST(InferProblem, TwoValuesAreBinary) {
  for (const auto& values : std::vector<std::vector<std::string>>{
           {"a", "b"}, {"0", "1", "1"}, {"0.5", "1.5", ""}, {"1", "x"}, {"0", "1", "1.0"}}) {
    EXPECT_EQ(InferredFrom(values), InferredProblem::kBinaryClassification)
        << testing::PrintToString(values);
  }
}

TEST(InferProblem, TextsAreClassesHoweverMany) {
  EXPECT_EQ(InferredFrom({"a", "b", "c"}), InferredProblem::kMulticlassClassification);
  EXPECT_EQ(InferredFrom({"1", "2.5", "c"}), InferredProblem::kMulticlassClassification);
  auto values = Numbers(20'000);
  values.push_back("x");
  EXPECT_EQ(InferredFrom(values), InferredProblem::kMulticlassClassification);
}

TEST(InferProblem, UpToAHundredWholeNumbersAreClasses) {
  EXPECT_EQ(InferredFrom(Numbers(3)), InferredProblem::kMulticlassClassification);
  EXPECT_EQ(InferredFrom(Numbers(100)), InferredProblem::kMulticlassClassification);
  EXPECT_EQ(InferredFrom(Numbers(101)), InferredProblem::kRegression);
  EXPECT_EQ(InferredFrom(Numbers(20'000)), InferredProblem::kRegression);
}

TEST(InferProblem, AFractionMakesRegression) {
  EXPECT_EQ(InferredFrom({"1", "2", "2.5"}), InferredProblem::kRegression);
  EXPECT_EQ(InferredFrom({"1", "2", "3.0"}), InferredProblem::kMulticlassClassification);
}

}  // namespace
}  // namespace autopilot
