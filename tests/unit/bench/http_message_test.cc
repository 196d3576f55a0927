#include "bench/http_message.h"

#include <gtest/gtest.h>

#include <string>

namespace autopilot::bench {
namespace {

const std::string kHead =
    "HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 08:00:00 GMT\r\ncontent-length: 12\r\n\r\n";

TEST(HttpMessageTest, AFrameIsKnownOnceTheHeaderIsComplete) {
  for (std::size_t size = 0; size < kHead.size(); ++size) {
    EXPECT_EQ(FindFrame(kHead.substr(0, size)), std::nullopt) << size;
  }
  const Frame frame{.head = kHead.size(), .body = 12};
  EXPECT_EQ(FindFrame(kHead), frame);
  EXPECT_EQ(FindFrame(kHead + "twelve bytes and the next message"), frame);
  EXPECT_EQ(frame.size(), kHead.size() + 12);
}

TEST(HttpMessageTest, OnlyAHeaderOfThatNameSetsTheLength) {
  const auto body_of = [](const std::string& fields) {
    return FindFrame("POST / HTTP/1.1\r\n" + fields + "\r\n")->body;
  };
  EXPECT_EQ(body_of("Content-Length: 7\r\n"), 7U);
  EXPECT_EQ(body_of("Content-Length:7\r\n"), 7U);
  EXPECT_EQ(body_of("A: b\r\nCONTENT-LENGTH:   70\r\nC: d\r\n"), 70U);
  EXPECT_EQ(body_of("X-Content-Length: 7\r\n"), 0U);
  EXPECT_EQ(body_of("Content-Length-X: 7\r\n"), 0U);
  EXPECT_EQ(body_of("A: Content-Length: 7\r\n"), 0U);
  EXPECT_EQ(body_of(""), 0U);
}

TEST(HttpMessageTest, ALengthInTheBodyIsNone) {
  const std::string message = "HTTP/1.1 200 OK\r\n\r\nContent-Length: 7\r\n\r\n";
  EXPECT_EQ(FindFrame(message), (Frame{.head = 19, .body = 0}));
}

TEST(HttpMessageTest, TheStatusIsThatOfTheStatusLine) {
  EXPECT_EQ(StatusOf("HTTP/1.1 200 OK\r\n\r\n"), 200);
  EXPECT_EQ(StatusOf("HTTP/1.0 503 Service Unavailable\r\n\r\n"), 503);
  EXPECT_EQ(StatusOf("HTTP/1.1 400\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("HTTP/2 200\r\n\r\n"), 0);
  EXPECT_EQ(StatusOf("200 OK\r\n\r\n"), 0);
  EXPECT_EQ(StatusOf("HTTP/1.1"), 0);
}

TEST(HttpMessageTest, AConnectionLivesOnAsItsVersionAndHeaderSay) {
  EXPECT_FALSE(ClosesConnection("HTTP/1.1 200 OK\r\n\r\n"));
  EXPECT_TRUE(ClosesConnection("HTTP/1.1 200 OK\r\nconnection: Close\r\n\r\n"));
  EXPECT_TRUE(ClosesConnection("HTTP/1.0 200 OK\r\n\r\n"));
  EXPECT_FALSE(ClosesConnection("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n"));
}

}  // namespace
}  // namespace autopilot::bench
