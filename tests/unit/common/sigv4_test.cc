#include "common/sigv4.h"

#include <gtest/gtest.h>

namespace autopilot::sigv4 {
namespace {

// The figures of "Signature Version 4 test suite": one key, one instant.
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::string_view kDate = "20150830T123600Z";
const CredentialScope kScope{.date = "20150830", .region = "us-east-1", .service = "service"};

struct Vector {
  const char* name;  // as in the suite
  std::string method;
  std::string path;
  std::string query;
  Headers headers;  // besides Host and X-Amz-Date
  std::vector<std::string> signed_headers;
  std::string body;
  const char* signature;
};

std::string SignatureOf(const Vector& each, PathRule rule = PathRule::kNormalized) {
  Headers headers{{"Host", "example.amazonaws.com"}, {"X-Amz-Date", std::string(kDate)}};
  headers.insert(headers.end(), each.headers.begin(), each.headers.end());
  const Message message{
      .method = each.method, .path = each.path, .query = each.query, .headers = headers};
  const auto canonical =
      CanonicalRequest(message, each.signed_headers, PayloadHash(each.body), rule);
  return Signature(SigningKey(kSecret, kScope), StringToSign(kDate, kScope, canonical));
}

constexpr const char* kVanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

TEST(SigV4, SignsThePathsAndQueriesOfThePublishedSuite) {
  const std::string unreserved =
      "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const struct {
    const char* name;
    std::string path;
    std::string query;
    const char* signature;
  } cases[] = {
      {"get-vanilla", "/", "", kVanilla},
      {"get-vanilla-query", "/", "", kVanilla},
      {"get-vanilla-empty-query-key", "/", "Param1=value1",
       "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
      {"get-vanilla-query-order-key-case", "/", "Param2=value2&Param1=value1",
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
      {"get-vanilla-query-order-encoded", "/", "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
       "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"},
      {"get-vanilla-query-unreserved", "/", unreserved + "=" + unreserved,
       "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"},
      {"get-vanilla-utf8-query", "/", "\xE1\x88\xB4=bar",
       "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
      {"get-unreserved", "/" + unreserved, "",
       "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
      {"get-utf8", "/\xE1\x88\xB4", "",
       "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
      {"get-space", "/example space/", "",
       "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
      {"get-slash", "//", "", kVanilla},
      {"get-slash-dot-slash", "/./", "", kVanilla},
      {"get-slash-pointless-dot", "/./example", "",
       "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"},
      {"get-slashes", "//example//", "",
       "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
      {"get-relative", "/example/..", "", kVanilla},
      {"get-relative-relative", "/example1/example2/../..", "", kVanilla},
      {"beyond the root", "/../..", "", kVanilla},
      {"no path", "", "", kVanilla},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(SignatureOf({.name = each.name,
                           .method = "GET",
                           .path = each.path,
                           .query = each.query,
                           .headers = {},
                           .signed_headers = {"host", "x-amz-date"},
                           .body = "",
                           .signature = ""}),
              each.signature)
        << each.name;
  }
}

TEST(SigV4, SignsTheHeadersAndBodiesOfThePublishedSuite) {
  const std::string token =
      "AQoDYXdzEPT//////////"
      "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPf"
      "IeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/"
      "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7W"
      "Z0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+"
      "scqKmlzm8F"
      "DrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
  const Vector vectors[] = {
      {"get-header-key-duplicate",
       "GET",
       "/",
       "",
       {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
       {"host", "my-header1", "x-amz-date"},
       "",
       "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
      // A folded header there, whose lines the suite takes for values.
      {"get-header-value-multiline",
       "GET",
       "/",
       "",
       {{"My-Header1", "value1"}, {"My-Header1", "value2"}, {"My-Header1", "value3"}},
       {"host", "my-header1", "x-amz-date"},
       "",
       "ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790"},
      {"get-header-value-order",
       "GET",
       "/",
       "",
       {{"My-Header1", "value4"},
        {"my-header1", "value1"},
        {"My-Header1", "value3"},
        {"MY-HEADER1", "value2"}},
       {"host", "my-header1", "x-amz-date"},
       "",
       "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
      {"get-header-value-trim",
       "GET",
       "/",
       "",
       {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
       {"host", "my-header1", "my-header2", "x-amz-date"},
       "",
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
      {"get-vanilla-with-session-token",
       "GET",
       "/",
       "",
       {{"X-Amz-Security-Token",
         "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"}},
       {"host", "x-amz-date", "x-amz-security-token"},
       "",
       "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"},
      {"post-vanilla",
       "POST",
       "/",
       "",
       {},
       {"host", "x-amz-date"},
       "",
       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {"post-vanilla-query",
       "POST",
       "/",
       "Param1=value1",
       {},
       {"host", "x-amz-date"},
       "",
       "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
      {"post-header-key-sort",
       "POST",
       "/",
       "",
       {{"My-Header1", "value1"}},
       {"host", "my-header1", "x-amz-date"},
       "",
       "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
      {"post-header-value-case",
       "POST",
       "/",
       "",
       {{"My-Header1", "VALUE1"}},
       {"host", "my-header1", "x-amz-date"},
       "",
       "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
      {"post-sts-header-after",
       "POST",
       "/",
       "",
       {{"X-Amz-Security-Token", token}},
       {"host", "x-amz-date"},
       "",
       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {"post-sts-header-before",
       "POST",
       "/",
       "",
       {{"X-Amz-Security-Token", token}},
       {"host", "x-amz-date", "x-amz-security-token"},
       "",
       "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
      {"post-x-www-form-urlencoded",
       "POST",
       "/",
       "",
       {{"Content-Type", "application/x-www-form-urlencoded"},
        {"Content-Length", "13"},
        {"x-amz-content-sha256",
         "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}},
       {"content-length", "content-type", "host", "x-amz-content-sha256", "x-amz-date"},
       "Param1=value1",
       "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"},
      {"post-x-www-form-urlencoded-parameters",
       "POST",
       "/",
       "",
       {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
        {"Content-Length", "13"},
        {"x-amz-content-sha256",
         "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}},
       {"content-length", "content-type", "host", "x-amz-content-sha256", "x-amz-date"},
       "Param1=value1",
       "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"},
  };
  for (const Vector& each : vectors) EXPECT_EQ(SignatureOf(each), each.signature) << each.name;
}

// "get-slashes-unnormalized": who keeps paths as they are signs them so.
TEST(SigV4, APathIsKeptWhereTheServiceDoesSo) {
  EXPECT_EQ(SignatureOf({.name = "",
                         .method = "GET",
                         .path = "//example//",
                         .query = "",
                         .headers = {},
                         .signed_headers = {"host", "x-amz-date"},
                         .body = "",
                         .signature = ""},
                        PathRule::kAsIs),
            "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5");
  EXPECT_EQ(PathRuleOf("s3"), PathRule::kAsIs);
  EXPECT_EQ(PathRuleOf("sagemaker"), PathRule::kNormalized);
}

TEST(SigV4, APathIsEncodedOnceMoreExceptForS3) {
  const Headers headers{{"Host", "h"}};
  const Message message{.method = "GET", .path = "/a%20b/%e1$", .query = "", .headers = headers};
  const auto canonical = [&](PathRule rule) {
    return CanonicalRequest(message, {"host"}, "hash", rule);
  };
  EXPECT_EQ(canonical(PathRule::kNormalized), "GET\n/a%2520b/%25e1%24\n\nhost:h\n\nhost\nhash");
  EXPECT_EQ(canonical(PathRule::kAsIs), "GET\n/a%20b/%E1%24\n\nhost:h\n\nhost\nhash");
}

TEST(SigV4, AQueryIsSortedEncodedAndWithoutItsSignature) {
  const Message message{.method = "GET",
                        .path = "/",
                        .query = "b=2&a=1&&X-Amz-Signature=x&a=%2f&lone&a=0&c=d=e&f=+",
                        .headers = {}};
  EXPECT_EQ(CanonicalRequest(message, {}, "hash", PathRule::kNormalized),
            "GET\n/\na=%2F&a=0&a=1&b=2&c=d%3De&f=%2B&lone=\n\n\nhash");
}

// The example of "Deriving the signing key" in the General Reference.
TEST(SigV4, DerivesThePublishedSigningKey) {
  EXPECT_EQ(Hex(SigningKey(kSecret, {.date = "20150830", .region = "us-east-1", .service = "iam"})),
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

}  // namespace
}  // namespace autopilot::sigv4
