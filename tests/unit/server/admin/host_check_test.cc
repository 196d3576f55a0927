#include "server/admin/host_check.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace autopilot {
namespace {

struct Case {
  std::string name;
  std::string host;    // "": no such header
  std::string origin;  // "": no such header
  bool allowed;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.host << " from " << c.origin; }

class HostCheckTest : public testing::TestWithParam<Case> {};

TEST_P(HostCheckTest, DecidesByHostAndOrigin) {
  const HostCheck check({"Emulator.Example.COM"});
  Request request;
  if (!GetParam().host.empty()) request.headers.emplace_back("host", GetParam().host);
  if (!GetParam().origin.empty()) request.headers.emplace_back("origin", GetParam().origin);
  EXPECT_EQ(check.Allows(request), GetParam().allowed);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HostCheckTest,
    testing::Values(
        Case{"Ipv4", "127.0.0.1:7240", "", true}, Case{"Ipv4WithoutPort", "192.168.1.7", "", true},
        Case{"Ipv6", "[::1]:7240", "", true}, Case{"Ipv6WithoutPort", "[fe80::1]", "", true},
        Case{"NoIpv6InBrackets", "[evil.example.com]", "", false},
        Case{"UnclosedBracket", "[::1", "", false}, Case{"Localhost", "localhost:7240", "", true},
        Case{"LocalhostInCapitals", "LOCALHOST", "", true},
        Case{"TrailingDot", "localhost.:7240", "", true},
        Case{"BelowLocalhost", "autopilot.localhost:7240", "", true},
        Case{"NameThatEndsInLocalhost", "evil.notlocalhost", "", false},
        Case{"DockerHost", "host.docker.internal:7240", "", true},
        Case{"ComposeService", "autopilot_local:7240", "", true},
        Case{"NameOfTheInternet", "evil.example.com", "", false},
        Case{"NameOfTheInternetWithPort", "evil.example.com:7240", "", false},
        Case{"AddressAsPrefix", "127.0.0.1.evil.example.com", "", false},
        Case{"AllowedByOption", "emulator.example.com:7240", "", true},
        Case{"BelowAllowedByOption", "x.emulator.example.com", "", false},
        Case{"PortIsNoNumber", "localhost:http", "", false}, Case{"OnlyAPort", ":7240", "", false},
        Case{"UserInfo", "localhost:1@evil.com", "", false}, Case{"NoHost", "", "", true},
        Case{"NoHostButOrigin", "", "http://localhost", false},
        Case{"OwnOrigin", "localhost:7240", "http://localhost:7240", true},
        Case{"OriginWithDefaultPort", "localhost", "http://localhost:80", true},
        Case{"HostWithDefaultPort", "localhost:80", "http://localhost", true},
        Case{"HttpsOrigin", "localhost", "https://localhost:443", true},
        Case{"OtherPort", "localhost:7240", "http://localhost:3000", false},
        Case{"OtherName", "127.0.0.1:7240", "http://localhost:7240", false},
        Case{"OtherSite", "localhost:7240", "https://evil.example.com", false},
        Case{"OpaqueOrigin", "localhost:7240", "null", false},
        Case{"OtherScheme", "localhost:7240", "file://localhost:7240", false}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace autopilot
