#include "lifecycle/registries.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

struct Case {
  Registry registry;
  const char* region;
  const char* host;
};

TEST(RegistriesTest, ImagesComeFromTheRegistryOfTheRegion) {
  const Case cases[] = {
      {Registry::kXGBoost, "us-east-1", "683313688378.dkr.ecr.us-east-1.amazonaws.com"},
      {Registry::kXGBoost, "us-west-2", "246618743249.dkr.ecr.us-west-2.amazonaws.com"},
      {Registry::kXGBoost, "eu-west-1", "141502667606.dkr.ecr.eu-west-1.amazonaws.com"},
      {Registry::kXGBoost, "cn-north-1", "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn"},
      {Registry::kXGBoost, "us-gov-west-1", "414596584902.dkr.ecr.us-gov-west-1.amazonaws.com"},
      {Registry::kXGBoost, "xx-moon-1", "683313688378.dkr.ecr.xx-moon-1.amazonaws.com"},
      {Registry::kLinearLearner, "us-east-1", "382416733822.dkr.ecr.us-east-1.amazonaws.com"},
      {Registry::kLinearLearner, "us-west-2", "174872318107.dkr.ecr.us-west-2.amazonaws.com"},
      {Registry::kLinearLearner, "il-central-1", "382416733822.dkr.ecr.il-central-1.amazonaws.com"},
      {Registry::kDeepLearning, "us-east-1", "763104351884.dkr.ecr.us-east-1.amazonaws.com"},
      {Registry::kDeepLearning, "eu-south-1", "692866216735.dkr.ecr.eu-south-1.amazonaws.com"},
      {Registry::kDeepLearning, "cn-northwest-1",
       "727897471807.dkr.ecr.cn-northwest-1.amazonaws.com.cn"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ImageUri(c.registry, c.region, "image:1"), std::string(c.host) + "/image:1");
  }
}

}  // namespace
}  // namespace autopilot
