#include "storage/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lifecycle/state.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Every test runs on a file and in memory: they must not differ.
enum class Medium { kFile, kMemory };

class StoreTest : public ::testing::TestWithParam<Medium> {
 protected:
  testing::TempFolder folder_;
  std::unique_ptr<Store> store_ =
      GetParam() == Medium::kFile ? OpenIn(folder_.path() / "data") : OpenInMemory();
};

INSTANTIATE_TEST_SUITE_P(On, StoreTest, ::testing::Values(Medium::kFile, Medium::kMemory),
                         [](const auto& medium) {
                           return medium.param == Medium::kFile ? "AFile" : "Memory";
                         });

JobRecord JobWithEverything() {
  JobRecord job = MakeJob("Everything-1", kStart + std::chrono::microseconds(123'456));
  job.api_version = ApiVersion::kV2;
  job.request = R"({"AutoMLJobName":"Everything-1","RoleArn":"ü\u0000\"\\"})";
  job.plan.kind = JobKind::kTabularEnsembling;
  job.plan.problem_type = ProblemType::kMulticlassClassification;
  job.plan.objective = Metric::kAccuracy;
  job.plan.max_candidates = 2;
  job.plan.failure_reason = "because";
  job.plan.partial_failure_reasons = {"one", "two"};
  job.plan.endpoint_name = "endpoint";
  job.plan.candidates = {{.start = Nominal::Seconds(50),
                          .end = Nominal::Seconds(60),
                          .algorithm = Algorithm::kXGBoost,
                          .pipeline = 3,
                          .outcome = CandidateStatus::kCompleted,
                          .quality = 0.25F},
                         {.start = Nominal::Seconds(51),
                          .end = Nominal::Seconds(70),
                          .algorithm = Algorithm::kLightGbm,
                          .outcome = CandidateStatus::kStopped,
                          .has_metrics = false,
                          .may_be_best = false}};
  return job;
}

TEST_P(StoreTest, AJobIsFoundAsItWasStored) {
  const JobRecord job = Insert(*store_, JobWithEverything());
  EXPECT_GT(job.id, 0);
  const std::optional<JobRecord> found = store_->FindJob(kScope, job.name);
  ASSERT_TRUE(found);
  ExpectSameJob(*found, job);
}

TEST_P(StoreTest, NamesAreFoundWithoutRegardToCaseAndKeepTheirs) {
  Insert(*store_, MakeJob("My-Job"));
  EXPECT_EQ(store_->FindJob(kScope, "mY-jOB")->name, "My-Job");
}

TEST_P(StoreTest, AnUnknownJobIsNotFound) { EXPECT_FALSE(store_->FindJob(kScope, "nobody")); }

TEST_P(StoreTest, ANameIsTakenWithoutRegardToCase) {
  const JobRecord first = Insert(*store_, MakeJob("my-job"), {{"key", "first"}});
  std::vector<InsertOutcome> outcomes;
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    JobRecord second = MakeJob("MY-JOB");
    outcomes.push_back(transaction.InsertJob(second, {{"key", "second"}}));
  });
  EXPECT_THAT(outcomes, ElementsAre(InsertOutcome::kNameExists));
  ExpectSameJob(*store_->FindJob(kScope, "my-job"), first);
  EXPECT_THAT(store_->ListTags(kScope, "automl-job/my-job"), ElementsAre(Tag{"key", "first"}));
}

TEST_P(StoreTest, ScopesAreSeparate) {
  const Scope other_region{kScope.account, "eu-west-1"};
  const Scope other_account{"000000000000", kScope.region};
  std::vector<JobRecord> jobs;
  for (const Scope& scope : {kScope, other_region, other_account}) {
    JobRecord job = MakeJob("same-name");
    job.scope = scope;
    job.request = scope.account + scope.region;
    jobs.push_back(Insert(*store_, job, {{"of", scope.account + scope.region}}));
  }
  for (const JobRecord& job : jobs) {
    ExpectSameJob(*store_->FindJob(job.scope, "same-name"), job);
    EXPECT_THAT(store_->ListTags(job.scope, "automl-job/same-name"),
                ElementsAre(Tag{"of", job.request}));
    JobQuery query = QueryAt(kStart);
    query.scope = job.scope;
    const JobPage page = store_->ListJobs(query);
    ASSERT_EQ(page.jobs.size(), 1U);
    ExpectSameJob(page.jobs[0], job);
  }
}

