#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "common/draws.h"
#include "tests/wire/server_fixture.h"

namespace autopilot {
namespace {

struct MalformedCase {
  std::string name;
  std::string bytes;
};

void PrintTo(const MalformedCase& c, std::ostream* out) { *out << c.name; }

class MalformedTest : public ServerTest, public testing::WithParamInterface<MalformedCase> {};

TEST_P(MalformedTest, IsAnsweredWithJsonAndClosed) {
  Start(Echo);
  WireClient client(port());
  client.Send(GetParam().bytes);
  client.EndSending();
  ExpectErrorAndClose(client, 400, "MalformedHttpRequestException");
  ASSERT_EQ(Refusals().size(), 1U);
  EXPECT_EQ(Refusals()[0].error.code, ErrorCode::kMalformedHttp);
}

constexpr auto kHead = "POST / HTTP/1.1\r\nHost: x\r\n";

INSTANTIATE_TEST_SUITE_P(
    Table, MalformedTest,
    testing::Values(
        MalformedCase{"NoVersion", "GET /\r\n\r\n"}, MalformedCase{"NoTarget", "GET\r\n\r\n"},
        MalformedCase{"BadVersion", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"},
        MalformedCase{"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        MalformedCase{"Http09", "GET / HTTP/0.9\r\n\r\n"},
        MalformedCase{"SpaceInTarget", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
        MalformedCase{"ControlInTarget", "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n"},
        MalformedCase{"MethodWithColon", "G:T / HTTP/1.1\r\nHost: x\r\n\r\n"},
        MalformedCase{"HeaderWithoutColon", "GET / HTTP/1.1\r\nHost x\r\n\r\n"},
        MalformedCase{"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"},
        MalformedCase{"ControlInHeader", "GET / HTTP/1.1\r\nHost: x\x01y\r\n\r\n"},
        MalformedCase{"NulInHeader", std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29)},
        MalformedCase{"NoHost", "GET / HTTP/1.1\r\n\r\n"},
        MalformedCase{"TwoHosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"},
        MalformedCase{"LengthAndChunked", std::string(kHead) + "Content-Length: 3\r\n"
                                                               "Transfer-Encoding: chunked\r\n\r\n"
                                                               "0\r\n\r\n"},
        MalformedCase{"TwoLengths",
                      std::string(kHead) + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"},
        MalformedCase{"UnknownCoding", std::string(kHead) + "Transfer-Encoding: gzip\r\n\r\nabc"},
        MalformedCase{"ChunkedNotLast",
                      std::string(kHead) + "Transfer-Encoding: chunked, gzip\r\n\r\nabc"},
        MalformedCase{"BadChunkSize",
                      std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"},
        MalformedCase{"ChunkWithoutEnd",
                      std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n"},
        MalformedCase{"HeaderCutShort", "POST / HTTP/1.1\r\nHo"},
        MalformedCase{"BodyCutShort", std::string(kHead) + "Content-Length: 9\r\n\r\nabc"},
        MalformedCase{"Garbage", std::string("\x00\x01\x02\xff\xfe\x80garbage\r\n\r\n", 17)},
        MalformedCase{"Json", "{\"AutoMLJobName\":\"x\"}"}),
    [](const auto& test) { return test.param.name; });

using PlainPortTest = ServerTest;

TEST_F(PlainPortTest, AClientThatStartsTlsIsToldToUseHttp) {
  Start(Echo);
  WireClient client(port());
  client.Send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) +
              std::string(506, '\x5a'));
  const WireResponse response = client.Read();
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, testing::HasSubstr("use http://"));
}

using GarbageTest = ServerTest;

// Whatever comes, the server answers or closes, and goes on serving.
TEST_F(GarbageTest, RequestsWithRandomDamageNeverHarmTheServer) {
  Start(Echo);
  const std::string whole = std::string(kHead) +
                            "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
                            "Connection: keep-alive\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: u\r\n\r\n";
  Draws draws(Derive(DrawKey{7}, "garbage"));
  for (int round = 0; round < 400; ++round) {
    std::string bytes = whole + whole;
    for (std::uint32_t i = 0; i <= draws.Below(4); ++i) {
      const std::size_t at = draws.Below(static_cast<std::uint32_t>(bytes.size()));
      switch (draws.Below(3)) {
        case 0:
          bytes[at] = static_cast<char>(draws.Below(256));
          break;
        case 1:
          bytes.erase(at, 1 + draws.Below(8));
          break;
        default:
          bytes.insert(at, 1 + draws.Below(8), static_cast<char>(draws.Below(256)));
      }
    }
    WireClient client(port());
    client.SendIgnoringErrors(bytes);
    client.EndSending();
    EXPECT_EQ(client.ReadUntilError().rfind("HTTP/1.", 0), 0U);
  }
  WireClient client(port());
  client.Send(PostOf("alive"));
  EXPECT_EQ(client.Read().body, "POST / alive");
}

}  // namespace
}  // namespace autopilot
