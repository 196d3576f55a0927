#include "common/sigv4_signer.h"

#include <gtest/gtest.h>

#include "common/iso_time.h"
#include "common/sigv4_claim.h"

namespace autopilot::sigv4 {
namespace {

std::string HeaderOf(const Headers& headers, std::string_view name) {
  for (const auto& [header_name, value] : headers) {
    if (header_name == name) return value;
  }
  return "";
}

// The key of the examples in the API reference of S3, "Signature Calculations for the Authorization
// Header" and "Authenticating Requests: Using Query Parameters".
const Credentials kS3Key{.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                         .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                         .session_token = ""};

Timestamp At(std::string_view date) { return ParseBasicIsoTime(date).value(); }

TEST(SigV4Signer, SignsTheExamplesOfS3) {
  const Signer signer(kS3Key, "us-east-1", "s3");
  const std::string host = "examplebucket.s3.amazonaws.com";
  const struct {
    std::string method;
    std::string path;
    std::string query;
    Headers headers;
    std::string body;
    std::string names;
    std::string signature;
  } cases[] = {
      {"GET",
       "/test.txt",
       "",
       {{"Host", host}, {"Range", "bytes=0-9"}},
       "",
       "host;range;x-amz-content-sha256;x-amz-date",
       "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
      {"PUT",
       "/test%24file.text",
       "",
       {{"Host", host},
        {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
        {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
       "Welcome to Amazon S3.",
       "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
      {"GET",
       "/",
       "lifecycle",
       {{"Host", host}},
       "",
       "host;x-amz-content-sha256;x-amz-date",
       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
      {"GET",
       "/",
       "max-keys=2&prefix=J",
       {{"Host", host}},
       "",
       "host;x-amz-content-sha256;x-amz-date",
       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
  };
  for (const auto& each : cases) {
    const Message message{
        .method = each.method, .path = each.path, .query = each.query, .headers = each.headers};
    const Headers added =
        signer.HeadersFor(message, PayloadHash(each.body), At("20130524T000000Z"));
    EXPECT_EQ(HeaderOf(added, "Authorization"),
              "AWS4-HMAC-SHA256 "
              "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
              "SignedHeaders=" +
                  each.names + ", Signature=" + each.signature)
        << each.path << each.query;
    EXPECT_EQ(HeaderOf(added, "x-amz-content-sha256"), PayloadHash(each.body));
    EXPECT_EQ(HeaderOf(added, "X-Amz-Date"), "20130524T000000Z");
  }
}

TEST(SigV4Signer, PresignsTheExampleOfS3) {
  const Headers headers{{"Host", "examplebucket.s3.amazonaws.com"}};
  EXPECT_EQ(
      Signer(kS3Key, "us-east-1", "s3")
          .PresignedQuery({.method = "GET", .path = "/test.txt", .query = "", .headers = headers},
                          At("20130524T000000Z"), std::chrono::seconds(86'400)),
      "X-Amz-Algorithm=AWS4-HMAC-SHA256"
      "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
      "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
      "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

// "get-vanilla-query-order-encoded" and "get-vanilla-with-session-token" of the published suite, as
// presigned requests there. A service other than S3 has no header for the payload's hash.
TEST(SigV4Signer, SignsForOtherServicesAndWithASessionToken) {
  const std::string token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
  const Credentials lasting{.access_key_id = "AKIDEXAMPLE",
                            .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                            .session_token = ""};
  Credentials temporary = lasting;
  temporary.session_token = token;
  const Headers headers{{"Host", "example.amazonaws.com"}};
  const Message vanilla{.method = "GET", .path = "/", .query = "", .headers = headers};
  const Timestamp now = At("20150830T123600Z");

  const Headers added =
      Signer(temporary, "us-east-1", "service").HeadersFor(vanilla, PayloadHash(""), now);
  EXPECT_EQ(HeaderOf(added, "Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date;x-amz-security-token, "
            "Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
  EXPECT_EQ(HeaderOf(added, "X-Amz-Security-Token"), token);
  EXPECT_EQ(HeaderOf(added, "x-amz-content-sha256"), "");

  const Message ordered{.method = "GET",
                        .path = "/",
                        .query = "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
                        .headers = headers};
  EXPECT_EQ(ReadPresignedQuery(Signer(lasting, "us-east-1", "service")
                                   .PresignedQuery(ordered, now, std::chrono::seconds(3600)))
                .signature,
            "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787");
  const Claim presigned =
      ReadPresignedQuery(Signer(temporary, "us-east-1", "service")
                             .PresignedQuery(vanilla, now, std::chrono::seconds(3600)));
  EXPECT_EQ(presigned.signature,
            "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c");
  EXPECT_EQ(presigned.security_token, token);
}

}  // namespace
}  // namespace autopilot::sigv4
