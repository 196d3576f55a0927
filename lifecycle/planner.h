#pragma once

#include "common/draws.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/outcome.h"
#include "lifecycle/plan.h"

namespace autopilot {

// Plans a job's whole life. Phases and durations are those of recorded runs (docs/fidelity.md).
// Invariants, held for every spec and key (tests/unit/lifecycle/planner_property_test.cc):
//  - candidates lie within the phase that trains them, their algorithms fit kind and problem type;
//  - max_candidates of them unless a runtime limit cuts the job short; none if only candidate
//    definitions are asked for; a forecasting job has its algorithms and their ensemble whatever
//    max_candidates is, since 1 is the only value that a request may give;
//  - reports and a deployment only with a candidate that may be the best; a job whose trainings
//    were all cut too early by their own limit ends as Failed after training;
//  - nothing starts after `end`; a job over its own limit ends exactly at the limit, as
//    Completed/MaxAutoMLJobRuntimeReached.
Plan MakePlan(const JobSpec& spec, DrawKey key);
// The same as far as `outcome`, which must fit the job (MisfitOf), leaves it open: with one that
// decides nothing it is that plan.
Plan MakePlan(const JobSpec& spec, const Outcome& outcome, DrawKey key);

// The metrics that a tabular problem type accepts as objective, and the default ones.
bool IsObjectiveOf(ProblemType problem_type, Metric metric);
Metric DefaultObjective(ProblemType problem_type);
// The objective metrics of the kinds other than tabular. Text generation has none to choose. The
// tabular kinds have those of all problem types.
bool IsObjectiveOf(JobKind kind, Metric metric);
Metric DefaultObjective(JobKind kind);

// The algorithms that AlgorithmsConfig may name for this kind; empty: the kind takes none.
const std::vector<Algorithm>& AlgorithmsOf(JobKind kind);

}  // namespace autopilot
