#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <string>
#include <thread>

#include "tests/wire/server_fixture.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

class StopTest : public ServerTest {
 protected:
  // Join would wait for ever if the server did not stop; the test's time limit then ends it.
  StopResult Join() { return server_->Join(); }
};

TEST_F(StopTest, WithoutConnectionsItEndsAtOnce) {
  Start(Echo);
  server_->Stop();
  EXPECT_EQ(Join(), StopResult::kDrained);
}

TEST_F(StopTest, IdleConnectionsAreClosed) {
  Start(Echo);
  WireClient fresh(port());
  WireClient used(port());
  used.Send(PostOf("x"));
  EXPECT_EQ(used.Read().status, 200);
  server_->Stop();
  EXPECT_TRUE(used.IsClosedByServer());
  EXPECT_EQ(Join(), StopResult::kDrained);
}

TEST_F(StopTest, ARequestInFlightIsAnsweredAndItsConnectionClosed) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  server_->Stop();
  server_->Stop();
  exchange.reply(TextResponse("answer"));
  const WireResponse response = client.Read();
  EXPECT_EQ(response.body, "answer");
  EXPECT_EQ(response.Header("connection"), "close");
  EXPECT_TRUE(client.IsClosedByServer());
  client.EndSending();
  EXPECT_EQ(Join(), StopResult::kDrained);
}

TEST_F(StopTest, ARequestHalfReadIsCompletedAndAnswered) {
  StartHolding();
  WireClient client(port());
  client.Send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);  // so the header has been read
  WireClient idle(port());
  idle.Send(PostOf(""));
  held_.Take().reply(TextResponse(""));
  EXPECT_EQ(idle.Read().status, 200);
  server_->Stop();
  EXPECT_TRUE(idle.IsClosedByServer());
  client.Send("body");
  held_.Take().reply(TextResponse("answer"));
  EXPECT_EQ(client.Read().Header("connection"), "close");
  client.EndSending();
  EXPECT_EQ(Join(), StopResult::kDrained);
}

TEST_F(StopTest, NoNewConnectionsAreAccepted) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  WireClient idle(port());
  idle.Send(PostOf("y"));
  HoldingHandler::Exchange other = held_.Take();
  other.reply(TextResponse(""));
  EXPECT_EQ(idle.Read().status, 200);
  server_->Stop();
  EXPECT_TRUE(idle.IsClosedByServer());  // so the listener is closed, too
  EXPECT_THROW(WireClient{port()}, std::runtime_error);
  exchange.reply(TextResponse(""));
  client.EndSending();
  EXPECT_EQ(Join(), StopResult::kDrained);
}

TEST_F(StopTest, AfterTheGraceRequestsAreCutOff) {
  HttpOptions options = DefaultOptions();
  options.shutdown_grace = std::chrono::milliseconds(50);
  StartHolding(options);
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  server_->Stop();
  EXPECT_EQ(Join(), StopResult::kCutOff);
  // The store may reply while it drains, after the server has ended.
  exchange.reply(TextResponse("too late"));
}

TEST_F(StopTest, AbortDoesNotWait) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  server_->Abort();
  EXPECT_EQ(Join(), StopResult::kCutOff);
}

TEST_F(StopTest, DestroyingARunningServerIsAllowed) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("x"));
  { const HoldingHandler::Exchange exchange = held_.Take(); }
  server_.reset();
  EXPECT_THAT(client.ReadUntilError(), "");
}

class SignalTest : public ServerTest, public testing::WithParamInterface<int> {};

TEST_P(SignalTest, TheFirstStopsGracefullyTheSecondAtOnce) {
  std::promise<void> signalled;
  server_ = std::make_unique<HttpServer>(DefaultOptions());
  server_->StopOnSignals([&signalled] { signalled.set_value(); });
  server_->Start(
      [this](Request request, Reply reply) { held_(std::move(request), std::move(reply)); },
      [](const Refusal&) {});
  WireClient client(port());
  client.Send(PostOf("x"));
  const HoldingHandler::Exchange exchange = held_.Take();
  std::raise(GetParam());
  signalled.get_future().wait();
  EXPECT_EQ(server_->open_connections(), 1U);
  std::raise(GetParam());
  EXPECT_EQ(server_->Join(), StopResult::kCutOff);
}

TEST_P(SignalTest, WithNothingInFlightTheFirstIsEnough) {
  server_ = std::make_unique<HttpServer>(DefaultOptions());
  server_->StopOnSignals([] {});
  std::raise(GetParam());  // even before the start
  server_->Start(Echo, [](const Refusal&) {});
  EXPECT_EQ(server_->Join(), StopResult::kDrained);
}

INSTANTIATE_TEST_SUITE_P(Signals, SignalTest, testing::Values(SIGTERM, SIGINT),
                         [](const auto& test) {
                           return test.param == SIGTERM ? "Sigterm" : "Sigint";
                         });

using AddressTest = ServerTest;

TEST_F(AddressTest, ATakenPortIsNamedTogetherWithTheRemedy) {
  Start(Echo);
  HttpOptions options = DefaultOptions();
  options.port = port();
  try {
    const HttpServer second(options);
    FAIL() << "Two servers share a port";
  } catch (const AddressError& e) {
    EXPECT_THAT(e.what(), HasSubstr("127.0.0.1:" + std::to_string(port())));
    EXPECT_THAT(e.what(), HasSubstr("--port"));
  }
}

TEST_F(AddressTest, AnAddressOfAnotherMachineIsRefused) {
  HttpOptions options = DefaultOptions();
  options.host = "192.0.2.1";
  try {
    const HttpServer server(options);
    FAIL() << "Listens on an address that is not ours";
  } catch (const AddressError& e) {
    EXPECT_THAT(e.what(), HasSubstr("192.0.2.1"));
    EXPECT_THAT(e.what(), HasSubstr("--host"));
  }
}

TEST_F(AddressTest, LocalhostMeansTheIpv4Address) {
  HttpOptions options = DefaultOptions();
  options.host = "localhost";
  Start(Echo, options);
  EXPECT_EQ(server_->url(), "http://127.0.0.1:" + std::to_string(port()));
}

TEST_F(AddressTest, ClientsThatConnectBeforeTheStartAreServedAfterIt) {
  server_ = std::make_unique<HttpServer>(DefaultOptions());
  WireClient early(port());
  early.Send(PostOf("x"));
  server_->Start(Echo, [](const Refusal&) {});
  EXPECT_EQ(early.Read().status, 200);
}

}  // namespace
}  // namespace autopilot
