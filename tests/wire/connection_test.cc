#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include <stdexcept>
#include <string>
#include <thread>

#include "tests/wire/server_fixture.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

using ConnectionTest = ServerTest;

TEST_F(ConnectionTest, AnswersWithLengthDateAndType) {
  Start(Echo);
  WireClient client(port());
  client.Send(PostOf("hello"));
  const WireResponse response = client.Read();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.version, "HTTP/1.1");
  EXPECT_EQ(response.body, "POST / hello");
  EXPECT_EQ(response.Header("content-length"), "12");
  EXPECT_EQ(response.Header("content-type"), "text/plain");
  EXPECT_THAT(response.Header("date"), testing::MatchesRegex("..., .. ... .... ..:..:.. GMT"));
  EXPECT_EQ(response.headers.count("server"), 0U);
  EXPECT_EQ(response.headers.count("connection"), 0U);
}

TEST_F(ConnectionTest, HandsOnMethodTargetAndHeadersAsSent) {
  StartHolding();
  WireClient client(port());
  client.Send("pAtCh /a%20b?c=d&e HTTP/1.1\r\nHost: x\r\nX-Twice: 1\r\nx-twice:  2 \r\n\r\n");
  auto [request, reply] = held_.Take();
  EXPECT_EQ(request.method, "pAtCh");
  EXPECT_EQ(request.target, "/a%20b?c=d&e");
  EXPECT_EQ(request.body, "");
  using Pair = std::pair<std::string, std::string>;
  EXPECT_THAT(request.headers, testing::UnorderedElementsAre(
                                   Pair("Host", "x"), Pair("X-Twice", "1"), Pair("x-twice", "2")));
  reply(TextResponse(""));
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(ConnectionTest, TurnsTargetsForProxiesIntoPaths) {
  Start(Echo);
  WireClient client(port());
  for (const auto& [target, path] : {std::pair{"http://h:1/a?b", "/a?b"},
                                     {"HTTP://h", "/"},
                                     {"http://h?q", "/?q"},
                                     {"*", "*"}}) {
    client.Send("GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.Read().body, "GET " + std::string(path) + " ");
  }
}

TEST_F(ConnectionTest, StaysOpenForTheNextRequest) {
  Start(Echo);
  WireClient client(port());
  for (int i = 0; i < 100; ++i) {
    client.Send(PostOf(std::to_string(i)));
    EXPECT_EQ(client.Read().body, "POST / " + std::to_string(i));
  }
  EXPECT_EQ(server_->open_connections(), 1U);
}

TEST_F(ConnectionTest, ClosesWhenTheClientAsksForIt) {
  Start(Echo);
  WireClient client(port());
  client.Send(PostOf("x", "Connection: close\r\n"));
  EXPECT_EQ(client.Read().Header("connection"), "close");
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(ConnectionTest, Http10ClosesUnlessAskedToKeepAlive) {
  Start(Echo);
  WireClient once(port());
  once.Send("GET /x HTTP/1.0\r\n\r\n");
  const WireResponse response = once.Read();
  EXPECT_EQ(response.version, "HTTP/1.0");
  EXPECT_EQ(response.body, "GET /x ");
  EXPECT_TRUE(once.IsClosedByServer());

  WireClient twice(port());
  for (int i = 0; i < 2; ++i) {
    twice.Send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(twice.Read().Header("connection"), "keep-alive");
  }
}

TEST_F(ConnectionTest, PipelinedAnswersComeInOrderHoweverSlowTheyAre) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("1") + PostOf("2") + PostOf("3"));
  for (const std::string body : {"1", "2", "3"}) {
    auto [request, reply] = held_.Take();
    EXPECT_EQ(request.body, body);
    EXPECT_EQ(held_.Waiting(), 0U);
    std::thread([&reply = reply, body] { reply(TextResponse("answer " + body)); }).join();
  }
  EXPECT_EQ(client.Read().body, "answer 1");
  EXPECT_EQ(client.Read().body, "answer 2");
  EXPECT_EQ(client.Read().body, "answer 3");
}

TEST_F(ConnectionTest, AThousandPipelinedRequestsAreAnswered) {
  Start(Echo);
  WireClient client(port());
  std::string requests, expected;
  for (int i = 0; i < 1000; ++i) requests += PostOf(std::to_string(i));
  std::thread sender([&] { client.Send(requests); });
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(client.Read().body, "POST / " + std::to_string(i));
  sender.join();
}

TEST_F(ConnectionTest, RequestsMayArriveByteByByte) {
  Start(Echo);
  WireClient client(port());
  for (const char c : PostOf("slow")) client.Send({&c, 1});
  EXPECT_EQ(client.Read().body, "POST / slow");
}

TEST_F(ConnectionTest, EmptyLinesBeforeARequestAreSkipped) {
  Start(Echo);
  WireClient client(port());
  client.Send("\r\n\r\n" + PostOf("a") + "\r\n" + PostOf("b"));
  EXPECT_EQ(client.Read().body, "POST / a");
  EXPECT_EQ(client.Read().body, "POST / b");
}

TEST_F(ConnectionTest, ChunkedBodiesAreJoined) {
  Start(Echo);
  WireClient client(port());
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  client.Send(head + "3\r\nabc\r\n4;name=value\r\ndefg\r\n0\r\nX-Trailer: t\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST / abcdefg");
  client.Send(head + "0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST / ");
}

TEST_F(ConnectionTest, AnswersToHeadHaveNoBody) {
  Start(Echo);
  WireClient client(port());
  client.Send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.ReadAnswerToHead().Header("content-length"), "8");
  client.Send(PostOf("next"));
  EXPECT_EQ(client.Read().body, "POST / next");
}

