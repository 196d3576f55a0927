#include "datasets/s3/http_client.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>

#include "tests/unit/datasets/s3/scripted_server.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using testing::Reply;
using testing::ScriptedServer;
using testing::ServedRequest;
using Addresses = HostResolver::Addresses;
using Kind = HttpFailure::Kind;

const HttpRequest kRequest{.target = "/", .headers = {{"Host", "host"}}, .body_limit = 100};

Reply Hello(const ServedRequest&) { return testing::Answer(200, {}, "hello"); }

// A client for a host whose addresses `lookup` gives.
HttpClient ClientOf(std::uint16_t port, HostResolver::Lookup lookup, std::size_t max_idle = 4) {
  return HttpClient({.is_tls = false, .host = "host", .port = port}, nullptr,
                    {.connect = milliseconds(2'000), .read = milliseconds(10'000)}, max_idle,
                    std::move(lookup));
}

HostResolver::Lookup Always(Addresses addresses) {
  return [addresses](const std::string&) { return addresses; };
}

TEST(HttpClient, TriesOneAddressAfterTheOther) {
  ScriptedServer server(Hello);
  auto client = ClientOf(server.port(), Always(std::vector<std::string>{"127.0.0.2", "127.0.0.1"}));
  const auto answer = client.Send(kRequest, {});
  ASSERT_TRUE(answer) << answer.error().reason;
  EXPECT_EQ(answer->status, 200U);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->Header("content-length"), "5");
}

TEST(HttpClient, SaysWhyThereIsNoConnection) {
  const std::pair<Addresses, std::string> cases[] = {
      {tl::unexpected<std::string>("Unknown"), "The host of URL could not be looked up (Unknown)."},
      {std::vector<std::string>{}, "The host of URL could not be looked up."},
      {std::vector<std::string>{"127.0.0.3", "127.0.0.2"},
       "There is no connection to URL (Connection refused)."},
  };
  const ScriptedServer server(Hello);  // on 127.0.0.1 only
  const std::string url = "http://host:" + std::to_string(server.port());
  for (const auto& [addresses, reason] : cases) {
    auto client = ClientOf(server.port(), Always(addresses));
    const auto answer = client.Send(kRequest, {});
    EXPECT_EQ(answer.error().kind, Kind::kNoAnswer);
    std::string expected = reason;
    expected.replace(expected.find("URL"), 3, url);
    EXPECT_EQ(answer.error().reason, expected);
  }
}

TEST(HttpClient, ALookUpThatHangsHoldsNobodyBeyondTheDeadline) {
  struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_open = false;
  };
  const auto gate = std::make_shared<Gate>();
  {
    auto client = ClientOf(1, [gate](const std::string&) -> Addresses {
      std::unique_lock lock(gate->mutex);
      gate->changed.wait(lock, [&] { return gate->is_open; });
      return {};
    });
    const auto start = Deadline::SteadyClock::now();
    EXPECT_EQ(client.Send(kRequest, Deadline::In(milliseconds(50))).error().kind, Kind::kEnded);
    EXPECT_LT(Deadline::SteadyClock::now() - start, std::chrono::seconds(1));
  }
  const std::lock_guard lock(gate->mutex);
  gate->is_open = true;
  gate->changed.notify_all();
}

TEST(HttpClient, KeepsAsManyConnectionsAsItMay) {
  for (const std::size_t max_idle : {0U, 1U}) {
    ScriptedServer server(Hello);
    auto client = ClientOf(server.port(), Always(std::vector<std::string>{"127.0.0.1"}), max_idle);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.Send(kRequest, {}));
    EXPECT_EQ(server.Connections(), max_idle == 0 ? 3U : 1U);
  }
}

}  // namespace
}  // namespace autopilot
