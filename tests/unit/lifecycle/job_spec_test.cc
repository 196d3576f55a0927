#include "lifecycle/job_spec.h"

#include <gtest/gtest.h>

#include <set>

namespace autopilot {
namespace {

const Scope kScope{"123456789012", "us-east-1"};

TEST(JobDrawKeyTest, TheSameJobHasTheSameKeyInEveryCase) {
  EXPECT_EQ(JobDrawKey(1, kScope, "My-Job"), JobDrawKey(1, kScope, "my-job"));
  EXPECT_EQ(JobDrawKey(1, kScope, "MY-JOB"), JobDrawKey(1, kScope, "my-job"));
}

TEST(JobDrawKeyTest, SeedAccountRegionAndNameAllMatter) {
  const std::set<DrawKey> keys{JobDrawKey(1, kScope, "my-job"), JobDrawKey(2, kScope, "my-job"),
                               JobDrawKey(1, {"000000000000", "us-east-1"}, "my-job"),
                               JobDrawKey(1, {"123456789012", "us-west-2"}, "my-job"),
                               JobDrawKey(1, kScope, "my-job2")};
  EXPECT_EQ(keys.size(), 5U);
}

// Shown history depends on this number: a change would rename the candidates of stored jobs.
TEST(JobDrawKeyTest, TheKeyIsPartOfTheStoredForm) {
  EXPECT_EQ(JobDrawKey(42, kScope, "my-job"), 9949195758990778306U);
}

}  // namespace
}  // namespace autopilot
