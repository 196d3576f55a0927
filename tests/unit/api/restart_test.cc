#include <gtest/gtest.h>

#include <map>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::minutes;

const json kRequests{CreateTabularV2("hpo"),       CreateImageV2("image"),
                     CreateTextV2("text"),         CreateTextGenerationV2("llm"),
                     CreateTimeSeriesV2("series"), CreateTabularV2("stopped")};

// All that clients can see of the jobs at the clock's present.
std::map<std::string, std::string> Answers(ApiUnderTest& api) {
  std::map<std::string, std::string> answers;
  for (const auto& request : kRequests) {
    const json name{{"AutoMLJobName", request["AutoMLJobName"]}};
    answers["job" + name.dump()] = api.Call("DescribeAutoMLJobV2", name).text;
    auto candidates = name;
    candidates["MaxResults"] = 300;
    answers["candidates" + name.dump()] = api.Call("ListCandidatesForAutoMLJob", candidates).text;
  }
  answers["list"] = api.Call("ListAutoMLJobs", json::object()).text;
  return answers;
}

// The same instants seen by one process, and by one that starts anew at each instant with another
// seed and another speed, which must not rewrite the history of stored jobs.
TEST(Restart, ChangesNothingAboutStoredJobs) {
  const TempFolder folder;
  ApiUnderTest reference;
  Timestamp now = ApiUnderTest::kStart;
  for (int step = 0; step < 8; ++step) {
    ControlOptions options;
    if (step > 0) {
      options.defaults.seed = static_cast<std::uint64_t>(step);
      options.defaults.rate = Rate{1'000'000};
    }
    ApiUnderTest api(options, {.data_dir = folder.path()});
    api.clock.Set(now);
    if (step == 0) {
      for (const auto& request : kRequests) {
        api.Get("CreateAutoMLJobV2", request);
        reference.Get("CreateAutoMLJobV2", request);
      }
    }
    if (step == 3) {
      api.Call("StopAutoMLJob", {{"AutoMLJobName", "stopped"}});
      reference.Call("StopAutoMLJob", {{"AutoMLJobName", "stopped"}});
    }
    EXPECT_EQ(Answers(api), Answers(reference)) << "at step " << step;
    now += minutes(6) / 600;
    reference.clock.Set(now);
  }
}

}  // namespace
}  // namespace autopilot::testing
