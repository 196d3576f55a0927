#include <gtest/gtest.h>

#include <future>

#include <algorithm>

#include "control/snapshots.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kList = "ListCandidatesForAutoMLJob";

json Criteria(int max_candidates) {
  return {{"AutoMLJobConfig", {{"CompletionCriteria", {{"MaxCandidates", max_candidates}}}}}};
}

json Query(json more) {
  more["AutoMLJobName"] = "job";
  return more;
}

// NNN of "…-NNN-xxxxxxxx".
int Number(const json& candidate) {
  const auto name = candidate["CandidateName"].get<std::string>();
  return std::stoi(name.substr(name.size() - 12, 3));
}

class ListCandidates : public ::testing::Test {
 protected:
  void CreateJob(int candidates) {
    api_.Get("CreateAutoMLJob", CreateV1("job", Criteria(candidates)));
  }
  void Finish() { api_.AdvanceNominal(std::chrono::hours(24)); }

  json WalkAll(json query) {
    json all = json::array();
    for (int pages = 0; pages < 1000; ++pages) {
      const auto page = api_.Get(kList, query);
      for (const auto& candidate : page["Candidates"]) all.push_back(candidate);
      if (!page.contains("NextToken")) return all;
      query["NextToken"] = page["NextToken"];
    }
    ADD_FAILURE() << "the pages do not end";
    return all;
  }

  ApiUnderTest api_;
};

TEST_F(ListCandidates, OfAMissingJobIsResourceNotFound) {
  EXPECT_EQ(api_.Call(kList, Query({})).Error(),
            "ResourceNotFound: Amazon SageMaker can't find an AutoML job called job.");
}

// Recorded: a job with 20 candidates answered 020 to 011 when asked without arguments.
TEST_F(ListCandidates, AreTheTenNewestByDefault) {
  CreateJob(20);
  Finish();
  const auto page = api_.Get(kList, Query({}));
  ASSERT_EQ(page["Candidates"].size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(Number(page["Candidates"][i]), 20 - static_cast<int>(i));
  }
  EXPECT_EQ(WalkAll(Query({})).size(), 20U);
}

TEST_F(ListCandidates, PagesHoldEveryCandidateOnce) {
  CreateJob(25);
  Finish();
  for (const auto* sort : {"CreationTime", "Status", "FinalObjectiveMetricValue"}) {
    for (const auto* order : {"Ascending", "Descending"}) {
      const json query{{"SortBy", sort}, {"SortOrder", order}};
      auto one = Query(query);
      one["MaxResults"] = 300;
      auto small = Query(query);
      small["MaxResults"] = 4;
      const auto whole = api_.Get(kList, one)["Candidates"];
      EXPECT_EQ(whole.size(), 25U);
      EXPECT_EQ(WalkAll(small), whole) << sort << order;
    }
  }
}

TEST_F(ListCandidates, SortByTheObjectiveValue) {
  CreateJob(30);
  Finish();
  const auto values = [&](const char* order) {
    std::vector<double> result;
    for (const auto& candidate :
         WalkAll(Query({{"SortBy", "FinalObjectiveMetricValue"}, {"SortOrder", order}}))) {
      result.push_back(candidate["FinalAutoMLJobObjectiveMetric"]["Value"]);
    }
    return result;
  };
  const auto ascending = values("Ascending");
  EXPECT_TRUE(std::is_sorted(ascending.begin(), ascending.end()));
  auto descending = values("Descending");
  std::reverse(descending.begin(), descending.end());
  EXPECT_EQ(descending, ascending);
}

TEST_F(ListCandidates, FilterByStatusAndName) {
  CreateJob(15);
  api_.AdvanceNominal(std::chrono::minutes(19));  // within the first wave
  const auto running = WalkAll(Query({{"StatusEquals", "InProgress"}}));
  const auto completed = WalkAll(Query({{"StatusEquals", "Completed"}}));
  EXPECT_EQ(running.size() + completed.size(), 10U);
  ASSERT_FALSE(running.empty());
  for (const auto& candidate : running) {
    EXPECT_EQ(candidate["ObjectiveStatus"], "Pending");
    EXPECT_FALSE(candidate.contains("FinalAutoMLJobObjectiveMetric"));
    EXPECT_FALSE(candidate.contains("EndTime"));
  }
  Finish();
  const auto name = running[0]["CandidateName"];
  const auto found = WalkAll(Query({{"CandidateNameEquals", name}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["CandidateName"], name);
  EXPECT_EQ(found[0]["CandidateStatus"], "Completed");
  EXPECT_EQ(WalkAll(Query({{"CandidateNameEquals", "other"}})), json::array());
}

TEST_F(ListCandidates, OnlyTheBestOneHasArtifactLocationsOnceTheJobIsCompleted) {
  CreateJob(12);
  Finish();
  const auto best =
      api_.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["BestCandidate"]["CandidateName"];
  int with_artifacts = 0;
  for (const auto& candidate : WalkAll(Query({}))) {
    if (!candidate["CandidateProperties"].contains("CandidateArtifactLocations")) continue;
    ++with_artifacts;
    EXPECT_EQ(candidate["CandidateName"], best);
  }
  EXPECT_EQ(with_artifacts, 1);
}

TEST_F(ListCandidates, TheBestCandidateHasTheBestObjective) {
  CreateJob(40);
  Finish();
  const auto best = api_.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["BestCandidate"];
  const auto sorted = WalkAll(Query({{"SortBy", "FinalObjectiveMetricValue"}}));
  EXPECT_EQ(sorted[0]["FinalAutoMLJobObjectiveMetric"]["Value"],
            best["FinalAutoMLJobObjectiveMetric"]["Value"]);
}

TEST_F(ListCandidates, AllPagesShowTheInstantOfTheFirstOne) {
  CreateJob(20);
  api_.AdvanceNominal(std::chrono::minutes(18));
  auto query = Query({{"MaxResults", 4}});
  const auto first = api_.Get(kList, query);
  Finish();
  query["NextToken"] = first["NextToken"];
  EXPECT_EQ(WalkAll(query).size(), 6U);
}

TEST_F(ListCandidates, RefusesTheTokenOfAnotherJob) {
  CreateJob(20);
  api_.Get("CreateAutoMLJob", CreateV1("other"));
  Finish();
  const auto token = api_.Get(kList, Query({}))["NextToken"];
  EXPECT_EQ(api_.Call(kList, Query({{"NextToken", token}})).Error(), "");
  EXPECT_TRUE(api_.Call(kList, {{"AutoMLJobName", "other"}, {"NextToken", token}})
                  .Error()
                  .starts_with("ValidationException: "));
}

TEST(ListCandidatesPages, OfAnotherJobOfTheNameRefusesTheTokenOfTheFirst) {
  ApiUnderTest api;
  api.Configure([](AccountSettings& settings) {
    settings.progression = Progression{.mode = ProgressionMode::kImmediate};
  });
  api.Get("CreateAutoMLJob", CreateV1("job"));
  json page{{"AutoMLJobName", "job"}, {"MaxResults", 1}};
  page["NextToken"] = api.Get("ListCandidatesForAutoMLJob", page)["NextToken"];
  std::promise<void> reset;
  Reset(api.control().state, "000000000000",
        [&reset](const ControlState::Outcome&) { reset.set_value(); });
  reset.get_future().wait();
  api.Get("CreateAutoMLJob", CreateV1("job"));
  EXPECT_TRUE(
      api.Call("ListCandidatesForAutoMLJob", page).Error().starts_with("ValidationException: "));
}

}  // namespace
}  // namespace autopilot::testing
