#include <gtest/gtest.h>

#include "api/model/service_model.h"
#include "tests/support/api_under_test.h"
#include "tests/support/boundary_cases.h"
#include "tests/support/legal_values.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

// Every boundary of the service model, through the whole API. The cases are generated from the
// model; tests/unit/api/model/boundary_test.cc holds their number.
TEST(Boundary, OfEveryConstrainedMemberHoldsThroughTheApi) {
  const ServiceModel model;
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1(std::string(kExistingJobName)));
  for (const auto& test : MakeBoundaryCases(model)) {
    const auto answer = api.Send(SageMakerRequest(test.operation, test.body));
    const auto error = answer.Error();
    const auto where = test.operation + ", " + test.name + ": " + test.body.substr(0, 500);
    switch (test.kind) {
      case BoundaryCase::Kind::kLegal:
        EXPECT_EQ(error, "") << where;
        EXPECT_EQ(answer.status, 200U) << where;
        break;
      case BoundaryCase::Kind::kInside:
        EXPECT_EQ(error.find("failed to satisfy constraint"), std::string::npos) << where << "\n"
                                                                                 << error;
        break;
      case BoundaryCase::Kind::kOutside:
        EXPECT_TRUE(error.starts_with("ValidationException: ")) << where << "\n" << error;
        EXPECT_NE(
            error.find("at '" + test.path + "' failed to satisfy constraint: " + test.constraint),
            std::string::npos)
            << where << "\n"
            << error;
        break;
      case BoundaryCase::Kind::kWrongType:
        EXPECT_TRUE(error.starts_with("SerializationException: ")) << where << "\n" << error;
        EXPECT_NE(error.find("at '" + test.path + "'"), std::string::npos) << where << "\n"
                                                                           << error;
        break;
    }
  }
}

}  // namespace
}  // namespace autopilot::testing
