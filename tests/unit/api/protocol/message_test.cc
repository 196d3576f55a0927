#include "api/protocol/message.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Request, FindsHeadersWithoutRegardToCaseAndTheFirstOfSeveral) {
  const Request request{
      .method = "POST",
      .target = "/",
      .headers = {{"Content-Type", "a"}, {"x-amz-target", "b"}, {"X-Amz-Target", "c"}},
      .body = ""};
  EXPECT_EQ(request.Header("content-type"), "a");
  EXPECT_EQ(request.Header("X-AMZ-TARGET"), "b");
  EXPECT_EQ(request.Header("Content"), "");
}

TEST(Request, SplitsPathAndQueryAtTheFirstQuestionMark) {
  struct Case {
    std::string target, path, query;
  };
  for (const auto& [target, path, query] :
       {Case{"/", "/", ""}, Case{"/a?b=c", "/a", "b=c"}, Case{"/?", "/", ""},
        Case{"/a?b?c", "/a", "b?c"}, Case{"", "", ""}, Case{"?x", "", "x"}}) {
    const Request request{.method = "GET", .target = target, .headers = {}, .body = ""};
    EXPECT_EQ(request.Path(), path) << target;
    EXPECT_EQ(request.Query(), query) << target;
  }
}

}  // namespace
}  // namespace autopilot
