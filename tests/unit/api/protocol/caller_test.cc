#include "api/protocol/caller.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

const Scope kDefaults{.account = "000000000000", .region = "us-east-1"};

Caller FromHeader(std::string authorization) {
  return ParseCaller({.method = "POST",
                      .target = "/",
                      .headers = {{"authorization", std::move(authorization)}},
                      .body = ""},
                     kDefaults);
}

Caller FromQuery(const std::string& query) {
  return ParseCaller({.method = "GET", .target = "/?" + query, .headers = {}, .body = ""},
                     kDefaults);
}

void ExpectUnsigned(const Caller& caller, const std::string& from) {
  EXPECT_EQ(caller.scope, kDefaults) << from;
  EXPECT_EQ(caller.access_key_id, "") << from;
  EXPECT_EQ(caller.service, std::nullopt) << from;
}

TEST(Caller, IsReadFromTheCredentialScopeWhateverTheSpacingAndOrder) {
  for (const auto* header :
       {"AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-west-1/sagemaker/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=abc",
        "AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-west-1/sagemaker/aws4_request,"
        "SignedHeaders=host,Signature=abc",
        "AWS4-HMAC-SHA256  Signature=abc ,\tSignedHeaders=host, "
        "Credential=123456789012/20260101/eu-west-1/sagemaker/aws4_request ",
        "AWS4-HMAC-SHA256 Credential=123456789012//eu-west-1/sagemaker/aws4_request"}) {
    const Caller caller = FromHeader(header);
    EXPECT_EQ(caller.scope, (Scope{"123456789012", "eu-west-1"})) << header;
    EXPECT_EQ(caller.access_key_id, "123456789012");
    EXPECT_EQ(caller.service, "sagemaker");
  }
}

TEST(Caller, HasTheDefaultAccountUnlessTheKeyIsTwelveDigits) {
  for (const auto* key : {"AKIAIOSFODNN7EXAMPLE", "test", "12345678901", "1234567890123",
                          "12345678901a", "+12345678901"}) {
    const Caller caller = FromHeader(std::string("AWS4-HMAC-SHA256 Credential=") + key +
                                     "/20260101/cn-north-1/s3/aws4_request, Signature=0");
    EXPECT_EQ(caller.scope, (Scope{kDefaults.account, "cn-north-1"})) << key;
    EXPECT_EQ(caller.access_key_id, key);
    EXPECT_EQ(caller.service, "s3");
  }
}

TEST(Caller, TakesRegionAndServiceOnlyInTheirForm) {
  const std::string long_name(33, 'a');
  for (const std::string& region :
       {std::string(), std::string("US-EAST-1"), std::string("eu_west"), std::string("a b"),
        std::string("../x"), std::string("r\xC3\xA9gion"), long_name}) {
    const Caller caller = FromHeader("AWS4-HMAC-SHA256 Credential=123456789012/20260101/" + region +
                                     "/sagemaker/aws4_request");
    if (region == "../x") {
      ExpectUnsigned(caller, region);  // one field too many
      continue;
    }
    EXPECT_EQ(caller.scope, (Scope{"123456789012", "us-east-1"})) << region;
    EXPECT_EQ(caller.service, "sagemaker");
  }
  EXPECT_EQ(FromHeader("AWS4-HMAC-SHA256 Credential=k/20260101/eu-west-1/<b>/aws4_request").service,
            std::nullopt);
}

TEST(Caller, IsReadFromAPresignedQuery) {
  const Caller caller = FromQuery(
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=123456789012%2F20260101%2Fap-south-1%2F"
      "sagemaker%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Signature=abc");
  EXPECT_EQ(caller.scope, (Scope{"123456789012", "ap-south-1"}));
  EXPECT_EQ(caller.service, "sagemaker");
  EXPECT_EQ(FromQuery("X-Amz-Credential=k/1/eu-west-1/s3/aws4_request").service, "s3");
}

TEST(Caller, PrefersTheHeaderToTheQuery) {
  const Request request{
      .method = "POST",
      .target = "/?X-Amz-Credential=222222222222/1/eu-west-1/s3/aws4_request",
      .headers = {{"Authorization",
                   "AWS4-HMAC-SHA256 Credential=111111111111/1/eu-west-2/sagemaker/aws4_request"}},
      .body = ""};
  EXPECT_EQ(ParseCaller(request, kDefaults).scope, (Scope{"111111111111", "eu-west-2"}));
}

TEST(Caller, IsUnsignedWhenNothingReadableIsThere) {
  for (const auto* header :
       {"", " ", "Bearer abc", "Basic dXNlcjpwYXNz", "AWS AKID:signature", "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=////",
        "AWS4-HMAC-SHA256 Credential=/20260101/eu-west-1/sagemaker/aws4_request",
        "AWS4-HMAC-SHA256 Credential=k/20260101/eu-west-1/sagemaker",
        "AWS4-HMAC-SHA256 Credential=k/20260101/eu-west-1/sagemaker/aws4",
        "AWS4-HMAC-SHA256 Credential=k/20260101/eu-west-1/sagemaker/aws4_request/x",
        "AWS4-HMAC-SHA256 Credential=k k/20260101/eu-west-1/sagemaker/aws4_request",
        "AWS4-HMAC-SHA256Credential=k/20260101/eu-west-1/sagemaker/aws4_request",
        "AWS4-ECDSA-P256-SHA256 Credential=k/20260101/sagemaker/aws4_request",
        "AWS4-HMAC-SHA256 XCredential=k/20260101/eu-west-1/sagemaker/aws4_request",
        "AWS4-HMAC-SHA256 ,,,", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=abc"}) {
    ExpectUnsigned(FromHeader(header), header);
  }
  for (const auto* query :
       {"", "X-Amz-Credential", "X-Amz-Credential=%", "X-Amz-Credential=a%2Fb",
        "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=k/1/eu-west-1/s3/aws4_request"}) {
    ExpectUnsigned(FromQuery(query), query);
  }
  ExpectUnsigned(FromHeader("AWS4-HMAC-SHA256 Credential=" + std::string(129, 'k') +
                            "/20260101/eu-west-1/sagemaker/aws4_request"),
                 "a key of 129 characters");
}

}  // namespace
}  // namespace autopilot
