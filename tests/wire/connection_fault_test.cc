#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "tests/wire/server_fixture.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

class ConnectionFaultTest : public ServerTest {
 protected:
  void StartWith(ConnectionFault fault, std::string body = "0123456789") {
    Start([fault, body](const Request&, const Reply& reply) {
      Response response = TextResponse(body);
      response.headers.emplace_back("x-amzn-RequestId", "id");
      response.connection_fault = fault;
      reply(std::move(response));
    });
  }
  void WaitUntilNoneIsOpen() {
    while (server_->open_connections() > 0) std::this_thread::yield();
  }
};

TEST_F(ConnectionFaultTest, AResetConnectionIsReset) {
  StartWith(ConnectionFault::kReset);
  WireClient client(port());
  client.Send(PostOf("x"));
  EXPECT_TRUE(client.IsResetByServer());
  WaitUntilNoneIsOpen();
}

TEST_F(ConnectionFaultTest, AnEmptyReplyIsTheEndOfTheStreamWithoutAByte) {
  StartWith(ConnectionFault::kEmpty);
  WireClient client(port());
  client.Send(PostOf("x") + PostOf("y"));
  EXPECT_TRUE(client.IsClosedByServer());
  client.EndSending();
  WaitUntilNoneIsOpen();
}

TEST_F(ConnectionFaultTest, AMalformedReplyHasHalfOfItsBodyAndThenNoChunk) {
  StartWith(ConnectionFault::kMalformed);
  WireClient client(port());
  client.Send(PostOf("x"));
  const std::string text = client.ReadUntilError();
  EXPECT_THAT(text, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nx-amzn-RequestId: id\r\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("Content-Length")));
  EXPECT_THAT(text, testing::EndsWith("\r\n\r\n5\r\n01234\r\nthis is no chunk\r\n"));
}

TEST_F(ConnectionFaultTest, AMalformedReplyWithoutABodyIsNoneTheLess) {
  StartWith(ConnectionFault::kMalformed, "");
  WireClient client(port());
  client.Send(PostOf("x"));
  EXPECT_THAT(client.ReadUntilError(), testing::EndsWith("\r\n\r\nthis is no chunk\r\n"));
}

TEST_F(ConnectionFaultTest, AHangingConnectionStaysOpenWithoutAByteUntilTheClientGoes) {
  HttpOptions options = DefaultOptions();
  options.idle_timeout = options.write_timeout = options.read_timeout =
      std::chrono::milliseconds(1);
  Start(
      [](const Request&, const Reply& reply) {
        Response response = TextResponse("");
        response.connection_fault = ConnectionFault::kHang;
        reply(std::move(response));
      },
      options);
  {
    WireClient client(port());
    client.Send(PostOf("x"));
    EXPECT_FALSE(client.HasBytesWithin(std::chrono::milliseconds(100)));
    EXPECT_EQ(server_->open_connections(), 1U);
  }
  WaitUntilNoneIsOpen();
}

TEST_F(ConnectionFaultTest, AHangingConnectionEndsWithTheServer) {
  StartWith(ConnectionFault::kHang);
  WireClient client(port());
  client.Send(PostOf("x"));
  EXPECT_FALSE(client.HasBytesWithin(std::chrono::milliseconds(50)));
  server_->Stop();
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_EQ(server_->Join(), StopResult::kDrained);
}

TEST_F(ConnectionFaultTest, AHangThatBeginsWhileTheServerStopsEndsAtOnce) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  server_->Stop();
  Response response = TextResponse("");
  response.connection_fault = ConnectionFault::kHang;
  exchange.reply(std::move(response));
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_EQ(server_->Join(), StopResult::kDrained);
}

TEST_F(ConnectionFaultTest, TheNextConnectionIsServed) {
  bool first = true;
  HttpOptions options = DefaultOptions();
  options.threads = 1;
  Start(
      [&first](const Request&, const Reply& reply) {
        Response response = TextResponse("answer");
        if (first) response.connection_fault = ConnectionFault::kReset;
        first = false;
        reply(std::move(response));
      },
      options);
  WireClient broken(port());
  broken.Send(PostOf("x"));
  EXPECT_TRUE(broken.IsResetByServer());
  WireClient next(port());
  next.Send(PostOf("x"));
  EXPECT_EQ(next.Read().body, "answer");
}

}  // namespace
}  // namespace autopilot
