#include "server/init_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "server/start_file.h"
#include "tests/support/control_under_test.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

class InitFolderTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
  }
  std::vector<std::string> Apply(KeptJobs kept = KeptJobs::kNo) {
    const ControlApi api(
        {.allowed_hosts = {}, .token = "t", .not_served = "It is off."}, {}, server_.store(),
        server_.control(), readiness_, [] { return std::string(); }, [](const ControlRecord&) {});
    return ApplyInitFolder(folder_.path(), kept, api);
  }
  std::string ErrorOfApply() {
    try {
      Apply();
    } catch (const StartFileError& error) {
      return error.what();
    }
    return "";
  }
  std::string PathOf(const std::string& name) { return (folder_.path() / name).string(); }

  TempFolder folder_;
  Readiness readiness_;
  ControlUnderTest server_;
};

TEST_F(InitFolderTest, AnEmptyFolderDoesNothing) {
  Write(".gitkeep", "");
  EXPECT_EQ(ErrorOfApply(), "");
}

TEST_F(InitFolderTest, FilesAreAppliedInTheOrderOfTheirNames) {
  Write("20-clock.json", R"([
      {"method": "POST", "path": "/_autopilot/clock/advance?account=111111111111",
       "body": {"by": "P1D"}}])");
  Write("10-clock.json", R"([
      {"method": "POST", "path": "/_autopilot/clock/freeze?account=111111111111"},
      {"method": "PUT", "path": "/_autopilot/clock",
       "body": {"account": "111111111111", "now": "2030-01-01T00:00:00Z"}}])");
  Apply();
  const json clock = server_.Done("GET", "/_autopilot/clock?account=111111111111");
  EXPECT_EQ(clock["mode"], "frozen");
  EXPECT_EQ(clock["now"], "2030-01-02T00:00:00.000Z");
}

TEST_F(InitFolderTest, AnObjectHasScenariosForAllAccounts) {
  Write("scenarios.json", R"({
      "scenarios": [{"name": "out of/memory", "failure": {"reason": "no"}}],
      "rules": [{"job": "bad-*", "scenario": "out of/memory"}],
      "default_scenario": "stuck"})");
  Apply();
  EXPECT_EQ(server_.Done("GET", "/_autopilot/scenarios/out%20of%2Fmemory")["source"], "all");
  EXPECT_EQ(server_.Done("GET", "/_autopilot/scenario-rules?account=*")["rules"].size(), 1U);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/default-scenario")["source"], "all");
}

TEST_F(InitFolderTest, AnExportIsThatOfTheOwnerInItsHead) {
  server_.Create("job", nullptr, "111111111111");
  server_.Create("other", nullptr, "222222222222");
  Write("one.jsonl", server_.Control("GET", "/_autopilot/export?account=111111111111").text);
  server_.Done("POST", "/_autopilot/reset", {{"account", "111111111111"}});
  Apply();
  EXPECT_EQ(server_.StatusOf("job", "111111111111"), "InProgress/Starting");
  EXPECT_EQ(server_.StatusOf("other", "222222222222"), "InProgress/Starting");
  Write("one.jsonl", server_.Control("GET", "/_autopilot/export?account=*").text);
  server_.Done("POST", "/_autopilot/reset", {{"account", "*"}});
  Apply();
  EXPECT_EQ(server_.StatusOf("other", "222222222222"), "InProgress/Starting");
}

