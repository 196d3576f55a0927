#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lifecycle/candidate_view.h"

namespace autopilot {

// InferenceContainers of a candidate. HPO classification: feature transform, algorithm, inverse
// label transform; HPO regression: the first two; all other kinds: one.
std::vector<Container> InferenceContainers(const Plan& plan, const JobIdentity& job,
                                           std::size_t candidate);

// InferenceContainerDefinitions: for image and text classification only.
std::vector<ContainerDefinitions> InferenceContainerDefinitions(const Plan& plan,
                                                                const JobIdentity& job,
                                                                std::size_t candidate);

}  // namespace autopilot
