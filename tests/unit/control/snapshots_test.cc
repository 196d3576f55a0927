#include "control/snapshots.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "control/clock_control.h"
#include "control/job_control.h"
#include "lifecycle/codec.h"
#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kOne = "111111111111";
constexpr const char* kTwo = "222222222222";

class SnapshotTest : public ::testing::Test {
 protected:
  using Done = ControlState::Done;

  std::string ExportOf(const std::string& owner) {
    const auto text =
        f.Await([&](Done done) { ExportState(f.state(), background_, owner, std::move(done)); });
    return text.value().get<std::string>();
  }
  ControlState::Outcome ImportFor(const std::string& owner, const std::string& text) {
    return f.Await([&](Done done) {
      const auto check_job = [](const JobRecord& job) -> std::optional<std::string> {
        return job.name == "bad" ? std::optional("The job is bad.") : std::nullopt;
      };
      const auto check_tags = [](const std::vector<Tag>& tags) -> std::optional<std::string> {
        return tags.at(0).key == "bad" ? std::optional("The tag is bad.") : std::nullopt;
      };
      ImportState(f.state(), background_, owner, text, {.job = check_job, .tags = check_tags},
                  std::move(done));
    });
  }
  ControlState::Outcome Take(const std::string& name, const std::string& owner = kOne) {
    return f.Await(
        [&](Done done) { TakeSnapshot(f.state(), background_, owner, name, std::move(done)); });
  }
  ControlState::Outcome Restore(const std::string& name, const std::string& owner = kOne) {
    return f.Await(
        [&](Done done) { RestoreSnapshot(f.state(), background_, owner, name, std::move(done)); });
  }
  ControlState::Outcome ResetOf(const std::string& owner) {
    return f.Await([&](Done done) { Reset(f.state(), owner, std::move(done)); });
  }
  void Freeze(const char* account) {
    f.Await([&](Done done) { FreezeClock(f.state(), account, std::move(done)); });
  }
  bool Exists(const std::string& name, const std::string& account = kOne) {
    return f.store().FindJob({.account = account, .region = "us-east-1"}, name).has_value();
  }
  json Timeline(const std::string& name, const std::string& account = kOne) {
    return TimelineJson(f.Job(name, account), f.state().Now(account));
  }

  ControlStateFixture f;

 private:
  TimerQueue background_{{}};
};

TEST_F(SnapshotTest, RestoresJobsTagsSettingsAndTheClock) {
  Freeze(kOne);
  f.AddJob("kept");
  f.AddJob("kept", kTwo);
  const Scope scope{.account = kOne, .region = "us-east-1"};
  const std::vector<Tag> tags{{"b", "2"}, {"a", "1"}};
  f.Write(
      [&](WriteTransaction& transaction) { transaction.PutTags(scope, "automl-job/kept", tags); });
  f.Set(kOne, [](AccountSettings& settings) { settings.seed = 42; });
  const auto before = Timeline("kept");
  EXPECT_EQ(RefusalOf(Take("one")), "");

  f.AddJob("later");
  f.Set(kOne, [](AccountSettings& settings) { settings.seed = 43; });
  f.Await([&](Done done) {
    AdvanceClock(f.state(), kOne, hours(5), TimeUnit::kClock, std::move(done));
  });
  f.Write([&](WriteTransaction& transaction) {
    transaction.RemoveTags(scope, "automl-job/kept", {"a"});
  });
  f.wall.Advance(hours(1));
  EXPECT_EQ(Restore("one").value(), (json{{"account", kOne}, {"jobs", 1}}));

  EXPECT_EQ(Timeline("kept"), before);
  EXPECT_FALSE(Exists("later"));
  EXPECT_TRUE(Exists("kept", kTwo));
  EXPECT_EQ(f.state().SeedOf(kOne), 42U);
  EXPECT_EQ(f.store().ListTags(scope, "automl-job/kept"), tags);
}

