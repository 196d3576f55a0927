#include "datasets/s3/s3_endpoint.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(S3Endpoint, IsSchemeHostAndPort) {
  const struct {
    const char* text;
    S3Endpoint endpoint;
    const char* url;
  } cases[] = {
      {"http://localhost", {false, "localhost", 80}, "http://localhost"},
      {"HTTP://S3.Example.com:80/", {false, "s3.example.com", 80}, "http://s3.example.com"},
      {"http://127.0.0.1:9000", {false, "127.0.0.1", 9'000}, "http://127.0.0.1:9000"},
      {"http://[::1]:9000/", {false, "::1", 9'000}, "http://[::1]:9000"},
      {"https://my_minio", {true, "my_minio", 443}, "https://my_minio"},
      {"https://[2001:DB8::A]", {true, "2001:db8::a", 443}, "https://[2001:db8::a]"},
      {"https://a:80", {true, "a", 80}, "https://a:80"},
      {"http://a:65535", {false, "a", 65'535}, "http://a:65535"},
  };
  for (const auto& c : cases) {
    const auto endpoint = ParseS3Endpoint(c.text);
    ASSERT_TRUE(endpoint) << endpoint.error();
    EXPECT_EQ(*endpoint, c.endpoint) << c.text;
    EXPECT_EQ(endpoint->Url(), c.url);
  }
}

TEST(S3Endpoint, IsNothingElse) {
  const std::string no_scheme = "does not begin with http:// or https://.";
  const std::string path = "has a path; give only http://HOST or http://HOST:PORT.";
  const std::string no_host = "has no host name or address between :// and the port.";
  const std::string no_port = "has no port of 1 to 65535 behind ':'.";
  const std::pair<const char*, std::string> cases[] = {
      {"", no_scheme},
      {"localhost:9000", no_scheme},
      {"ftp://a", no_scheme},
      {"http:/a", no_scheme},
      {" http://a", no_scheme},
      {"http://a/b", path},
      {"http://a//", path},
      {"http://a?b", path},
      {"http://a/#b", path},
      {"http://", no_host},
      {"http:///", no_host},
      {"http://:80", no_host},
      {"http://a b", no_host},
      {"http://a..b", no_host},
      {"http://.a", no_host},
      {"http://a%41", no_host},
      {"http://a\r\nb", no_host},
      {"http://[a]", no_host},
      {"http://[1]", no_host},
      {"http://[::1]a", no_host},
      {"http://[::1", "has '[' without ']'."},
      {"http://a:", no_port},
      {"http://a:0", no_port},
      {"http://a:65536", no_port},
      {"http://a:80a", no_port},
      {"http://::1", no_host},
  };
  for (const auto& [text, why] : cases) {
    const auto endpoint = ParseS3Endpoint(text);
    EXPECT_EQ(endpoint ? "" : endpoint.error(),
              "The S3 endpoint '" + std::string(text) + "' " + why);
  }
}

TEST(S3Endpoint, HasNoSecretsThatAnErrorWouldShow) {
  EXPECT_EQ(ParseS3Endpoint("http://AKID:SECRET@localhost").error(),
            "The URL of an S3 endpoint has no user and no '@'; keys come from the environment.");
}

}  // namespace
}  // namespace autopilot