TEST_F(ConnectionTest, ExpectContinueIsAnsweredBeforeTheBodyComes) {
  Start(Echo);
  WireClient client(port());
  client.Send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  client.Send("body");
  EXPECT_EQ(client.Read().body, "POST / body");
}

TEST_F(ConnectionTest, ExpectContinueIsNotAnsweredWhenTheBodyIsThere) {
  Start(Echo);
  WireClient client(port());
  client.Send(PostOf("body", "Expect: 100-continue\r\n"));
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(ConnectionTest, ExpectContinueWithoutABodyIsAnsweredAtOnce) {
  Start(Echo);
  WireClient client(port());
  client.Send(PostOf("", "Expect: 100-continue\r\n"));
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(ConnectionTest, RepliesMayComeFromAnotherThread) {
  StartHolding();
  WireClient client(port());
  for (int i = 0; i < 50; ++i) {
    client.Send(PostOf("x"));
    HoldingHandler::Exchange exchange = held_.Take();
    std::thread([&exchange, i] { exchange.reply(TextResponse(std::to_string(i))); }).join();
    EXPECT_EQ(client.Read().body, std::to_string(i));
  }
}

TEST_F(ConnectionTest, ASecondReplyIsIgnored) {
  Start([](const Request& request, const Reply& reply) {
    reply(TextResponse("first " + request.body));
    reply(TextResponse("second " + request.body));
  });
  WireClient client(port());
  client.Send(PostOf("a"));
  EXPECT_EQ(client.Read().body, "first a");
  client.Send(PostOf("b"));
  EXPECT_EQ(client.Read().body, "first b");
}

TEST_F(ConnectionTest, AHandlerThatThrowsIsA500WithoutItsText) {
  Start([](const Request&, const Reply&) { throw std::runtime_error("secret detail"); });
  WireClient client(port());
  client.Send(PostOf("x"));
  const WireResponse response = client.Read();
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.Header("x-amzn-errortype"), "InternalFailure");
  EXPECT_THAT(response.body, testing::Not(HasSubstr("secret")));
  ASSERT_EQ(Refusals().size(), 1U);
  EXPECT_EQ(Refusals()[0].internal_error, "secret detail");
  EXPECT_EQ(Refusals()[0].request_id, response.Header("x-amzn-requestid"));
}

TEST_F(ConnectionTest, AClientThatEndsSendingStillGetsItsAnswer) {
  StartHolding();
  WireClient client(port());
  client.Send(PostOf("x"));
  client.EndSending();
  held_.Take().reply(TextResponse("answer"));
  EXPECT_EQ(client.Read().body, "answer");
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(ConnectionTest, AClientThatIsGoneBeforeItsReplyHarmsNobody) {
  StartHolding();
  WireClient gone(port());
  gone.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  gone.Reset();
  exchange.reply(TextResponse(std::string(1 << 20, 'x')));

  WireClient next(port());
  next.Send(PostOf("y"));
  held_.Take().reply(TextResponse("alive"));
  EXPECT_EQ(next.Read().body, "alive");
}

TEST_F(ConnectionTest, WhoeverAnswersLateIsToldThatTheClientHasGone) {
  HttpOptions options = DefaultOptions();
  options.read_timeout = std::chrono::milliseconds(50);
  StartHolding(options);
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  std::promise<void> told;
  exchange.request.client->OnGone([&told] { told.set_value(); });
  EXPECT_FALSE(exchange.request.client->IsGone());
  client.EndSending();
  EXPECT_EQ(told.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
  EXPECT_TRUE(exchange.request.client->IsGone());
  exchange.reply(TextResponse("answer"));
  EXPECT_EQ(client.Read().body, "answer");
}

TEST_F(ConnectionTest, AClientThatSendsItsNextRequestHasNotGone) {
  HttpOptions options = DefaultOptions();
  options.read_timeout = std::chrono::milliseconds(50);
  StartHolding(options);
  WireClient client(port());
  client.Send(PostOf("x"));
  HoldingHandler::Exchange exchange = held_.Take();
  client.Send(PostOf("y"));
  EXPECT_FALSE(client.HasBytesWithin(std::chrono::milliseconds(150)));
  EXPECT_FALSE(exchange.request.client->IsGone());
  exchange.reply(TextResponse("first"));
  EXPECT_EQ(client.Read().body, "first");
  held_.Take().reply(TextResponse("second"));
  EXPECT_EQ(client.Read().body, "second");
}

TEST_F(ConnectionTest, LargeAnswersArriveWhole) {
  const std::string large(3 << 20, 'x');
  Start([&large](const Request&, const Reply& reply) { reply(TextResponse(large)); });
  WireClient client(port());
  client.Send(PostOf(""));
  EXPECT_EQ(client.Read().body, large);
}

TEST_F(ConnectionTest, ManyClientsAreServedAtTheSameTime) {
  Start(Echo);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this, t] {
      WireClient client(port());
      for (int i = 0; i < 100; ++i) {
        const std::string body = std::to_string(t) + "/" + std::to_string(i);
        client.Send(PostOf(body));
        EXPECT_EQ(client.Read().body, "POST / " + body);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace autopilot