TEST_P(StoreTest, IdsAscendInTheOrderOfCreation) {
  EXPECT_EQ(store_->LastChange(kScope), 0);
  const JobRecord first = Insert(*store_, MakeJob("b"));
  const JobRecord second = Insert(*store_, MakeJob("a"));
  EXPECT_LT(first.id, second.id);
  EXPECT_EQ(store_->LastChange(kScope), second.events.back().change);
}

TEST_P(StoreTest, JobsAndEventsShareOneSequenceOfChanges) {
  JobRecord first = Insert(*store_, MakeJob("first"));
  EXPECT_THAT(first.events, ElementsAre(Event{EventKind::kCreated, kStart, Rate{}.millionths, 1}));
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    // The number of the caller does not count.
    transaction.AppendEvent(first, {EventKind::kStopRequested, kStart, 0, 4711});
  });
  EXPECT_EQ(first.events.back(), (Event{EventKind::kStopRequested, kStart, 0, 2}));
  EXPECT_EQ(store_->LastChange(kScope), 2);
  EXPECT_EQ(Insert(*store_, MakeJob("second")).events.front().change, 3);
  EXPECT_EQ(store_->LastChange(kScope), 3);
}

TEST_P(StoreTest, ARefusedJobAndTagsAreNoChanges) {
  Insert(*store_, MakeJob("job"));
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    JobRecord again = MakeJob("job");
    transaction.InsertJob(again, {});
    transaction.PutTags(kScope, "automl-job/job", {{"key", "value"}});
    EXPECT_EQ(again.id, 0);
    EXPECT_EQ(again.events.front().change, 0);
  });
  EXPECT_EQ(store_->LastChange(kScope), 1);
}

TEST_P(StoreTest, WhatACallbackThrowsReachesTheReporterAndTheStoreGoesOn) {
  std::promise<std::string> reported;
  StoreOptions options;
  if (GetParam() == Medium::kFile) options.data_dir = folder_.path() / "other";
  options.report_error = [&](const std::string& error) { reported.set_value(error); };
  const std::unique_ptr<Store> store = Store::Open(options);
  store->Write([](WriteTransaction&) {},
               [](const WriteResult&) { throw std::runtime_error("no"); });
  EXPECT_EQ(reported.get_future().get(), "the callback of a write failed: no");
  EXPECT_EQ(Insert(*store, MakeJob("job")).id, 1);
}

TEST_P(StoreTest, AnEventIsAppendedToTheStoredOnesAndChangesTheProjection) {
  const JobRecord job = Insert(*store_, MakeJob("job"));
  const Event stop{EventKind::kStopRequested, kStart + seconds(10), 0, 2};
  JobRecord changed;
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    changed = *transaction.FindJob(kScope, "job");
    transaction.AppendEvent(changed, stop);
  });
  EXPECT_THAT(changed.events, ElementsAre(job.events[0], stop));
  ExpectSameJob(*store_->FindJob(kScope, "job"), changed);

  const auto listed_at = [&](Timestamp as_of, JobStatus status) {
    JobQuery query = QueryAt(as_of);
    query.status = status;
    return store_->ListJobs(query).jobs.size();
  };
  const Projection projection = Project(changed.plan, changed.events);
  EXPECT_EQ(listed_at(kStart + seconds(9), JobStatus::kInProgress), 1U);
  EXPECT_EQ(listed_at(kStart + seconds(10), JobStatus::kInProgress), 0U);
  EXPECT_EQ(listed_at(kStart + seconds(10), JobStatus::kStopping), 1U);
  EXPECT_EQ(listed_at(projection.final_at, JobStatus::kStopping), 0U);
  EXPECT_EQ(listed_at(projection.final_at, JobStatus::kStopped), 1U);
}

TEST_P(StoreTest, AnEventIsAppendedBehindThoseThatTheCallerHasNotSeen) {
  JobRecord stale = Insert(*store_, MakeJob("job"));
  const Event first{EventKind::kStopRequested, kStart + seconds(10), 0, 2};
  const Event second{EventKind::kStopRequested, kStart + seconds(11), 0, 3};
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    JobRecord fresh = *transaction.FindJob(kScope, "job");
    transaction.AppendEvent(fresh, first);
    transaction.AppendEvent(stale, second);
  });
  EXPECT_THAT(stale.events, ElementsAre(stale.events[0], first, second));
  ExpectSameJob(*store_->FindJob(kScope, "job"), stale);
}

