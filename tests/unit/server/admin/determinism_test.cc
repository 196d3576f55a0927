#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

// All that a server answers to a fixed sequence of calls of one account, byte by byte, except what
// has ids of requests in it: the journal.
std::string Transcript(ControlUnderTest& server, const std::string& account) {
  const Headers caller = SignedBy(account);
  std::string all;
  const auto control = [&](const char* method, const char* target, const json& body = nullptr) {
    const Answer answer = server.Control(method, target, body, caller);
    all += std::to_string(answer.status) + " " + answer.text;
  };
  const auto call = [&](const char* operation, const json& input) {
    const Answer answer = server.Call(operation, input, account);
    all += std::to_string(answer.status) + " " + answer.text + "\n";
  };
  control("PUT", "/_autopilot/seed", {{"seed", 7}});
  control("PUT", "/_autopilot/clock", {{"mode", "frozen"}, {"now", "2031-01-01T00:00:00Z"}});
  control("POST", "/_autopilot/faults",
          {{"operation", "Describe*"}, {"probability", 0.5}, {"error", "ThrottlingException"}});
  for (const char* job : {"one", "two", "three"}) {
    call("CreateAutoMLJob", CreateV1(job));
    for (int step = 0; step < 10; ++step) {
      control("POST", "/_autopilot/clock/advance", {{"by", "PT5M"}, {"unit", "nominal"}});
      call("DescribeAutoMLJob", {{"AutoMLJobName", job}});
    }
    call("ListCandidatesForAutoMLJob", {{"AutoMLJobName", job}, {"MaxResults", 100}});
  }
  control("GET", "/_autopilot/jobs/one/timeline");
  control("GET", "/_autopilot/faults");
  std::string token;
  do {
    json page{{"SortBy", "CreationTime"}, {"MaxResults", 1}};
    if (!token.empty()) page["NextToken"] = token;
    call("ListAutoMLJobs", page);
    const Answer answer = server.Call("ListAutoMLJobs", page, account);
    token = answer.body.value("NextToken", "");
  } while (!token.empty());
  control("GET", "/_autopilot/export");
  return all;
}

const std::vector<std::string> kAccounts{"111111111111", "222222222222", "333333333333",
                                         "444444444444"};

// Page tokens can be repeated where the server was started with a seed.
const ControlOptions kSeeded{.defaults = {.seed = 3}};

std::vector<std::string> OneAfterTheOther() {
  ControlUnderTest server(kSeeded);
  std::vector<std::string> transcripts;
  for (const auto& account : kAccounts) transcripts.push_back(Transcript(server, account));
  return transcripts;
}

std::vector<std::string> AllAtOnce() {
  ControlUnderTest server(kSeeded);
  std::vector<std::string> transcripts(kAccounts.size());
  std::vector<std::thread> callers;
  for (std::size_t n = 0; n < kAccounts.size(); ++n) {
    callers.emplace_back([&, n] { transcripts[n] = Transcript(server, kAccounts[n]); });
  }
  for (std::thread& caller : callers) caller.join();
  return transcripts;
}

TEST(Determinism, SameSeedAndCallsGiveTheSameBytes) {
  const auto first = OneAfterTheOther();
  EXPECT_EQ(first, OneAfterTheOther());
  EXPECT_NE(first[0].find("ThrottlingException"), std::string::npos);
  EXPECT_NE(first[0].find("NextToken"), std::string::npos);
  EXPECT_NE(first[0], first[1]) << "accounts have draws of their own";
}

TEST(Determinism, FourCallersAtOnceChangeNothing) { EXPECT_EQ(AllAtOnce(), OneAfterTheOther()); }

}  // namespace
}  // namespace autopilot::testing
