#include "common/arn.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Arn, CarriesThePartitionOfItsRegion) {
  EXPECT_EQ(SageMakerArn({"123456789012", "us-east-1"}, "automl-job", "MyJob"),
            "arn:aws:sagemaker:us-east-1:123456789012:automl-job/MyJob");
  EXPECT_EQ(SageMakerArn({"123456789012", "cn-north-1"}, "automl-job", "j"),
            "arn:aws-cn:sagemaker:cn-north-1:123456789012:automl-job/j");
  EXPECT_EQ(SageMakerArn({"123456789012", "us-gov-west-1"}, "automl-job", "j"),
            "arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:automl-job/j");
}

TEST(Arn, ParsesWhatItWrites) {
  const auto parsed = ParseSageMakerArn("arn:aws:sagemaker:eu-west-1:123456789012:automl-job/a-B");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->scope, (Scope{"123456789012", "eu-west-1"}));
  EXPECT_EQ(parsed->type, "automl-job");
  EXPECT_EQ(parsed->name, "a-B");
}

TEST(Arn, RefusesOtherForms) {
  for (const auto* bad : {"", "arn", "arn:aws:sagemaker:us-east-1:123456789012",
                          "arn:aws:sagemaker:us-east-1:123456789012:automl-job",
                          "arn:aws:s3:us-east-1:123456789012:automl-job/x",
                          "arn:aws-cn:sagemaker:us-east-1:123456789012:automl-job/x",
                          "urn:aws:sagemaker:us-east-1:123456789012:automl-job/x"}) {
    EXPECT_FALSE(ParseSageMakerArn(bad)) << bad;
  }
}

}  // namespace
}  // namespace autopilot