TEST_F(SnapshotTest, ATimelineOfOneInstantIsKeptWithTheChangesThatMadeIt) {
  Freeze(kOne);
  f.AddJob("job", kOne, {.mode = ProgressionMode::kManual});
  for (int n = 0; n < 3; ++n) {
    f.Await([&](Done done) {
      AdvanceJob(f.state(), {.account = kOne, .region = "us-east-1"}, "job", ToNextPhase{},
                 std::move(done));
    });
  }
  const json before = Timeline("job");
  ASSERT_GE(before["transitions"].size(), 5U);
  Take("then");
  Restore("then");
  EXPECT_EQ(Timeline("job"), before);
  const std::string exported = ExportOf(kOne);
  ImportFor(kOne, exported);
  EXPECT_EQ(Timeline("job"), before);
  EXPECT_EQ(ExportOf(kOne), exported);
}

TEST_F(SnapshotTest, AClockThatRanGoesOnFromTheValueItHad) {
  f.AddJob("job");
  Take("one");
  const auto then = f.state().Now(kOne);
  f.wall.Advance(hours(10));
  Restore("one");
  EXPECT_EQ(f.state().Now(kOne), then);
  f.wall.Advance(minutes(1));
  EXPECT_EQ(f.state().Now(kOne), then + minutes(1));
}

TEST_F(SnapshotTest, TicksOfManualJobsAreKept) {
  f.AddJob("job", kOne, {.mode = ProgressionMode::kManual, .times = 3});
  f.Write([&](WriteTransaction& transaction) {
    auto job = transaction.FindJob({.account = kOne, .region = "us-east-1"}, "job").value();
    transaction.SetTicks(job, 2);
  });
  const auto text = ExportOf(kOne);
  ResetOf(kOne);
  EXPECT_EQ(RefusalOf(ImportFor(kOne, text)), "");
  EXPECT_EQ(f.Job("job").ticks, 2);
}

// Ids then do not ascend with creation times, which lists with a range of them may not rely on.
TEST_F(SnapshotTest, AnImportWithItsJobsInAnotherOrderIsListedByTheirTimes) {
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"}) {
    f.AddJob(name);
    f.wall.Advance(minutes(1));
  }
  std::istringstream exported(ExportOf(kOne));
  std::string text;
  std::string jobs;
  for (std::string line; std::getline(exported, line);) {
    if (line.find("{\"job\"") == 0) {
      jobs.insert(0, line + "\n");
    } else {
      text += line + "\n";
    }
  }
  EXPECT_EQ(RefusalOf(ImportFor(kOne, text + jobs)), "");
  JobQuery query;
  query.scope = {.account = kOne, .region = "us-east-1"};
  query.created_after = ControlStateFixture::kStart + minutes(3);
  query.created_before = ControlStateFixture::kStart + minutes(6);
  query.as_of = f.state().Now(kOne);
  query.last_change = f.store().LastChange(query.scope);
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    query.sort = sort;
    const JobPage page = f.store().ListJobs(query);
    std::set<std::string> names;
    for (const JobRecord& job : page.jobs) names.insert(job.name);
    EXPECT_EQ(names, (std::set<std::string>{"e", "f"}));
  }
}

TEST_F(SnapshotTest, ExportsOfAllBringEveryAccountBack) {
  f.AddJob("a", kOne);
  f.AddJob("b", kTwo);
  f.Set(kAllAccounts, [](AccountSettings& all) { all.rate = Rate{1'000'000}; });
  f.Set("333333333333", [](AccountSettings& settings) { settings.seed = 3; });
  const auto text = ExportOf(kAllAccounts);
  const auto timelines = std::pair(Timeline("a", kOne), Timeline("b", kTwo));
  ResetOf(kAllAccounts);
  EXPECT_FALSE(Exists("a"));
  EXPECT_TRUE(f.store().AllSettings().empty());
  f.AddJob("c", kTwo);
  EXPECT_EQ(RefusalOf(ImportFor(kAllAccounts, text)), "");
  EXPECT_EQ(std::pair(Timeline("a", kOne), Timeline("b", kTwo)), timelines);
  EXPECT_FALSE(Exists("c", kTwo));
  EXPECT_EQ(f.state().RateOf(kOne), Rate{1'000'000});
  EXPECT_EQ(f.state().SeedOf("333333333333"), 3U);
  EXPECT_EQ(ExportOf(kAllAccounts), text);
}

