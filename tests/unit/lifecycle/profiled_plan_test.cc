#include "lifecycle/profiled_plan.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "common/utf8.h"
#include "lifecycle/codec.h"
#include "lifecycle/course.h"
#include "lifecycle/planner.h"
#include "tests/unit/lifecycle/expectations.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

Plan PlanOf(JobKind kind, const Outcome& outcome = {}) {
  JobSpec spec = SpecOf(kind);
  spec.max_candidates = 3;
  spec.deploy_model = true;
  return MakePlan(spec, outcome, 7);
}

DataFacts FactsOf(ProblemType type) {
  DataFacts facts;
  facts.rows = 1'000;
  facts.columns = 12;
  facts.problem_type = type;
  if (type == ProblemType::kRegression) {
    facts.target_mean = 21.5;
    facts.target_deviation = 4.25;
  } else {
    facts.labels = {{"no", 700}, {"yes", 300}};
    facts.label_count = 2;
  }
  return facts;
}

TEST(ProfiledPlanTest, TheTargetDecidesTheProblemTypeWhereNoneWasRequested) {
  const Plan before = PlanOf(JobKind::kTabularHpo);
  for (std::size_t n = 0; n < kProblemTypeCount; ++n) {
    const auto type = static_cast<ProblemType>(n);
    const DataFacts facts = FactsOf(type);
    const Plan plan = WithData(before, facts, {}).value();
    Plan expected = before;
    expected.problem_type = type;
    expected.objective = DefaultObjective(type);
    expected.data = facts;
    EXPECT_EQ(plan, expected);
  }
}

TEST(ProfiledPlanTest, WhatWasRequestedStays) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.problem_type = ProblemType::kMulticlassClassification;
  spec.objective = Metric::kF1macro;
  const Plan before = MakePlan(spec, 1);
  const DataFacts facts = FactsOf(ProblemType::kBinaryClassification);
  Plan expected = before;
  expected.data = facts;
  EXPECT_EQ(WithData(before, facts, {spec.problem_type, spec.objective}).value(), expected);
}

TEST(ProfiledPlanTest, ARequestedObjectiveStaysIfTheTypeHasIt) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.objective = Metric::kAccuracy;
  const Plan before = MakePlan(spec, 1);
  const RequestedProblem requested{.problem_type = {}, .objective = spec.objective};
  const DataFacts many = FactsOf(ProblemType::kMulticlassClassification);
  EXPECT_EQ(WithData(before, many, requested).value().objective, Metric::kAccuracy);
  EXPECT_EQ(WithData(before, FactsOf(ProblemType::kRegression), requested).error(),
            "The objective metric Accuracy does not fit the problem type Regression, which was "
            "inferred from the values of the target attribute.");
}

TEST(ProfiledPlanTest, KindsWithoutAProblemTypeGetNone) {
  for (const JobKind kind : {JobKind::kImageClassification, JobKind::kTextClassification,
                             JobKind::kTextGeneration, JobKind::kTimeSeriesForecasting}) {
    const Plan before = PlanOf(kind);
    Plan expected = before;
    expected.data = FactsOf(ProblemType::kMulticlassClassification);
    EXPECT_EQ(WithData(before, *expected.data, {}).value(), expected);
  }
}

TEST(ProfiledPlanTest, MetricsOfAScenarioThatTheTypeLacksAreDropped) {
  Outcome outcome;
  outcome.metrics = {{Metric::kF1, 0.5F, 0.75F}, {Metric::kAccuracy, 0.5F, 0.9F}};
  const Plan plan = WithData(PlanOf(JobKind::kTabularHpo, outcome),
                             FactsOf(ProblemType::kMulticlassClassification), {})
                        .value();
  EXPECT_EQ(plan.metric_ranges, (std::vector<MetricRange>{{Metric::kAccuracy, 0.5F, 0.9F}}));
}