TEST_F(InitFolderTest, OnAStoreThatKeptJobsImportsAndClocksAreLeftOutAndTold) {
  Write("10.json", R"([
      {"method": "PUT", "path": "/_autopilot/clock?account=111111111111",
       "body": {"mode": "frozen", "now": "2030-01-01T00:00:00Z"}},
      {"method": "PUT", "path": "/_autopilot/seed?account=111111111111", "body": {"seed": 5}}])");
  EXPECT_THAT(Apply(), ::testing::IsEmpty());
  server_.Create("job", nullptr, "111111111111");
  Write("20.jsonl", server_.Control("GET", "/_autopilot/export?account=111111111111").text);
  server_.Done("POST", "/_autopilot/clock/advance?account=111111111111", {{"by", "PT1H"}});
  server_.Create("later", nullptr, "111111111111");
  EXPECT_THAT(Apply(KeptJobs::kYes),
              ::testing::ElementsAre(PathOf("10.json") + ": /0", PathOf("20.jsonl")));
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock?account=111111111111")["now"],
            "2030-01-01T01:00:00.000Z");
  EXPECT_EQ(server_.StatusOf("later", "111111111111"), "InProgress/Starting");
}

TEST_F(InitFolderTest, ErrorsNameFileAndEntry) {
  const struct {
    const char* name;
    const char* text;
    const char* error;
  } cases[] = {
      {"a.txt", "x", "the folder of --init-dir may hold only files whose names end in"},
      {"a.json", "{", "The request body is not valid JSON: unexpected end of the text"},
      {"a.json", "1", "The request must be a JSON object."},
      {"a.json", R"([{"method": "GET"}])", "/0: /path: 'path' is required."},
      {"a.json", R"([{"method": "GET", "path": "/_autopilot/clock", "url": ""}])",
       "/0: /url: There is no field 'url' here. There are: method, path, body."},
      {"a.json",
       R"([{"method": "GET", "path": "/_autopilot/clock"},
           {"method": "PUT", "path": "/_autopilot/speed", "body": {"speed": 0}}])",
       "/1: /speed: 'speed' must be a number from 0.001 to 1000000."},
      {"a.json", R"([{"method": "GET", "path": "/_autopilot/nope"}])",
       "/0: There is no /_autopilot/nope here. There are: "},
      {"a.json", R"({"scenarios": [{"description": "x"}]})",
       "/scenarios/0: A scenario must be an object with a 'name'."},
      {"a.json", R"({"scenarios": {}})", "/scenarios: 'scenarios' must be a list of scenarios."},
      {"a.json", R"({"scenarios": [{"name": "failed"}]})",
       "/scenarios/0: /name: The scenario failed is built in"},
      {"a.json", R"({"rules": [{"job": "x", "scenario": "y"}]})",
       "/rules/0/scenario: 'scenario' is 'y', which does not exist. There are: "},
      {"a.jsonl", "", "This is not an export of Autopilot Local"},
      {"a.jsonl", R"({"format": "autopilot-local-export", "version": 2, "owner": "*"})",
       "Line 1: 'version' must be a whole number from 1 to 1."},
  };
  for (const auto& c : cases) {
    Write(c.name, c.text);
    EXPECT_THAT(ErrorOfApply(), ::testing::StartsWith(PathOf(c.name) + ": "));
    EXPECT_THAT(ErrorOfApply(), ::testing::HasSubstr(c.error));
    std::filesystem::remove(PathOf(c.name));
  }
}

TEST_F(InitFolderTest, NothingIsAppliedBesideAFileThatIsNoneOfThem) {
  Write("a.json", R"([{"method": "PUT", "path": "/_autopilot/seed", "body": {"seed": 5}}])");
  std::filesystem::create_directory(folder_.path() / "b.json");
  EXPECT_THAT(ErrorOfApply(), ::testing::StartsWith(PathOf("b.json") + ": the folder of"));
  EXPECT_EQ(server_.Done("GET", "/_autopilot/seed")["seed"], 0);
}

TEST(InitFolder, AFolderThatIsNotThereIsNamed) {
  ControlUnderTest server;
  const Readiness readiness;
  const ControlApi api(
      {}, {}, server.store(), server.control(), readiness, [] { return std::string(); },
      [](const ControlRecord&) {});
  EXPECT_THROW(ApplyInitFolder("/nowhere/at/all", KeptJobs::kNo, api), StartFileError);
}

}  // namespace
}  // namespace autopilot::testing
