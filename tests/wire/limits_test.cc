#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/wire/server_fixture.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;

constexpr auto kHead = "POST / HTTP/1.1\r\nHost: x\r\n";

class LimitsTest : public ServerTest {
 protected:
  static HttpOptions SmallLimits() {
    HttpOptions options = DefaultOptions();
    options.max_header_bytes = 1024;
    options.max_body_bytes = 1000;
    return options;
  }
};

TEST_F(LimitsTest, ABodyOfTheLimitIsTaken) {
  Start(Echo, SmallLimits());
  WireClient client(port());
  const std::string body(1000, 'x');
  client.Send(PostOf(body));
  EXPECT_EQ(client.Read().body, "POST / " + body);
  client.Send(std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + body +
              "\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST / " + body);
}

TEST_F(LimitsTest, ABodyOverTheLimitIsRefusedByItsLength) {
  Start(Echo, SmallLimits());
  WireClient client(port());
  client.Send(PostOf(std::string(1001, 'x')));
  ExpectErrorAndClose(client, 413, "RequestEntityTooLargeException");
  ASSERT_EQ(Refusals().size(), 1U);
}

TEST_F(LimitsTest, AClientThatSendsAllBeforeItReadsGetsTheRefusal) {
  Start(Echo, SmallLimits());
  WireClient client(port());
  client.Send(PostOf(std::string(8 << 20, 'x')));
  client.EndSending();
  ExpectErrorAndClose(client, 413, "RequestEntityTooLargeException");
}

