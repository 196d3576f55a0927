#include "api/model/service_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace autopilot {
namespace {

using ::testing::ElementsAre;

TEST(ServiceModel, HasTheTenOperations) {
  const ServiceModel model;
  std::vector<std::string> names;
  for (const auto& operation : model.operations()) {
    names.push_back(operation.name);
    EXPECT_EQ(model.FindOperation(operation.name), &operation);
    EXPECT_NE(operation.input, nullptr);
    EXPECT_EQ(operation.output == nullptr, operation.name == "StopAutoMLJob") << operation.name;
  }
  EXPECT_THAT(names,
              ElementsAre("CreateAutoMLJob", "CreateAutoMLJobV2", "DescribeAutoMLJob",
                          "DescribeAutoMLJobV2", "ListAutoMLJobs", "ListCandidatesForAutoMLJob",
                          "StopAutoMLJob", "AddTags", "ListTags", "DeleteTags"));
  EXPECT_EQ(model.FindOperation("createautomljob"), nullptr);
  EXPECT_EQ(model.FindOperation(""), nullptr);
}

TEST(ServiceModel, HasOnlyPatternsThatRe2Takes) {
  const ServiceModel model;
  int patterns = 0;
  for (const auto& shape : model.shapes()) {
    if (!shape->pattern) continue;
    ++patterns;
    EXPECT_TRUE(shape->pattern->IsValid()) << shape->name << ": " << shape->pattern->text();
  }
  EXPECT_GE(patterns, 20);
}

TEST(ServiceModel, KeepsTheOrderOfMembers) {
  const ServiceModel model;
  std::vector<std::string> names;
  for (const auto& member : model.FindShape("CreateAutoMLJobRequest")->members) {
    names.push_back(member.name);
  }
  EXPECT_THAT(names, ElementsAre("AutoMLJobName", "InputDataConfig", "OutputDataConfig",
                                 "ProblemType", "AutoMLJobObjective", "AutoMLJobConfig", "RoleArn",
                                 "GenerateCandidateDefinitionsOnly", "Tags", "ModelDeployConfig"));
}

TEST(ServiceModel, ReadsEveryKindOfShape) {
  const ServiceModel model;
  const Shape* create = model.FindOperation("CreateAutoMLJobV2")->input;
  const ShapeMember* name = create->FindMember("AutoMLJobName");
  ASSERT_NE(name, nullptr);
  EXPECT_EQ(name->path_name, "autoMLJobName");
  EXPECT_TRUE(name->required);
  EXPECT_EQ(name->shape->type, Shape::Type::kString);
  EXPECT_EQ(name->shape->min, 1);
  EXPECT_EQ(name->shape->max, 32);
  EXPECT_EQ(name->shape->pattern->text(), "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}");
  EXPECT_FALSE(create->FindMember("Tags")->required);
  EXPECT_EQ(create->FindMember("Nope"), nullptr);

  EXPECT_TRUE(model.FindShape("AutoMLProblemTypeConfig")->is_union);
  EXPECT_FALSE(create->is_union);
  EXPECT_EQ(model.FindShape("TagList")->element, model.FindShape("Tag"));
  const Shape* filling = model.FindShape("FillingTransformations");
  EXPECT_EQ(filling->type, Shape::Type::kMap);
  EXPECT_EQ(filling->key, model.FindShape("TransformationAttributeName"));
  EXPECT_EQ(filling->element, model.FindShape("FillingTransformationMap"));
  EXPECT_EQ(model.FindShape("Timestamp")->type, Shape::Type::kTimestamp);
  EXPECT_EQ(model.FindShape("MaxCandidates")->type, Shape::Type::kInteger);
  EXPECT_EQ(model.FindShape("ValidationFraction")->type, Shape::Type::kFloat);
  EXPECT_EQ(model.FindShape("AcceptEula")->type, Shape::Type::kBoolean);
  EXPECT_THAT(model.FindShape("AutoMLMode")->enum_values,
              ElementsAre("AUTO", "ENSEMBLING", "HYPERPARAMETER_TUNING"));
  EXPECT_FALSE(model.FindShape("MaxRuntimePerTrainingJobInSeconds")->max.has_value());
  EXPECT_EQ(model.FindShape("Nope"), nullptr);
}

TEST(ServiceModel, RefusesAModelThatIsNotWellFormed) {
  for (const auto* json :
       {"", "{", "[]", "{}", R"({"operations":{},"shapes":{"A":{}}})",
        R"({"operations":{},"shapes":{"A":{"type":"blob"}}})",
        R"({"operations":{},"shapes":{"A":{"type":"list"}}})",
        R"({"operations":{},"shapes":{"A":{"type":"list","member":{"shape":"B"}}}})",
        R"({"operations":{},"shapes":{"A":{"type":"string","min":"1"}}})",
        R"({"operations":{"O":{}},"shapes":{}})",
        R"({"operations":{"O":{"input":{"shape":"A"}}},"shapes":{}})"}) {
    EXPECT_THROW(ServiceModel{json}, std::runtime_error) << json;
  }
}

}  // namespace
}  // namespace autopilot
