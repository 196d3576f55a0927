#include "api/protocol/responses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "api/protocol/errors.h"

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

bool IsUuidV4(const std::string& id) {
  if (id.size() != 36) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const std::string_view allowed = dash      ? "-"
                                     : i == 14 ? "4"
                                     : i == 19 ? "89ab"
                                               : "0123456789abcdef";
    if (allowed.find(id[i]) == std::string_view::npos) return false;
  }
  return true;
}

TEST(Responses, RequestIdsAreDistinctRandomUuidsOnEveryThread) {
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&ids] {
      for (int i = 0; i < 1000; ++i) ids.push_back(NewRequestId());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> distinct;
  for (const auto& ids : made) {
    for (const auto& id : ids) {
      EXPECT_TRUE(IsUuidV4(id)) << id;
      distinct.insert(id);
    }
  }
  EXPECT_EQ(distinct.size(), 4000u);
}

TEST(Responses, CarryTheStructureAndTheRequestId) {
  const Response response = JsonResponse(R"({"a":1})", "id-1");
  EXPECT_EQ(response.status, 200u);
  EXPECT_EQ(response.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(response.body, R"({"a":1})");
  EXPECT_THAT(response.headers, ElementsAre(Pair("x-amzn-RequestId", "id-1")));
  EXPECT_EQ(JsonResponse("", "id-2").body, "");
}

TEST(Responses, ModelledErrorsHaveACapitalMessage) {
  const Response response = ErrorResponse(errors::JobNotFound("j"), "id-1");
  EXPECT_EQ(response.status, 400u);
  EXPECT_EQ(response.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(response.body, R"({"__type":"ResourceNotFound",)"
                           R"("Message":"Amazon SageMaker can't find an AutoML job called j."})");
  EXPECT_THAT(response.headers, ElementsAre(Pair("x-amzn-RequestId", "id-1"),
                                            Pair("x-amzn-ErrorType", "ResourceNotFound")));
}

TEST(Responses, OtherErrorsHaveASmallMessage) {
  const Response response = ErrorResponse(errors::InvalidParameter("Say \"when\"."), "id-1");
  EXPECT_EQ(response.body, R"({"__type":"ValidationException","message":"Say \"when\"."})");
  EXPECT_EQ(ErrorResponse(errors::InternalFailure(), "id-1").status, 500u);
}

}  // namespace
}  // namespace autopilot