TEST(ProfiledPlanTest, OnlyFactsThatCanBeStoredAreKept) {
  DataFacts facts;
  facts.labels.push_back({"\xff", 9});
  facts.labels.push_back({std::string(255, 'x') + "\u20ac", 8});
  facts.labels.push_back({std::string(254, 'y') + "\u00e9z", 7});
  for (int n = 0; n < 200; ++n) facts.labels.push_back({std::to_string(n), 1});
  facts.target_mean = std::numeric_limits<double>::infinity();
  facts.target_deviation = -1;
  const Plan plan = WithData(PlanOf(JobKind::kTabularHpo), facts, {}).value();
  ASSERT_EQ(plan.data->labels.size(), DataFacts::kMaxLabels);
  EXPECT_EQ(plan.data->labels[0].label, std::string(255, 'x'));
  EXPECT_EQ(plan.data->labels[1].label, std::string(254, 'y') + "\u00e9");
  EXPECT_FALSE(plan.data->target_mean || plan.data->target_deviation);
  EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
}

TEST(ProfiledPlanTest, AJobWhoseDataIsOfNoUseFailsAtTheEndOfItsAnalysis) {
  for (const JobKind kind : kAllKinds) {
    const Plan before = PlanOf(kind);
    const Plan plan = WithFailedAnalysis(before, "There are no rows.");
    const std::string analysis(Name(before.phases[1].status));
    EXPECT_EQ(SequenceOf(plan), "Starting " + analysis + " Failed/Failed");
    EXPECT_EQ(plan.end, before.phases[2].start);
    EXPECT_EQ(plan.phases[1], before.phases[1]);
    EXPECT_EQ(plan.failure_reason, "There are no rows.");
    EXPECT_TRUE(plan.candidates.empty());
    EXPECT_EQ(plan.endpoint_name, std::nullopt);
    EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
  }
}

TEST(ProfiledPlanTest, NothingIsLeftOfWhatWouldHaveComeLater) {
  Outcome outcome;
  outcome.stuck = StuckPhase{};
  outcome.explainability_fails = true;
  outcome.metrics = {{Metric::kF1, 0.5F, 0.75F}};
  const Plan plan = WithFailedAnalysis(PlanOf(JobKind::kTabularHpo, outcome), "no");
  EXPECT_EQ(plan.held_at, std::nullopt);
  EXPECT_FALSE(plan.explainability_failed);
  EXPECT_TRUE(plan.partial_failure_reasons.empty());
  EXPECT_TRUE(plan.metric_ranges.empty());
}

TEST(ProfiledPlanTest, AJobThatIsStuckBeforeStaysSo) {
  Outcome outcome;
  outcome.stuck = StuckPhase{SecondaryStatus::kAnalyzingData};
  const Plan before = PlanOf(JobKind::kTabularHpo, outcome);
  EXPECT_EQ(WithFailedAnalysis(before, "no").held_at, before.held_at);
}

TEST(ProfiledPlanTest, AJobThatWasToBeStuckLaterCanStillBeStopped) {
  Outcome outcome;
  outcome.stuck = StuckPhase{};
  for (const auto phase : {SecondaryStatus::kFeatureEngineering, SecondaryStatus::kModelTuning}) {
    outcome.phase_lengths.push_back({phase, Nominal{1'000}});
  }
  const Plan before = PlanOf(JobKind::kTabularHpo, outcome);
  EventLog events = StartOfLife(kBirth, kRealTime, before, AwaitsProfile::kYes);
  const Plan plan = WithFailedAnalysis(before, "no");
  events = With(events, ProfiledEvents(plan, kBirth));
  const Timestamp at = After(kBirth, plan.end.us - 1'000'000);
  events = With(events, StopEvents(plan, events, at));
  EXPECT_EQ(StatusOf(Evaluate(plan, events, at + std::chrono::seconds(31))), "Stopped/Stopped");
}

TEST(ProfiledPlanTest, AReasonHasAtMost1024Characters) {
  const Plan plan = PlanOf(JobKind::kTabularHpo);
  const auto reason = [&](const std::string& text) {
    return *WithFailedAnalysis(plan, text).failure_reason;
  };
  EXPECT_EQ(reason(std::string(2'000, 'x')), std::string(1'024, 'x'));
  std::string euros;
  std::string faces;
  for (int n = 0; n < 1'025; ++n) euros += "\u20ac";
  for (int n = 0; n < 600; ++n) faces += "\U0001F600";
  EXPECT_EQ(reason(euros), euros.substr(0, 3 * 1'024));
  EXPECT_EQ(reason("x" + faces), "x" + faces.substr(0, 4 * 511));
}

}  // namespace
}  // namespace autopilot