TEST_F(SnapshotTest, ResetOfAnAccountLeavesTheOthersAlone) {
  f.AddJob("a", kOne);
  f.AddJob("b", kTwo);
  Freeze(kOne);
  EXPECT_EQ(ResetOf(kOne).value(), (json{{"account", kOne}, {"reset", true}}));
  EXPECT_FALSE(Exists("a"));
  EXPECT_TRUE(Exists("b", kTwo));
  f.wall.Advance(hours(1));
  EXPECT_EQ(f.state().Now(kOne), f.wall.Now());
}

TEST_F(SnapshotTest, SnapshotsAreListedReplacedAndRemoved) {
  Take("b");
  f.AddJob("job");
  Take("a");
  f.wall.Advance(minutes(1));
  Take("b");
  const auto list = ListSnapshots(f.state(), kOne);
  ASSERT_TRUE(list);
  ASSERT_EQ((*list)["snapshots"].size(), 2U);
  EXPECT_EQ((*list)["snapshots"][0]["name"], "a");
  EXPECT_EQ((*list)["snapshots"][1]["name"], "b");
  EXPECT_EQ((*list)["snapshots"][1]["created"], "2026-01-01T00:01:00.000Z");
  EXPECT_EQ(RefusalOf(Restore("c")), "The account 111111111111 has no snapshot c. | a | b");
  EXPECT_EQ(RefusalOf(Restore("a", kTwo)), "The account 222222222222 has no snapshot a.");
  const auto remove = [&] {
    return f.Await([&](Done done) { RemoveSnapshot(f.state(), kOne, "a", std::move(done)); });
  };
  EXPECT_EQ(remove().value(), (json{{"account", kOne}, {"removed", "a"}}));
  EXPECT_EQ(RefusalOf(remove()), "The account 111111111111 has no snapshot a. | b");
}

TEST_F(SnapshotTest, AnOwnerHasAtMostAHundredSnapshots) {
  for (std::size_t n = 0; n < kMostSnapshots; ++n) {
    EXPECT_EQ(RefusalOf(Take("snapshot-" + std::to_string(n))), "");
  }
  EXPECT_EQ(RefusalOf(Take("one-more")),
            "The account 111111111111 has 100 snapshots, which is the most. Remove one first.");
  EXPECT_EQ(RefusalOf(Take("snapshot-7")), "");
  EXPECT_EQ(RefusalOf(Take("one-more", kTwo)), "");
}

TEST_F(SnapshotTest, TagsOfAResourceComeInOneLineAndAreChecked) {
  f.AddJob("job");
  const std::string jobs = ExportOf(kOne);
  const auto line = [](const char* key) {
    return json{{"tags",
                 {{"account", kOne},
                  {"region", "us-east-1"},
                  {"resource", "automl-job/job"},
                  {"tags", {{{"Key", key}, {"Value", ""}}}}}}}
               .dump() +
           "\n";
  };
  EXPECT_EQ(RefusalOf(ImportFor(kOne, jobs + line("good"))), "");
  EXPECT_EQ(RefusalOf(ImportFor(kOne, jobs + line("bad"))), "/tags/tags: Line 4: The tag is bad.");
  EXPECT_EQ(RefusalOf(ImportFor(kOne, jobs + line("good") + line("more"))),
            "/tags/resource: Line 5: There are two lines with the tags of automl-job/job.");
  EXPECT_EQ(f.store().ListTags({.account = kOne, .region = "us-east-1"}, "automl-job/job"),
            (std::vector<Tag>{{"good", ""}}));
}

