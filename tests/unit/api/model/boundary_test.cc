#include <gtest/gtest.h>

#include <cstddef>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/model/validator.h"
#include "api/protocol/json_reader.h"
#include "tests/support/boundary_cases.h"
#include "tests/support/legal_values.h"

namespace autopilot {
namespace {

using testing::BoundaryCase;
using testing::LegalValue;
using testing::MakeBoundaryCases;
using Kind = BoundaryCase::Kind;

class Boundary : public ::testing::Test {
 protected:
  Result<CheckedInput> Check(const BoundaryCase& boundary_case) const {
    auto body = ReadJsonObject(boundary_case.body, 64);
    if (!body) return tl::unexpected(body.error());
    return CheckInput(*model_.FindOperation(boundary_case.operation)->input, *std::move(body));
  }

  ServiceModel model_;
  std::vector<BoundaryCase> cases_ = MakeBoundaryCases(model_);
};

TEST_F(Boundary, HasManyDistinctCasesOfEveryKindForEveryOperation) {
  std::map<std::string, std::map<Kind, int>> count;
  std::set<std::string> names;
  for (const auto& boundary_case : cases_) {
    ++count[boundary_case.operation][boundary_case.kind];
    EXPECT_TRUE(names.insert(boundary_case.name).second) << boundary_case.name;
  }
  EXPECT_EQ(count.size(), model_.operations().size());
  for (const auto& [operation, kinds] : count) {
    EXPECT_EQ(kinds.size(), 4u) << operation;
  }
  std::cout << cases_.size() << " boundary cases\n";
  EXPECT_GE(cases_.size(), 1000u);
}

TEST_F(Boundary, LegalAndInsideRequestsBreakNoConstraint) {
  for (const auto& boundary_case : cases_) {
    if (boundary_case.kind != Kind::kLegal && boundary_case.kind != Kind::kInside) continue;
    const auto checked = Check(boundary_case);
    ASSERT_TRUE(checked) << boundary_case.name << "\n"
                         << boundary_case.body << "\n"
                         << checked.error().message;
    EXPECT_TRUE(checked->unknown_members.empty()) << boundary_case.name;
  }
}

TEST_F(Boundary, RequestsOutsideAreToldPathAndConstraint) {
  for (const auto& boundary_case : cases_) {
    if (boundary_case.kind != Kind::kOutside) continue;
    const auto checked = Check(boundary_case);
    ASSERT_FALSE(checked) << boundary_case.name << "\n" << boundary_case.body;
    EXPECT_EQ(checked.error().code, ErrorCode::kValidation) << boundary_case.name;
    const std::string expected = " at '" + boundary_case.path +
                                 "' failed to satisfy constraint: " + boundary_case.constraint;
    EXPECT_NE(checked.error().message.find(expected), std::string::npos)
        << boundary_case.name << "\nexpected" << expected << "\n"
        << checked.error().message;
  }
}

TEST_F(Boundary, WrongTypesAreToldTheirPath) {
  for (const auto& boundary_case : cases_) {
    if (boundary_case.kind != Kind::kWrongType) continue;
    const auto checked = Check(boundary_case);
    ASSERT_FALSE(checked) << boundary_case.name << "\n" << boundary_case.body;
    EXPECT_EQ(checked.error().code, ErrorCode::kSerialization) << boundary_case.name;
    EXPECT_TRUE(checked.error().message.ends_with(" at '" + boundary_case.path + "'"))
        << boundary_case.name << "\n"
        << checked.error().message;
  }
}

// Collects the constraints that should have a case, by a walk of its own over the model: one entry
// "<operation> <path> <constraint>" for each.
class ConstraintCollector {
 public:
  std::set<std::string> Collect(const OperationModel& operation) {
    operation_ = operation.name;
    Collect(*operation.input, "");
    return std::move(found_);
  }

 private:
  void Expect(const std::string& path, const std::string& constraint) {
    found_.insert(operation_ + ' ' + path + ' ' + constraint);
  }

  void Collect(const Shape& shape, const std::string& path) {
    const bool is_number = shape.type == Shape::Type::kInteger || shape.type == Shape::Type::kFloat;
    const std::string measure = is_number ? "value" : "length";
    if (shape.max) {
      Expect(path, "Member must have " + measure + " less than or equal to " +
                       std::to_string(static_cast<int>(*shape.max)));
    }
    if (shape.min && (is_number || *shape.min > 0)) {
      Expect(path, "Member must have " + measure + " greater than or equal to " +
                       std::to_string(static_cast<int>(*shape.min)));
    }
    if (shape.pattern) {
      Expect(path, "Member must satisfy regular expression pattern: " + shape.pattern->text());
    }
    if (shape.is_union) Expect(path, "Member must have exactly one member set");
    for (const auto& member : shape.members) {
      const std::string member_path = (path.empty() ? "" : path + '.') + member.path_name;
      if (member.required) Expect(member_path, "Member must not be null");
      Collect(*member.shape, member_path);
    }
    if (shape.type == Shape::Type::kList) Collect(*shape.element, path + ".1.member");
    if (shape.type == Shape::Type::kMap) {
      const std::string key = LegalValue(shape).begin().key();
      Collect(*shape.element, path + '.' + key + ".member");
    }
  }

  std::string operation_;
  std::set<std::string> found_;
};

TEST_F(Boundary, EveryConstraintOfEveryMemberHasARequestOutside) {
  std::set<std::string> tried;
  for (const auto& boundary_case : cases_) {
    if (boundary_case.kind != Kind::kOutside) continue;
    tried.insert(boundary_case.operation + ' ' + boundary_case.path + ' ' +
                 boundary_case.constraint);
  }
  for (const auto& operation : model_.operations()) {
    for (const auto& constraint : ConstraintCollector().Collect(operation)) {
      EXPECT_TRUE(tried.contains(constraint)) << constraint;
    }
  }
}

}  // namespace
}  // namespace autopilot
