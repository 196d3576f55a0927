#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>

#include "common/wall_clock.h"
#include "server/tls/certificates.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/datasets/s3/s3_support.h"

namespace autopilot {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::HeadAnswer;
using testing::QuickOptions;
using testing::Reply;
using testing::ScriptedServer;
using testing::ServedRequest;

constexpr hours kDay{24};

class S3Tls : public ::testing::Test {
 protected:
  S3Tls() { std::ofstream(folder_.path() / "ca.pem") << authority_.certificate; }

  // A store that trusts the authority and nothing else.
  std::unique_ptr<S3Store> StoreFor(const std::string& url) const {
    S3Options options = QuickOptions(url);
    options.ca_file = folder_.path() / "ca.pem";
    return S3Store::Make(options, clock_).value();
  }

  std::string ErrorOf(const ScriptedServer& server, const std::string& url) const {
    const auto found = StoreFor(url)->Find("data", "key", Deadline::In(std::chrono::seconds(20)));
    EXPECT_EQ(server.Connections(), 1U) << "tried again";
    if (found) return "";
    EXPECT_EQ(found.error().kind, DataErrorKind::kUnreachable);
    return found.error().text;
  }

  const WallClock clock_;
  const testing::TempFolder folder_;
  const CertificateAndKey authority_ = MakeAuthority(clock_.Now());
};

Reply Size7(const ServedRequest&) { return HeadAnswer(7); }

TEST_F(S3Tls, TrustsAServerOfItsAuthority) {
  const auto pair = IssueServerCertificate(authority_, {"localhost", "127.0.0.1"}, clock_.Now());
  const ScriptedServer server(Size7, pair.certificate, pair.key);
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    const auto store = StoreFor("https://" + host + ":" + std::to_string(server.port()));
    const std::size_t before = server.Connections();
    EXPECT_EQ(store->Find("data", "key", {}).value().size, 7U);
    EXPECT_EQ(store->Find("data", "key", {}).value().size, 7U);
    EXPECT_EQ(server.Connections(), before + 1);
  }
}

TEST_F(S3Tls, TrustsNobodyElse) {
  const std::vector<std::string> names{"127.0.0.1"};
  const auto now = clock_.Now();
  const struct {
    CertificateAndKey pair;
    const char* why;
  } cases[] = {
      {IssueServerCertificate(MakeAuthority(now), names, now),
       "unable to get local issuer certificate"},
      {MakeAuthority(now), "self-signed certificate"},
      {IssueServerCertificate(authority_, names, now - 400 * kDay), "certificate has expired"},
      {IssueServerCertificate(authority_, {"localhost"}, now), "IP address mismatch"},
  };
  for (const auto& c : cases) {
    const ScriptedServer server(Size7, c.pair.certificate, c.pair.key);
    EXPECT_EQ(ErrorOf(server, server.Url()), "s3://data/key cannot be read. The certificate of " +
                                                 server.Url() + " is not trusted (" + c.why + ").");
    EXPECT_THAT(server.Requests(), ::testing::IsEmpty());
  }
}

TEST_F(S3Tls, TheCertificateIsForTheNameOfTheHost) {
  const auto pair = IssueServerCertificate(authority_, {"127.0.0.1", "other"}, clock_.Now());
  const ScriptedServer server(Size7, pair.certificate, pair.key);
  const std::string url = "https://localhost:" + std::to_string(server.port());
  const auto found = StoreFor(url)->Find("data", "key", {});
  EXPECT_EQ(found.error().text, "s3://data/key cannot be read. The certificate of " + url +
                                    " is not trusted (hostname mismatch).");
}

TEST_F(S3Tls, OnlyServersOfTlsAreSpokenToInTls) {
  const ScriptedServer plain([](const ServedRequest&) { return Reply{}; });
  const std::string url = "https://127.0.0.1:" + std::to_string(plain.port());
  const auto start = Deadline::SteadyClock::now();
  EXPECT_EQ(StoreFor(url)->Find("data", "key", Deadline::In(milliseconds(200))).error().kind,
            DataErrorKind::kTimedOut);
  EXPECT_LT(Deadline::SteadyClock::now() - start, std::chrono::seconds(1));
}

TEST_F(S3Tls, AnEndWithoutNoticeIsNoEnd) {
  const auto pair = IssueServerCertificate(authority_, {"127.0.0.1"}, clock_.Now());
  const ScriptedServer server(
      [](const ServedRequest&) {
        return Reply{.bytes = "HTTP/1.1 200 OK\r\n\r\n0123456789", .then = Reply::Then::kClose};
      },
      pair.certificate, pair.key);
  const ObjectInfo object{.bucket = "data", .key = "key", .size = 10, .version = ""};
  const auto bytes = StoreFor(server.Url())->Read(object, 0, 10, {});
  EXPECT_EQ(bytes.error().text, "s3://data/key cannot be read. The answer of " + server.Url() +
                                    " did not come to its end (stream truncated).");
}

}  // namespace
}  // namespace autopilot
