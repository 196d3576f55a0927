#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "server/http/tls_context.h"
#include "server/tls/certificates.h"
#include "tests/wire/server_fixture.h"
#include "tests/wire/tls_client.h"

namespace autopilot {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Timestamp Now() {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}

const CertificateAndKey& Authority() {
  static const CertificateAndKey kAuthority = MakeAuthority(Now());
  return kAuthority;
}

std::shared_ptr<TlsContext> Context() {
  const auto server = IssueServerCertificate(Authority(), {"localhost", "127.0.0.1"}, Now());
  return std::make_shared<TlsContext>(server.certificate, server.key);
}

TlsClient::Options Trusting() { return {.authority = Authority().certificate}; }

class TlsTest : public ServerTest {
 protected:
  void StartTls(Handler handler, HttpOptions options = DefaultOptions()) {
    StartWith(std::move(handler), std::move(options), Context());
  }
  void WaitUntilNoneIsOpen() {
    while (server_->open_connections() > 0) std::this_thread::yield();
  }
  // The port of an "https://127.0.0.1:PORT".
  std::uint16_t tls_port() const {
    const std::string url = server_->tls_url();
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }
};

TEST_F(TlsTest, OnePortTakesBoth) {
  StartTls(Echo);
  EXPECT_EQ(server_->tls_url(), "https://127.0.0.1:" + std::to_string(port()));
  TlsClient secure(port(), Trusting());
  secure.Handshake();
  secure.Send(PostOf("over TLS"));
  EXPECT_THAT(secure.ReadUntil("over TLS"), StartsWith("HTTP/1.1 200 OK\r\n"));
  WireClient plain(port());
  plain.Send(PostOf("as it is"));
  EXPECT_EQ(plain.Read().body, "POST / as it is");
  // The connection stays open, as without TLS.
  secure.Send(PostOf("again"));
  EXPECT_THAT(secure.ReadUntil("again"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(TlsTest, ServesTheAddressAsWell) {
  StartTls(Echo);
  auto options = Trusting();
  options.host = "127.0.0.1";
  TlsClient client(port(), options);
  client.Handshake();
  client.Send(PostOf("x"));
  EXPECT_THAT(client.ReadUntil("POST / x"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(TlsTest, PipelinedRequestsAreAnsweredInOrder) {
  StartTls(Echo);
  TlsClient client(port(), Trusting());
  client.Handshake();
  client.Send(PostOf("first") + PostOf("second") + PostOf("third"));
  const std::string answers = client.ReadUntil("POST / third");
  EXPECT_LT(answers.find("POST / first"), answers.find("POST / second"));
}

TEST_F(TlsTest, BigBodiesPassBothWays) {
  StartTls(Echo);
  TlsClient client(port(), Trusting());
  client.Handshake();
  const std::string body(3'000'000, 'b');
  // Beside the sending: neither side may wait for the other to read.
  std::string answer;
  std::thread sender([&] { client.Send(PostOf(body)); });
  sender.join();
  answer = client.ReadUntil("\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3000007\r\n"));
  EXPECT_EQ(client.ReadBytes(3'000'007), "POST / " + body);
}

TEST_F(TlsTest, AHandshakeInSingleBytesIsOne) {
  StartTls(Echo);
  auto options = Trusting();
  options.piece = 1;
  TlsClient client(port(), options);
  client.Handshake();
  client.Send(PostOf("slow"));
  EXPECT_THAT(client.ReadUntil("slow"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(TlsTest, SpeaksTheTwoVersionsThatAreNotBroken) {
  StartTls(Echo);
  for (const auto& [version, name] :
       {std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3")}) {
    auto options = Trusting();
    options.lowest = options.highest = version;
    TlsClient client(port(), options);
    client.Handshake();
    EXPECT_EQ(client.Protocol(), name);
  }
  TlsClient::Options old = Trusting();
  old.lowest = old.highest = TLS1_1_VERSION;
  TlsClient client(port(), old);
  EXPECT_THROW(client.Handshake(), std::runtime_error);
  WaitUntilNoneIsOpen();
  ASSERT_EQ(Refusals().size(), 1U);
  EXPECT_THAT(Refusals()[0].error.message,
              HasSubstr("the TLS handshake failed: unsupported protocol"));
  EXPECT_THAT(Refusals()[0].error.message, testing::Not(HasSubstr("--ca-bundle")));
}

TEST_F(TlsTest, AClientThatDoesNotTrustUsGivesUpAndTheLogSaysWhatHelps) {
  StartTls(Echo);
  TlsClient::Options options;
  options.authority = MakeAuthority(Now()).certificate;
  options.highest = TLS1_2_VERSION;  // with 1.3, its alert may come after our side is content
  TlsClient client(port(), options);
  EXPECT_THROW(client.Handshake(), std::runtime_error);
  WaitUntilNoneIsOpen();
  ASSERT_EQ(Refusals().size(), 1U);
  EXPECT_THAT(Refusals()[0].error.message, HasSubstr("--ca-bundle"));
}

TEST_F(TlsTest, TheCertificateIsForNoOtherHost) {
  StartTls(Echo);
  auto options = Trusting();
  options.host = "api.sagemaker.us-east-1.amazonaws.com";
  TlsClient client(port(), options);
  EXPECT_THROW(client.Handshake(), std::runtime_error);
}

TEST_F(TlsTest, TwoPortsTakeOneEach) {
  auto options = DefaultOptions();
  options.tls_port = 0;
  StartTls(Echo, options);
  ASSERT_NE(tls_port(), port());
  TlsClient secure(tls_port(), Trusting());
  secure.Handshake();
  secure.Send(PostOf("x"));
  EXPECT_THAT(secure.ReadUntil("POST / x"), StartsWith("HTTP/1.1 200 OK\r\n"));

  WireClient plain(tls_port());
  plain.Send(PostOf("x"));
  const WireResponse refused = plain.Read();
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("plain HTTP on a port that speaks TLS; use https://"));

  TlsClient wrong(port(), Trusting());
  EXPECT_THROW(wrong.Handshake(), std::runtime_error);
  ASSERT_EQ(Refusals().size(), 2U);
  EXPECT_THAT(Refusals()[1].error.message, HasSubstr("use http://"));
}

TEST_F(TlsTest, TheLastAnswerEndsTheStreamProperly) {
  StartTls(Echo);
  TlsClient client(port(), Trusting());
  client.Handshake();
  client.Send(PostOf("last", "Connection: close\r\n"));
  EXPECT_THAT(client.ReadUntil("POST / last"), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(client.IsClosedProperly());
}

TEST_F(TlsTest, WhatIsNoHttpInsideOfTlsIsRefusedInsideOfTls) {
  auto options = DefaultOptions();
  options.linger_timeout = std::chrono::milliseconds(20);
  StartTls(Echo, options);
  TlsClient client(port(), Trusting());
  client.Handshake();
  client.Send("\x16\x03\x01 no request\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  client.ReadToEnd();
  WaitUntilNoneIsOpen();
}

TEST_F(TlsTest, BytesThatAreNoTlsEndTheConnection) {
  StartTls(Echo);
  TlsClient client(port(), Trusting());
  client.Handshake();
  client.Send(PostOf("x"));
  client.ReadUntil("POST / x");
  client.SendRaw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_FALSE(client.IsClosedProperly());
  WaitUntilNoneIsOpen();
}

TEST_F(TlsTest, AHandshakeThatDoesNotEndIsCutOff) {
  auto options = DefaultOptions();
  options.read_timeout = std::chrono::milliseconds(50);
  StartTls(Echo, options);
  WireClient client(port());
  client.Send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  client.WaitUntilPeerIsGone();
  WaitUntilNoneIsOpen();
  EXPECT_TRUE(Refusals().empty());
}

TEST_F(TlsTest, AnIdleConnectionIsClosed) {
  auto options = DefaultOptions();
  options.idle_timeout = std::chrono::milliseconds(50);
  StartTls(Echo, options);
  TlsClient client(port(), Trusting());
  client.Handshake();
  WaitUntilNoneIsOpen();
}

TEST_F(TlsTest, ClientsThatVanishAtAnyPointLeaveNothingBehind) {
  StartTls(Echo);
  for (int round = 0; round < 20; ++round) {
    {
      WireClient client(port());
      client.Send("\x16");
    }
    {
      WireClient client(port());
      client.Send(std::string("\x16\x03\x01\x02", 4));
      client.Reset();
    }
    {
      TlsClient client(port(), Trusting());
      client.Handshake();
    }
    {
      TlsClient client(port(), Trusting());
      client.Handshake();
      client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    }
    {
      TlsClient client(port(), Trusting());
      client.Handshake();
      client.Send(PostOf("not read"));
    }
  }
  WaitUntilNoneIsOpen();
  EXPECT_TRUE(Refusals().empty());
}

TEST_F(TlsTest, TheEndOfTheServerWaitsForTheAnswer) {
  auto options = DefaultOptions();
  options.linger_timeout = std::chrono::milliseconds(20);
  StartTls([this](Request request, Reply reply) { held_(std::move(request), std::move(reply)); },
           options);
  TlsClient client(port(), Trusting());
  client.Handshake();
  client.Send(PostOf("in flight"));
  auto exchange = held_.Take();
  TlsClient idle(port(), Trusting());
  idle.Handshake();
  server_->Stop();
  exchange.reply(TextResponse("answered"));
  EXPECT_THAT(client.ReadUntil("answered"), HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(server_->Join(), StopResult::kDrained);
}

class TlsFaultTest : public TlsTest {
 protected:
  std::unique_ptr<TlsClient> AnsweredWith(ConnectionFault fault) {
    StartTls([fault](const Request&, const Reply& reply) {
      Response response = TextResponse("0123456789");
      response.connection_fault = fault;
      reply(std::move(response));
    });
    auto client = std::make_unique<TlsClient>(port(), Trusting());
    client->Handshake();
    client->Send(PostOf("x"));
    return client;
  }
};

TEST_F(TlsFaultTest, AResetConnectionIsReset) {
  EXPECT_THROW(AnsweredWith(ConnectionFault::kReset)->ReadToEnd(), std::runtime_error);
}

TEST_F(TlsFaultTest, AnEmptyReplyIsTheEndOfTheStream) {
  EXPECT_TRUE(AnsweredWith(ConnectionFault::kEmpty)->IsClosedProperly());
}

TEST_F(TlsFaultTest, AMalformedReplyIsMalformedInsideOfTls) {
  EXPECT_THAT(AnsweredWith(ConnectionFault::kMalformed)->ReadToEnd(),
              EndsWith("this is no chunk\r\n"));
}

TEST_F(TlsFaultTest, AHangingConnectionEndsWithItsClient) {
  AnsweredWith(ConnectionFault::kHang).reset();
  WaitUntilNoneIsOpen();
}

}  // namespace
}  // namespace autopilot