TEST_F(SnapshotTest, TextThatIsDamagedIsRefusedByItsLineAndChangesNothing) {
  f.AddJob("job");
  const auto good = ExportOf(kOne);
  const std::string head = good.substr(0, good.find('\n') + 1);
  const auto job_line = good.substr(good.find("{\"job\""));
  const auto changed_job = [&](const char* member, const json& value) {
    json line = json::parse(job_line.substr(0, job_line.find('\n')));
    line["job"][member] = value;
    return head + line.dump() + "\n";
  };
  const auto tags = [&](const json& list) {
    json line{{"account", kOne}, {"region", "us-east-1"}, {"resource", "automl-job/job"}};
    if (!list.is_null()) line["tags"] = list;
    return head + json{{"tags", line}}.dump();
  };
  struct Case {
    std::string text;
    std::string refusal;
  };
  const std::string no_head =
      "This is not an export of Autopilot Local: its first line is not {\"format\": "
      "\"autopilot-local-export\", \"version\": 1, …}.";
  for (
      const Case& each :
      {Case{"", no_head},
       Case{"nonsense", "Line 1: it is not a JSON object."},
       Case{"{}\n", "Line 1: " + no_head},
       Case{R"({"format":"autopilot-local-export","version":2,"owner":"111111111111"})",
            "/version: Line 1: 'version' must be a whole number from 1 to 1."},
       Case{head + "\n[]\n", "Line 3: it is not a JSON object."},
       Case{
           head + R"({"account":"111111111111","settings":{"sped":1}})",
           "/settings/sped: Line 2: There is no field 'sped' here. | clock | speed | progression | "
           "seed | default_scenario | rules | scenarios"},
       Case{
           head +
               R"({"account":"111111111111","settings":{},"clock":{"mode":"frozen","value":"now"}})",
           "/clock/value: Line 2: 'value' must be a time like 2026-01-31T12:34:56.789Z."},
       Case{head + R"({"job":{"request":)" + std::string(100'000, '[') + std::string(100'000, ']') +
                "}}",
            "Line 2: it is not a JSON object."},
       Case{tags(nullptr), "/tags/tags: Line 2: 'tags' is required."},
       Case{tags("team"), "/tags/tags: Line 2: 'tags' must be a list of at most 50 JSON objects."},
       Case{tags({{{"Key", "team"}}}), "/tags/tags/0/Value: Line 2: 'Value' is required."},
       Case{head + R"({"account":"222222222222","settings":{}})",
            "The export is of the account 222222222222, not of 111111111111."},
       Case{changed_job("request", 1), "/job/request: Line 2: 'request' must be an object."},
       Case{changed_job("name", "bad"), "/job: Line 2: The job is bad."},
       Case{changed_job("account", "11111111111x"),
            "/job/account: Line 2: 'account' must be 12 digits."},
       Case{changed_job("region", "US East"),
            "/job/region: Line 2: 'region' must be a region like us-east-1."},
       Case{head + R"({"account":"me","settings":{}})",
            "/account: Line 2: 'account' must be 12 digits, or '*' for all accounts."},
       Case{head + R"({"account":"*","settings":{},"clock":{"mode":"frozen","value":)"
                   R"("2026-01-31T12:34:56Z"}})",
            "/clock: Line 2: 'clock' is of one account, never of '*'."},
       Case{head + R"({"account":"*","settings":{"clock":{"mode":"running","offset_us":1}}})",
            "/settings: Line 2: 'settings' cannot have a 'clock': that is a field beside it."},
       Case{good + R"({"settings":{}})", "/account: Line 4: 'account' is required."},
       Case{good + good.substr(head.size(), good.find("{\"job\"") - head.size()),
            "/account: Line 4: There are two lines of the account 111111111111."},
       Case{tags({{{"Key", "team"}, {"Value", "a"}}}),
            "/tags/resource: Line 2: The lines before have no job that is known as "
            "automl-job/job there."},
       Case{good + job_line, "/job/name: Line 4: There are two jobs named job."}}) {
    EXPECT_EQ(RefusalOf(ImportFor(kOne, each.text)), each.refusal) << each.text;
    EXPECT_EQ(ExportOf(kOne), good) << each.text;
  }
  EXPECT_TRUE(RefusalOf(ImportFor(kOne, changed_job("plan", "AAAA")))
                  .starts_with("/job/plan: Line 2: 'plan' and 'events' must be as exported: "));
  EXPECT_EQ(RefusalOf(ImportFor(kTwo, good)),
            "The export is of the account 111111111111, not of 222222222222.");
  EXPECT_EQ(RefusalOf(ImportFor(kOne, good)), "");
}

}  // namespace
}  // namespace autopilot::testing
