#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "lifecycle/data_facts.h"
#include "lifecycle/plan.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

// What the create request itself says of the problem, as in JobSpec.
struct RequestedProblem {
  std::optional<ProblemType> problem_type;
  std::optional<Metric> objective;
};

// What becomes of the plan of a job whose data has been read: a tabular job gets the problem type
// of its target, unless one was requested, and with it the default objective, unless one was
// requested; all metrics are drawn with regard to the data. The metrics that a scenario gave and
// the problem type does not have are dropped. Phases, times, candidates and their qualities stay.
// The error is the reason why the job fails: its objective is none of the problem type.
//
// Kept of `facts` is what can be stored: DataFacts::kMaxLabels labels, each cut down to
// kLongestLabel bytes; nothing that is no valid UTF-8 or no finite number.
inline constexpr std::size_t kLongestLabel = 256;
tl::expected<Plan, std::string> WithData(Plan plan, const DataFacts& facts,
                                         const RequestedProblem& requested);

// The plan of a job that fails at the end of the phase that analyzes its data, with that reason, of
// which at most 1,024 characters are kept. One that is stuck before that end stays so: what a test
// has asked for comes first.
Plan WithFailedAnalysis(Plan plan, std::string reason);

}  // namespace autopilot