TEST_P(StoreTest, AnEventThatWasOvertakenGetsTheTimeOfTheLastOne) {
  const Timestamp created = kStart + std::chrono::microseconds(900);
  JobRecord job = Insert(*store_, MakeJob("job", created));
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart});
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart + seconds(10)});
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart + seconds(9)});
  });
  const std::vector<Event> expected{{EventKind::kStopRequested, created, 0, 2},
                                    {EventKind::kStopRequested, kStart + seconds(10), 0, 3},
                                    {EventKind::kStopRequested, kStart + seconds(10), 0, 4}};
  EXPECT_EQ(std::vector(job.events.begin() + 1, job.events.end()), expected);
  ExpectSameJob(*store_->FindJob(kScope, "job"), job);
}

TEST_P(StoreTest, TicksAreStoredWithTheJobAndAreNoChange) {
  JobRecord counted = MakeJob("counted");
  counted.ticks = 7;
  JobRecord job = Insert(*store_, counted);
  EXPECT_EQ(store_->FindJob(kScope, "counted")->ticks, 7);
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    transaction.SetTicks(job, 8);
    EXPECT_EQ(transaction.FindJob(kScope, "counted")->ticks, 8);
  });
  EXPECT_EQ(job.ticks, 8);
  ExpectSameJob(*store_->FindJob(kScope, "counted"), job);
  EXPECT_EQ(store_->ListJobs(QueryAt(kStart)).jobs.at(0).ticks, 8);
  EXPECT_EQ(store_->LastChange(kScope), 1);
}

TEST_P(StoreTest, TicksOfAnUnknownJobFail) {
  JobRecord job = MakeJob("job");
  job.id = 4711;
  EXPECT_EQ(WriteNow(*store_, [&](WriteTransaction& transaction) { transaction.SetTicks(job, 1); }),
            (WriteResult{false, "there is no job 4711"}));
  EXPECT_EQ(job.ticks, 0);
}

TEST_P(StoreTest, AnEventOfAnUnknownJobFails) {
  JobRecord job = MakeJob("job");
  job.id = 4711;
  EXPECT_EQ(WriteNow(*store_,
                     [&](WriteTransaction& transaction) {
                       transaction.AppendEvent(job, {EventKind::kStopRequested, kStart});
                     }),
            (WriteResult{false, "there is no job 4711"}));
  EXPECT_EQ(job.events.size(), 1U);
}

TEST_P(StoreTest, RunningJobsAreCountedUntilTheyAreTerminal) {
  const JobRecord shorter = Insert(*store_, MakeJob("shorter", kStart, 10));
  Insert(*store_, MakeJob("longer", kStart, 20));
  JobRecord elsewhere = MakeJob("elsewhere", kStart, 30);
  elsewhere.scope.region = "eu-west-1";
  Insert(*store_, elsewhere);
  const Timestamp end = Project(shorter.plan, shorter.events).final_at;
  std::vector<std::size_t> counts;
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    for (const Timestamp now :
         {kStart, end - std::chrono::microseconds(1), end, kStart + seconds(40)}) {
      counts.push_back(transaction.CountRunningJobs(kScope, now));
    }
  });
  EXPECT_THAT(counts, ElementsAre(2U, 2U, 1U, 0U));
}

TEST_P(StoreTest, AWorkThatThrowsLeavesNothingAndDisturbsNoOther) {
  struct NotAStandardException {};
  const auto insert = [](const char* name) {
    return [name](WriteTransaction& transaction) {
      JobRecord job = MakeJob(name);
      transaction.InsertJob(job, {{"key", "value"}});
    };
  };
  std::promise<void> begin;
  store_->Write([&](WriteTransaction&) { begin.get_future().wait(); }, {});
  std::vector<WriteResult> results;
  std::promise<void> all_done;
  const auto note = [&](const WriteResult& result) { results.push_back(result); };
  store_->Write(insert("before"), note);
  store_->Write(
      [&](WriteTransaction& transaction) {
        insert("throws")(transaction);
        throw std::runtime_error("no");
      },
      note);
  store_->Write(
      [&](WriteTransaction& transaction) {
        insert("throws-too")(transaction);
        throw NotAStandardException{};
      },
      note);
  store_->Write(insert("after"), [&](const WriteResult& result) {
    note(result);
    all_done.set_value();
  });
  begin.set_value();
  all_done.get_future().wait();
  EXPECT_THAT(results, ElementsAre(WriteResult{true, ""}, WriteResult{false, "no"},
                                   WriteResult{false, "unknown exception"}, WriteResult{true, ""}));
  EXPECT_TRUE(store_->FindJob(kScope, "before"));
  EXPECT_TRUE(store_->FindJob(kScope, "after"));
  for (const std::string name : {"throws", "throws-too"}) {
    EXPECT_FALSE(store_->FindJob(kScope, name));
    EXPECT_THAT(store_->ListTags(kScope, "automl-job/" + name), IsEmpty());
  }
}