TEST_F(LimitsTest, ABodyOverTheLimitIsRefusedInsteadOfContinued) {
  Start(Echo, SmallLimits());
  WireClient client(port());
  client.Send(std::string(kHead) + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
  client.EndSending();
  ExpectErrorAndClose(client, 413, "RequestEntityTooLargeException");
}

TEST_F(LimitsTest, LengthsBeyondAllNumbersAreRefused) {
  for (const char* length :
       {"9223372036854775808", "99999999999999999999999", "-1", "1x", "", "1, 2"}) {
    Start(Echo, SmallLimits());
    WireClient client(port());
    client.Send(std::string(kHead) + "Content-Length: " + length + "\r\n\r\n");
    client.EndSending();
    const WireResponse response = client.Read();
    EXPECT_TRUE(response.status == 400 || response.status == 413) << length << response.status;
    EXPECT_TRUE(client.IsClosedByServer());
  }
}

TEST_F(LimitsTest, ChunksThatExceedTheLimitTogetherAreRefused) {
  Start(Echo, SmallLimits());
  WireClient client(port());
  client.Send(std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n1f4\r\n" +
              std::string(500, 'x') + "\r\n1f5\r\n" + std::string(501, 'x') + "\r\n0\r\n\r\n");
  client.EndSending();
  ExpectErrorAndClose(client, 413, "RequestEntityTooLargeException");
}

TEST_F(LimitsTest, AHeaderOverTheLimitIsRefused) {
  Start(Echo, SmallLimits());
  for (const std::string& header : {"X-Long: " + std::string(2000, 'x') + "\r\n",
                                    "X-Endless: " + std::string(100'000, 'x'), [] {
                                      std::string many;
                                      for (int i = 0; i < 200; ++i)
                                        many += "X-" + std::to_string(i) + ": y\r\n";
                                      return many;
                                    }()}) {
    WireClient client(port());
    client.SendIgnoringErrors(kHead + header + "\r\n");
    client.EndSending();
    ExpectErrorAndClose(client, 431, "RequestHeaderFieldsTooLargeException");
  }
}

TEST_F(LimitsTest, ATargetOverTheLimitIsRefused) {
  Start(Echo, SmallLimits());
  WireClient client(port());
  client.Send("GET /" + std::string(5000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n");
  client.EndSending();
  ExpectErrorAndClose(client, 431, "RequestHeaderFieldsTooLargeException");
}

TEST_F(LimitsTest, EndlessChunkLinesAndTrailersAreRefused) {
  Start(Echo, SmallLimits());
  for (const std::string start : {"1;x=", "0\r\nX-Trailer: "}) {
    WireClient client(port());
    client.SendIgnoringErrors(std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n" + start +
                              std::string(200'000, 'x'));
    client.EndSending();
    ExpectErrorAndClose(client, 431, "RequestHeaderFieldsTooLargeException");
  }
}

TEST_F(LimitsTest, ARequestThatDoesNotComeToItsEndIsTimedOut) {
  HttpOptions options = DefaultOptions();
  options.read_timeout = milliseconds(100);
  Start(Echo, options);
  const std::vector<std::string> starts{
      "P", "POST / HTTP/1.1\r\nHost:", std::string(kHead) + "Content-Length: 5\r\n\r\n1234",
      std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n5"};
  for (const std::string& start : starts) {
    WireClient client(port());
    client.Send(start);
    ExpectErrorAndClose(client, 408, "RequestTimeoutException");
  }
}

TEST_F(LimitsTest, DrippingBytesDoesNotExtendTheTimeout) {
  HttpOptions options = DefaultOptions();
  options.read_timeout = milliseconds(200);
  Start(Echo, options);
  WireClient client(port());
  client.Send(kHead);
  const auto begin = std::chrono::steady_clock::now();
  // A reader that waits a little is the pace of the drip.
  while (!client.HasBytesWithin(milliseconds(20))) client.SendIgnoringErrors("X: y\r\n");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(client.Read().status, 408);
}

TEST_F(LimitsTest, TheTimeoutOfARequestStartsWithItsFirstByte) {
  HttpOptions options = DefaultOptions();
  options.read_timeout = milliseconds(100);
  Start(Echo, options);
  WireClient client(port());
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(client.HasBytesWithin(milliseconds(150)));
    client.Send(PostOf("x"));
    EXPECT_EQ(client.Read().status, 200);
  }
}

TEST_F(LimitsTest, ASlowHandlerIsNotTimedOut) {
  HttpOptions options = DefaultOptions();
  options.read_timeout = milliseconds(50);
  options.idle_timeout = milliseconds(50);
  options.write_timeout = milliseconds(50);
  StartHolding(options);
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  EXPECT_FALSE(client.HasBytesWithin(milliseconds(200)));
  exchange.reply(TextResponse("late"));
  EXPECT_EQ(client.Read().body, "late");
}

TEST_F(LimitsTest, AnIdleConnectionIsClosedSilently) {
  HttpOptions options = DefaultOptions();
  options.idle_timeout = milliseconds(100);
  Start(Echo, options);
  WireClient fresh(port());
  EXPECT_TRUE(fresh.IsClosedByServer());
  WireClient used(port());
  used.Send(PostOf("x"));
  EXPECT_EQ(used.Read().status, 200);
  EXPECT_TRUE(used.IsClosedByServer());
  EXPECT_TRUE(Refusals().empty());
}

TEST_F(LimitsTest, AClientThatDoesNotReadItsAnswerIsDropped) {
  HttpOptions options = DefaultOptions();
  options.write_timeout = milliseconds(100);
  Start([](const Request&, const Reply& reply) { reply(TextResponse(std::string(64 << 20, 'x'))); },
        options);
  WireClient client(port());
  client.Send(PostOf("x"));
  EXPECT_TRUE(client.HasBytesWithin(std::chrono::seconds(10)));
  client.WaitUntilPeerIsGone();
  EXPECT_LT(client.ReadUntilError().size(), std::size_t{64} << 20);
}

TEST_F(LimitsTest, AConnectionOverTheLimitIsToldSo) {
  HttpOptions options = DefaultOptions();
  options.max_connections = 2;
  Start(Echo, options);
  std::optional<WireClient> first(std::in_place, port());
  first->Send(PostOf("1"));
  EXPECT_EQ(first->Read().status, 200);
  WireClient second(port());
  second.Send(PostOf("2"));
  EXPECT_EQ(second.Read().status, 200);

  WireClient third(port());
  third.Send(PostOf("3"));
  third.EndSending();
  ExpectErrorAndClose(third, 503, "ServiceUnavailable");

  // Once one has gone, another is welcome.
  first->EndSending();
  EXPECT_TRUE(first->IsClosedByServer());
  WireClient fourth(port());
  fourth.Send(PostOf("4"));
  EXPECT_EQ(fourth.Read().body, "POST / 4");
}

TEST_F(LimitsTest, NewConnectionsBeyondTheRateAreToldSo) {
  HttpOptions options = DefaultOptions();
  options.max_new_connections = 3;
  Start(Echo, options);
  std::vector<std::unique_ptr<WireClient>> taken;
  int refused = 0;
  for (int i = 0; i < 8; ++i) {
    auto client = std::make_unique<WireClient>(port());
    client->SendIgnoringErrors(PostOf("x"));
    const WireResponse response = client->Read();
    if (response.status == 503) {
      ++refused;
      EXPECT_THAT(response.body, testing::HasSubstr("3 new connections a second"));
    }
    taken.push_back(std::move(client));
  }
  // Some more may come while this goes on.
  EXPECT_GE(refused, 1);
  EXPECT_LE(refused, 5);
  // Those that came before are as good as ever.
  taken.front()->Send(PostOf("again"));
  EXPECT_EQ(taken.front()->Read().body, "POST / again");
}

TEST_F(LimitsTest, MoreRequestsInARowThanTheLimitEndTheConnection) {
  HttpOptions options = DefaultOptions();
  options.max_pipelined = 3;
  Start(Echo, options);
  WireClient client(port());
  std::string requests;
  for (int i = 0; i < 6; ++i) requests += PostOf(std::to_string(i));
  client.Send(requests);
  // The first one came when none was waited for.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(client.Read().body, "POST / " + std::to_string(i));
  client.EndSending();
  ExpectErrorAndClose(client, 503, "ServiceUnavailable");
}

TEST_F(LimitsTest, RequestsThatWaitForTheirAnswersAreNotInARow) {
  HttpOptions options = DefaultOptions();
  options.max_pipelined = 1;
  Start(Echo, options);
  WireClient client(port());
  for (int i = 0; i < 5; ++i) {
    client.Send(PostOf("a") + PostOf("b"));
    EXPECT_EQ(client.Read().body, "POST / a");
    EXPECT_EQ(client.Read().body, "POST / b");
  }
}

}  // namespace
}  // namespace autopilot
