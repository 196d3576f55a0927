#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datasets/profile/problem.h"
#include "datasets/profile/table_profile.h"

namespace autopilot {

// What a job asks of its training data.
struct ProfileDemands {
  static constexpr std::uint64_t kServiceLeastRows = 500;  // tabular data, as documented

  std::optional<InferredProblem> problem = {};                  // nothing: it is to be inferred
  std::optional<std::uint64_t> least_rows = kServiceLeastRows;  // nothing: one is enough
  std::string target = {};                                      // its name, for the text
};

// Why a job with these demands cannot learn from the data, in sentences for the client: too few
// rows, or a target (if the profile has one) without values, with values that are not numbers
// (regression), with a single value (all but regression), with more than two (binary
// classification). The first reason that applies; nothing if none does. The texts are ours.
std::optional<std::string> FirstProblemOf(const TableProfile& profile,
                                          const ProfileDemands& demands);

}  // namespace autopilot
