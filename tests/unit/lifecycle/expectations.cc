#include "tests/unit/lifecycle/expectations.h"

#include <gtest/gtest.h>

namespace autopilot {

std::string SequenceOf(const Plan& plan) {
  std::string text;
  for (const PlannedPhase& phase : plan.phases) text.append(Name(phase.status)).append(" ");
  return text.append(Name(plan.final_status)).append("/").append(Name(plan.final_secondary_status));
}

JobStatus StatusFrom(const Projection& projection, Timestamp now) {
  if (projection.final_at <= now) return projection.final_status;
  if (projection.stop_requested && *projection.stop_requested <= now) return JobStatus::kStopping;
  return JobStatus::kInProgress;
}

void ExpectMonotonic(const JobState& before, const JobState& after) {
  ASSERT_LE(before.last_modified, after.last_modified);
  ASSERT_EQ(before.created, after.created);
  ASSERT_LE(before.data_analyzed, after.data_analyzed);
  ASSERT_LE(before.shows_best_candidate, after.shows_best_candidate);
  ASSERT_LE(before.reports_done, after.reports_done);
  ASSERT_LE(before.endpoint_deployed, after.endpoint_deployed);
  ASSERT_LE(before.deployment_failed, after.deployment_failed);
  if (IsTerminal(before.status)) {
    ASSERT_EQ(before.status, after.status);
    ASSERT_EQ(before.last_modified, after.last_modified);
    ASSERT_EQ(before.ended, after.ended);
  }
  if (before.status == JobStatus::kStopping) {
    ASSERT_TRUE(after.status == JobStatus::kStopping || after.status == JobStatus::kStopped);
  }
}

void ExpectTimesInOrder(const JobState& state, Timestamp now) {
  ASSERT_LE(state.created, state.last_modified);
  ASSERT_LE(state.last_modified, now);
  ASSERT_EQ(state.last_modified, FloorToMillis(state.last_modified));
  ASSERT_EQ(state.ended.has_value(), IsTerminal(state.status));
  if (state.ended) {
    ASSERT_GE(*state.ended, state.created);
    ASSERT_LE(*state.ended, state.last_modified);
    ASSERT_GE(*state.ended, state.last_modified - std::chrono::milliseconds(31));
  }
}

void ExpectMonotonic(const std::vector<CandidateState>& before,
                     const std::vector<CandidateState>& after) {
  ASSERT_LE(before.size(), after.size());
  for (std::size_t n = 0; n < before.size(); ++n) {
    ASSERT_EQ(before[n].index, after[n].index);
    ASSERT_EQ(before[n].created, after[n].created);
    ASSERT_LE(before[n].last_modified, after[n].last_modified);
    ASSERT_LE(before[n].shows_metrics, after[n].shows_metrics);
    if (!before[n].ended) continue;
    ASSERT_EQ(before[n].ended, after[n].ended);
    ASSERT_EQ(before[n].status, after[n].status);
  }
}

void ExpectCandidateInsideJob(const CandidateState& c, const JobState& job, Timestamp now) {
  ASSERT_GE(c.created, job.created);
  ASSERT_LE(c.created, c.last_modified);
  ASSERT_LE(c.last_modified, now);
  const bool finished =
      c.status != CandidateStatus::kInProgress && c.status != CandidateStatus::kStopping;
  ASSERT_EQ(c.ended.has_value(), finished);
  ASSERT_TRUE(finished || !c.shows_metrics);
  ASSERT_TRUE(c.shows_metrics || !c.may_be_best);
  if (c.ended) {
    ASSERT_LE(c.created, *c.ended);
    ASSERT_LE(*c.ended, c.last_modified);
  }
  if (job.ended) {
    ASSERT_TRUE(finished);
    ASSERT_LE(*c.ended, *job.ended);
    ASSERT_LE(c.last_modified, job.last_modified);
  }
  if (job.status == JobStatus::kInProgress) {
    ASSERT_NE(c.status, CandidateStatus::kStopping);
  }
}

}  // namespace autopilot
