#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "common/base64.h"
#include "lifecycle/codec.h"
#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kExport = "/_autopilot/export";
constexpr auto kImport = "/_autopilot/import";

class StateRoutesTest : public ::testing::Test {
 protected:
  void Prepare(std::string_view account) {
    const Headers caller = SignedBy(account);
    server_.Done("PUT", "/_autopilot/clock", {{"mode", "frozen"}, {"now", "2030-01-01T00:00:00Z"}},
                 caller);
    server_.Done("PUT", "/_autopilot/speed", {{"speed", 60}}, caller);
    server_.Create("job", {{"Tags", {{{"Key", "team"}, {"Value", "x"}}}}}, account);
    server_.Done("POST", "/_autopilot/jobs/job/advance", {{"to", "ModelTuning"}}, caller);
    server_.Done("POST", "/_autopilot/faults", {{"operation", "AddTags"}, {"error", "SlowDown"}},
                 caller);
  }
  json Describe(std::string_view account) {
    return server_.Call("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}, account).body;
  }
  std::size_t Jobs(std::string_view account) {
    return server_.Call("ListAutoMLJobs", json::object(), account)
        .body["AutoMLJobSummaries"]
        .size();
  }

  const std::string one_ = "111111111111";
  const std::string two_ = "222222222222";
  ControlUnderTest server_;
};

TEST_F(StateRoutesTest, ResetRemovesEverythingOfOneAccount) {
  Prepare(one_);
  Prepare(two_);
  EXPECT_EQ(server_.Done("POST", "/_autopilot/reset", nullptr, SignedBy(one_)),
            json({{"account", one_}, {"reset", true}}));
  EXPECT_EQ(Jobs(one_), 0U);
  EXPECT_EQ(Jobs(two_), 1U);
  const auto rest = [&](const std::string& account) {
    const std::string query = "?account=" + account;
    return json{server_.Done("GET", "/_autopilot/clock" + query)["mode"],
                server_.Done("GET", "/_autopilot/speed" + query)["speed"],
                server_.Done("GET", "/_autopilot/faults" + query)["faults"].size(),
                server_.Done("POST", "/_autopilot/journal/count" + query,
                             {{"operation", "Create*"}})["count"]};
  };
  EXPECT_EQ(rest(one_), json({"running", 600.0, 0, 0}));
  EXPECT_EQ(rest(two_), json({"frozen", 60.0, 1, 1}));
  server_.Done("POST", "/_autopilot/reset", {{"account", "*"}});
  EXPECT_EQ(Jobs(two_), 0U);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/faults?account=" + two_)["faults"], json::array());
}

TEST_F(StateRoutesTest, ASnapshotBringsBackJobsTagsSettingsAndTheClock) {
  Prepare(one_);
  const json before = Describe(one_);
  const Headers caller = SignedBy(one_);
  EXPECT_EQ(server_.Done("PUT", "/_autopilot/snapshots/tuning", nullptr, caller)["name"], "tuning");
  server_.Done("POST", "/_autopilot/jobs/job/advance", {{"to", "end"}}, caller);
  server_.Create("second", nullptr, one_);
  server_.Done("POST", "/_autopilot/clock/run", nullptr, caller);
  EXPECT_EQ(server_.Done("POST", "/_autopilot/snapshots/tuning/restore", nullptr, caller),
            json({{"account", one_}, {"jobs", 1}}));
  EXPECT_EQ(Describe(one_), before);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock", nullptr, caller)["mode"], "frozen");
  EXPECT_EQ(
      server_
          .Call("ListTags",
                {{"ResourceArn", "arn:aws:sagemaker:us-east-1:111111111111:automl-job/job"}}, one_)
          .body["Tags"],
      json::parse(R"([{"Key":"team","Value":"x"}])"));
}

TEST_F(StateRoutesTest, SnapshotsAreListedAndRemovedAndSurviveAReset) {
  server_.Done("PUT", "/_autopilot/snapshots/b%20c");
  server_.Done("PUT", "/_autopilot/snapshots/a");
  server_.Done("POST", "/_autopilot/reset");
  const auto names = [&] {
    std::vector<std::string> all;
    const json list = server_.Done("GET", "/_autopilot/snapshots");
    for (const json& snapshot : list["snapshots"]) all.push_back(snapshot["name"]);
    return all;
  };
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b c"}));
  EXPECT_EQ(server_.Done("DELETE", "/_autopilot/snapshots/a")["removed"], "a");
  EXPECT_EQ(names(), (std::vector<std::string>{"b c"}));
  const Refused missing{.status = 404,
                        .type = "NotFoundException",
                        .message = "The account 000000000000 has no snapshot a.",
                        .available = {"b c"}};
  ExpectRefused(server_.Control("DELETE", "/_autopilot/snapshots/a"), missing);
  ExpectRefused(server_.Control("POST", "/_autopilot/snapshots/a/restore"), missing);
  ExpectRefused(server_.Control("PUT", "/_autopilot/snapshots/" + std::string(65, 'x')),
                {.message = "The name of a snapshot has at most 64 bytes."});
}

TEST_F(StateRoutesTest, AnExportGoesIntoAnotherServer) {
  Prepare(one_);
  const Answer exported = server_.Control("GET", kExport, nullptr, SignedBy(one_));
  EXPECT_EQ(exported.status, 200U);
  EXPECT_EQ(exported.response.content_type, "application/x-ndjson");
  ControlUnderTest other;
  const Answer imported = other.ControlText("POST", kImport, exported.text, SignedBy(one_));
  EXPECT_EQ(imported.body, json({{"account", one_}, {"jobs", 1}})) << imported.text;
  EXPECT_EQ(other.Call("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}, one_).body, Describe(one_));
}

TEST_F(StateRoutesTest, AnExportOfAllHoldsAllAccounts) {
  Prepare(one_);
  Prepare(two_);
  server_.Done("PUT", "/_autopilot/seed", {{"seed", 5}, {"account", "*"}});
  const Answer exported = server_.Control("GET", "/_autopilot/export?account=*");
  server_.Done("POST", "/_autopilot/reset", {{"account", "*"}});
  EXPECT_EQ(server_.ControlText("POST", "/_autopilot/import?account=*", exported.text).body["jobs"],
            2);
  EXPECT_EQ(Jobs(one_) + Jobs(two_), 2U);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/seed")["seed"], 5);
  EXPECT_EQ(server_.ControlText("POST", kImport, exported.text).Error(),
            "ValidationException: The export is of the account *, not of 000000000000.");
}

// An export with one thing changed in each of its jobs.
std::string WithJob(const std::string& exported, const std::function<void(json&)>& change) {
  std::string text;
  for (std::size_t at = 0; at < exported.size(); at = exported.find('\n', at) + 1) {
    json line = json::parse(exported.substr(at, exported.find('\n', at) - at));
    if (line.contains("job")) change(line["job"]);
    text += line.dump() + "\n";
  }
  return text;
}

std::string WithPlan(const std::string& exported, const std::function<void(Plan&)>& change) {
  return WithJob(exported, [&change](json& job) {
    Plan plan = DecodePlan(FromBase64(job["plan"].get<std::string>()).value());
    change(plan);
    job["plan"] = Base64(EncodePlan(plan));
  });
}

TEST_F(StateRoutesTest, TheLongestTextsOfAPlanAreTaken) {
  Prepare(one_);
  const Headers caller = SignedBy(one_);
  const std::string good = server_.Control("GET", kExport, nullptr, caller).text;
  const std::string longest = WithPlan(good, [](Plan& plan) {
    plan.failure_reason = std::string(1'024, 'x');
    plan.partial_failure_reasons.assign(5, *plan.failure_reason);
    plan.endpoint_name = std::string(63, 'x');
  });
  server_.Done("POST", "/_autopilot/reset", nullptr, caller);
  EXPECT_EQ(server_.ControlText("POST", kImport, longest, caller).body["jobs"], 1);
  EXPECT_EQ(WithJob(server_.Control("GET", kExport, nullptr, caller).text, [](json&) {}),
            WithJob(longest, [](json&) {}));
}

TEST_F(StateRoutesTest, DamagedTextIsRefusedWithItsLineAndChangesNothing) {
  Prepare(one_);
  const Headers caller = SignedBy(one_);
  const std::string good = server_.Control("GET", kExport, nullptr, caller).text;
  const json before = Describe(one_);
  const auto with_job = [&good](const std::function<void(json&)>& change) {
    return WithJob(good, change);
  };
  const auto with_plan = [&good](const std::function<void(Plan&)>& change) {
    return WithPlan(good, change);
  };
  const struct {
    std::string text, message;
  } cases[] = {
      {"", "This is not an export of Autopilot Local"},
      {"{}", "This is not an export of Autopilot Local"},
      {good + "nonsense\n", "it is not a JSON object."},
      {with_job([](json& job) { job["request"]["AutoMLJobName"] = "other"; }),
       "The job job cannot be imported: its request is that of other."},
      {with_job([](json& job) { job["request"].erase("RoleArn"); }),
       "Value null at 'roleArn' failed to satisfy constraint"},
      {with_job([](json& job) { job["request"]["Nonsense"] = 1; }),
       "its request has the unknown member Nonsense."},
      {with_job([](json& job) { job["request"]["AutoMLJobConfig"]["Mode"] = "ENSEMBLING"; }),
       "its plan is that of another kind of job."},
      {with_job([](json& job) {
         job["request"]["ProblemType"] = "Regression";
         job["request"]["AutoMLJobObjective"]["MetricName"] = "F1";
       }),
       "The job job cannot be imported: "},
      {with_job([](json& job) { job["plan"] = "AAAA"; }), "'events' must be as exported"},
      {with_job([](json& job) { job["request"]["GenerateCandidateDefinitionsOnly"] = nullptr; }),
       "its request has members that are null, or Tags"},
      {with_job([](json& job) { job["request"]["Tags"] = json::array(); }),
       "its request has members that are null, or Tags"},
      {with_plan([](Plan& plan) { plan.final_status = JobStatus::kInProgress; }),
       "its plan does not end."},
      {with_plan([](Plan& plan) { plan.candidates.resize(751, plan.candidates.back()); }),
       "its plan has more than 750 candidates."},
      {with_plan([](Plan& plan) { plan.phases.resize(11, plan.phases.back()); }),
       "its plan has more than 10 phases."},
      {with_plan([](Plan& plan) { plan.failure_reason = "\xFF"; }),
       "its plan has texts beyond UTF-8."},
      {with_plan([](Plan& plan) { plan.failure_reason = std::string(1'025, 'x'); }),
       "its plan has a text that no answer can have: "},
      {with_plan([](Plan& plan) { plan.partial_failure_reasons = {std::string(1'025, 'x')}; }),
       "failed to satisfy constraint: Member must have length less than or equal to 1024"},
      {with_plan([](Plan& plan) { plan.endpoint_name = "my-e)dpoint"; }),
       "Value 'my-e)dpoint' at 'endpointName' failed to satisfy constraint"},
      {with_plan([](Plan& plan) {
         plan.data.emplace().labels = {{"\xFF", 1}};
       }),
       "its plan has texts beyond UTF-8."},
      {with_plan([](Plan& plan) { plan.data.emplace(); }),
       "it has the facts of data that was not read."},
      {with_job([](json& job) {
         EventLog events = DecodeEvents(FromBase64(job["events"].get<std::string>()).value());
         Event profiled = events.back();
         profiled.kind = EventKind::kProfiled;
         profiled.argument = 0;
         events.push_back(profiled);
         job["events"] = Base64(EncodeEvents(events));
       }),
       "it does not wait for the profile that it got."},
  };
  for (const auto& c : cases) {
    const Answer answer = server_.ControlText("POST", kImport, c.text, caller);
    EXPECT_EQ(answer.status, 400U) << c.message;
    EXPECT_THAT(answer.Error(), ::testing::HasSubstr(c.message));
    EXPECT_EQ(Describe(one_), before);
  }
}

TEST_F(StateRoutesTest, FieldsThatDoNotExistAreRefused) {
  for (const char* target : {"/_autopilot/reset", "/_autopilot/snapshots/a/restore"}) {
    ExpectRefused(
        server_.Control("POST", target, {{"all", true}}),
        {.message = "There is no field 'all' here.", .path = "/all", .available = {"account"}});
  }
}

TEST_F(StateRoutesTest, AServerThatStopsSaysSoAboutWhatItDoesNotComeTo) {
  server_.control().Stop();
  const Refused stopping{
      .status = 503, .type = "ServiceUnavailable", .message = "The server is shutting down."};
  ExpectRefused(server_.Control("PUT", "/_autopilot/snapshots/a"), stopping);
  ExpectRefused(server_.Control("GET", "/_autopilot/export"), stopping);
}

}  // namespace
}  // namespace autopilot::testing
