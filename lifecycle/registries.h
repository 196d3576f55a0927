#pragma once

#include <string>
#include <string_view>

namespace autopilot {

// The public Amazon ECR registries from which the service takes the images of candidates.
enum class Registry {
  kXGBoost,        // sagemaker-xgboost and the Autopilot images next to it
  kLinearLearner,  // first-party algorithms
  kDeepLearning,   // AWS Deep Learning Containers
};

// "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.3-1-cpu-py3". The account is
// the one that AWS publishes for the region ("Docker Registry Paths" of the SageMaker developer
// guide); a region without a published account gets that of us-east-1.
std::string ImageUri(Registry registry, std::string_view region, std::string_view image);

}  // namespace autopilot