TEST_P(StoreTest, WritesRunInTheOrderOfTheirCallsAndSeeThoseBefore) {
  std::vector<int> order;
  std::vector<bool> found;
  std::promise<void> last;
  for (int i = 0; i < 200; ++i) {
    store_->Write(
        [&, i](WriteTransaction& transaction) {
          order.push_back(i);
          if (i > 0) {
            found.push_back(
                transaction.FindJob(kScope, "job-" + std::to_string(i - 1)).has_value());
          }
          JobRecord job = MakeJob("job-" + std::to_string(i));
          transaction.InsertJob(job, {});
        },
        [&, i](const WriteResult&) {
          if (i == 199) last.set_value();
        });
  }
  last.get_future().wait();
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(order.size(), 200U);
  EXPECT_THAT(found, ::testing::Each(true));
}

TEST_P(StoreTest, DestroyingTheStoreRunsWhatIsQueued) {
  std::promise<void> begin;
  store_->Write([&](WriteTransaction&) { begin.get_future().wait(); }, {});
  int committed = 0;
  for (int i = 0; i < 150; ++i) {
    store_->Write(
        [i](WriteTransaction& transaction) {
          JobRecord job = MakeJob("job-" + std::to_string(i));
          transaction.InsertJob(job, {});
        },
        [&](const WriteResult& result) { committed += result.committed ? 1 : 0; });
  }
  begin.set_value();
  store_.reset();
  EXPECT_EQ(committed, 150);
  if (GetParam() == Medium::kFile) {
    EXPECT_EQ(OpenIn(folder_.path() / "data")->LastChange(kScope), 150);
  }
}

TEST_P(StoreTest, TagsOfTheCreateRequestKeepTheirOrder) {
  Insert(*store_, MakeJob("Job"), {{"b", "1"}, {"a", "2"}, {"c", ""}});
  EXPECT_THAT(store_->ListTags(kScope, "automl-job/job"),
              ElementsAre(Tag{"b", "1"}, Tag{"a", "2"}, Tag{"c", ""}));
}

TEST_P(StoreTest, NewTagsComeFirstAndExistingOnesChangeInPlace) {
  const std::string resource = "automl-job/job";
  std::vector<Tag> inside;
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    transaction.PutTags(kScope, resource, {{"a", "1"}, {"b", "2"}});
    transaction.PutTags(kScope, resource, {{"d", "3"}, {"b", "4"}, {"c", "5"}});
    inside = transaction.ListTags(kScope, resource);
  });
  EXPECT_THAT(inside, ElementsAre(Tag{"d", "3"}, Tag{"c", "5"}, Tag{"a", "1"}, Tag{"b", "4"}));
  EXPECT_EQ(store_->ListTags(kScope, resource), inside);
}

TEST_P(StoreTest, TagsAreRemovedByKeyAndUnknownKeysAreIgnored) {
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    transaction.PutTags(kScope, "automl-job/job", {{"a", "1"}, {"A", "2"}, {"b", "3"}});
    transaction.PutTags(kScope, "automl-job/other", {{"a", "4"}});
    transaction.RemoveTags(kScope, "automl-job/JOB", {"a", "unknown"});
  });
  EXPECT_THAT(store_->ListTags(kScope, "AutoML-Job/job"),
              ElementsAre(Tag{"A", "2"}, Tag{"b", "3"}));
  EXPECT_THAT(store_->ListTags(kScope, "automl-job/other"), ElementsAre(Tag{"a", "4"}));
}

TEST_P(StoreTest, SecretsOfStoresDiffer) {
  EXPECT_NE(store_->Secret(), OpenInMemory()->Secret());
  EXPECT_NE(store_->Secret(), (std::array<unsigned char, 32>{}));
}

}  // namespace
}  // namespace autopilot
