#pragma once

#include <optional>

#include "lifecycle/data_facts.h"

namespace autopilot {

// How well something that learns nothing predicts a job's target: a candidate is never worse. Of
// data that was not read, or says nothing about it, nothing is known.

// What always answering with the most frequent label reaches.
struct MajorityBaseline {
  double share = 0;    // of the rows that have it; above 0 and below 1
  double classes = 2;  // at least 2
};
std::optional<MajorityBaseline> MajorityOf(const std::optional<DataFacts>& data);

// The root of the mean squared error of always answering with the mean, in a range in which it and
// its square have a place in a 32-bit float.
std::optional<double> MeanErrorOf(const std::optional<DataFacts>& data);

}  // namespace autopilot
