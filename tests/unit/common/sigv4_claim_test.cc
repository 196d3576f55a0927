#include "common/sigv4_claim.h"

#include <gtest/gtest.h>

namespace autopilot::sigv4 {
namespace {

TEST(SigV4Claim, IsReadFromTheHeaderWhateverTheSpacingAndOrder) {
  for (const char* header :
       {"AWS4-HMAC-SHA256 Credential=K/1/r/s/aws4_request, SignedHeaders=host;x, Signature=ab",
        "AWS4-HMAC-SHA256 Credential=K/1/r/s/aws4_request,SignedHeaders=host;x,Signature=ab",
        " AWS4-HMAC-SHA256\tSignature=ab ,  SignedHeaders=host;x Credential=K/1/r/s/aws4_request ,",
        "AWS4-HMAC-SHA256 Signature=ab, Other=1, SignedHeaders=host;x, "
        "Credential=K/1/r/s/aws4_request, Signature=cd"}) {
    const auto claim = ReadAuthorization(header, {});
    ASSERT_TRUE(claim) << header;
    EXPECT_EQ(claim->algorithm, "AWS4-HMAC-SHA256");
    EXPECT_EQ(claim->credential, "K/1/r/s/aws4_request");
    EXPECT_EQ(claim->signed_headers, "host;x");
    EXPECT_EQ(claim->signature, "ab");
  }
}

TEST(SigV4Claim, APartWithoutAnEqualSignMakesItUnreadable) {
  for (const char* header : {"Bearer token", "AWS4-HMAC-SHA256 Credential",
                             "AWS4-HMAC-SHA256 Credential= K/1/r/s/t, Signature=ab"}) {
    EXPECT_FALSE(ReadAuthorization(header, {})) << header;
  }
}

TEST(SigV4Claim, LacksWhatIsNotSaid) {
  for (const char* header : {"", " ", "a", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Signature="}) {
    const auto claim = ReadAuthorization(header, {});
    ASSERT_TRUE(claim) << header;
    EXPECT_EQ(claim->credential + claim->signed_headers + claim->signature + claim->date, "");
  }
}

TEST(SigV4Claim, HasTheDateOfItsOwnHeaderOrElseOfDate) {
  const auto date = [](const Headers& headers) { return ReadAuthorization("a", headers)->date; };
  EXPECT_EQ(date({{"date", "1"}}), "1");
  EXPECT_EQ(date({{"Date", "1"}, {"x-amz-date", "2"}, {"X-Amz-Date", "3"}}), "2");
  EXPECT_EQ(ReadAuthorization("a", {{"X-AMZ-SECURITY-TOKEN", "t"}})->security_token, "t");
}

TEST(SigV4Claim, IsReadFromAPresignedQuery) {
  const std::string query =
      "x=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K%2F1%2Fr%2Fs%2Faws4_request"
      "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx"
      "&X-Amz-Security-Token=a%2Bb+c&X-Amz-Signature=ab&X-Amz-Signature=cd";
  EXPECT_TRUE(IsPresigned(query));
  const Claim claim = ReadPresignedQuery(query);
  EXPECT_EQ(claim.algorithm, "AWS4-HMAC-SHA256");
  EXPECT_EQ(claim.credential, "K/1/r/s/aws4_request");
  EXPECT_EQ(claim.date, "20150830T123600Z");
  EXPECT_EQ(claim.expires, "60");
  EXPECT_EQ(claim.signed_headers, "host;x");
  EXPECT_EQ(claim.security_token, "a+b+c");
  EXPECT_EQ(claim.signature, "ab");
}

TEST(SigV4Claim, AQueryIsPresignedOnceItNamesAnAlgorithm) {
  for (const char* query : {"X-Amz-Algorithm", "a&X-Amz-Algorithm=", "X-Amz-Algorithm=x&b"}) {
    EXPECT_TRUE(IsPresigned(query)) << query;
  }
  for (const char* query : {"", "a=X-Amz-Algorithm", "x-amz-algorithm=x", "X-Amz-Signature=x"}) {
    EXPECT_FALSE(IsPresigned(query)) << query;
  }
}

TEST(SigV4Claim, ACredentialHasFiveParts) {
  const auto credential = ReadCredential("AKID/20150830/us-east-1/iam/aws4_request");
  ASSERT_TRUE(credential);
  EXPECT_EQ(credential->access_key_id, "AKID");
  EXPECT_EQ(credential->scope, (CredentialScope{"20150830", "us-east-1", "iam"}));
  EXPECT_EQ(credential->scope.Text(), "20150830/us-east-1/iam/aws4_request");
  EXPECT_EQ(credential->terminator, "aws4_request");
  EXPECT_TRUE(ReadCredential("////"));
  for (const char* text : {"", "a", "a/b/c/d", "a/b/c/d/e/f", "/////"}) {
    EXPECT_FALSE(ReadCredential(text)) << text;
  }
}

TEST(SigV4Claim, SignedHeadersAreLowerCaseSortedAndEachOnce) {
  EXPECT_EQ(ReadSignedHeaders("x-amz-date;Host;a;host"),
            (std::vector<std::string>{"a", "host", "x-amz-date"}));
  EXPECT_TRUE(ReadSignedHeaders("").empty());
}

}  // namespace
}  // namespace autopilot::sigv4
