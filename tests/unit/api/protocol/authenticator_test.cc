#include "api/protocol/authenticator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "api/protocol/errors.h"
#include "common/iso_time.h"
#include "common/sigv4_signer.h"

namespace autopilot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Scope kDefaults{.account = "000000000000", .region = "us-east-1"};
const AccessKey kLasting{.id = "AKIDEXAMPLE", .secret = "secret", .account = "111122223333"};
const AccessKey kTemporary{.id = "ASIAEXAMPLE",
                           .secret = "secret",
                           .account = "444455556666",
                           .session_token = "to+xyz=/"};
const AccessKey kExpired{.id = "ASIAEXPIRED",
                         .secret = "secret",
                         .account = "444455556666",
                         .session_token = "token",
                         .token_expires = ParseIsoTime("2026-01-01T00:00:00Z")};
const Timestamp kNow = ParseIsoTime("2026-01-01T12:00:00.750Z").value();

constexpr std::string_view kMismatch =
    "InvalidSignatureException: The request signature we calculated does not match the signature "
    "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.";
constexpr std::string_view kUnrecognized =
    "UnrecognizedClientException: The security token included in the request is invalid.";
constexpr std::string_view kMissing =
    "MissingAuthenticationTokenException: Missing Authentication Token";

Authenticator WithMode(AuthMode mode) {
  return {mode, {kLasting, kTemporary, kExpired}, [] { return kNow; }};
}

// "" of a request that passes, else "Type: message".
std::string ErrorOf(const Authenticator& authenticator, const Request& request) {
  const auto caller =
      authenticator.Authenticate(request, authenticator.ClaimedCaller(request, kDefaults));
  if (caller) return "";
  EXPECT_EQ(TypeOf(caller.error()).http_status, 400U);
  EXPECT_EQ(TypeOf(caller.error()).message_member, "message");
  return std::string(TypeOf(caller.error()).name) + ": " + caller.error().message;
}
std::string Verifying(const Request& request) {
  return ErrorOf(WithMode(AuthMode::kVerify), request);
}

Request Unsigned() {
  return {.method = "POST",
          .target = "/",
          .headers = {{"Host", "127.0.0.1:7240"},
                      {"Content-Type", "application/x-amz-json-1.1"},
                      {"X-Amz-Target", "SageMaker.ListAutoMLJobs"}},
          .body = R"({"MaxResults": 5})"};
}

sigv4::Message MessageOf(const Request& request) {
  return {.method = request.method,
          .path = request.Path(),
          .query = request.Query(),
          .headers = request.headers};
}

sigv4::Signer SignerOf(const AccessKey& key, std::string service = "sagemaker") {
  return {{.access_key_id = key.id,
           .secret_access_key = key.secret,
           .session_token = key.session_token},
          "eu-west-1",
          std::move(service)};
}

Request Signed(const AccessKey& key = kLasting, Timestamp at = kNow, Request request = Unsigned(),
               const std::string& service = "sagemaker") {
  const auto added =
      SignerOf(key, service).HeadersFor(MessageOf(request), sigv4::PayloadHash(request.body), at);
  request.headers.insert(request.headers.end(), added.begin(), added.end());
  return request;
}

Request Presigned(const AccessKey& key = kLasting, Timestamp at = kNow, int expires = 60) {
  Request request = Unsigned();
  request.body = "";
  request.target +=
      "?" + SignerOf(key).PresignedQuery(MessageOf(request), at, std::chrono::seconds(expires));
  return request;
}

std::string& HeaderOf(Request& request, std::string_view name) {
  for (auto& [header_name, value] : request.headers) {
    if (header_name == name) return value;
  }
  throw std::invalid_argument("no such header");
}

void Replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from << " in " << text;
  text.replace(at, from.size(), to);
}

Request WithAuthorization(std::string authorization) {
  Request request = Unsigned();
  request.headers.emplace_back("X-Amz-Date", "20260101T120000Z");
  request.headers.emplace_back("Authorization", std::move(authorization));
  return request;
}

TEST(Authenticator, AcceptsEverythingUnlessToldOtherwise) {
  const Authenticator authenticator;
  for (const Request& request : {Unsigned(), WithAuthorization("nonsense"), Signed(kExpired)}) {
    EXPECT_EQ(ErrorOf(authenticator, request), "");
  }
}

TEST(Authenticator, TheAccountOfAVerifiedRequestIsThatOfItsKey) {
  const Authenticator authenticator = WithMode(AuthMode::kVerify);
  for (const Request& request : {Signed(), Presigned()}) {
    const auto caller = authenticator.Authenticate(request, Caller{});
    ASSERT_TRUE(caller) << caller.error().message;
    EXPECT_EQ(caller->scope, (Scope{"111122223333", "eu-west-1"}));
    EXPECT_EQ(caller->access_key_id, "AKIDEXAMPLE");
    EXPECT_EQ(caller->service, "sagemaker");
  }
}

// The journal shows who was refused, but nobody writes into the journal of another.
TEST(Authenticator, WhoOnlyClaimsToBeSomebodyHasNoAccountOfItsOwn) {
  const Request known = Signed();
  const Request digits = Signed({.id = "777788889999", .secret = "x", .account = ""});
  const auto account = [](AuthMode mode, const Request& request) {
    return WithMode(mode).ClaimedCaller(request, kDefaults).scope.account;
  };
  EXPECT_EQ(account(AuthMode::kVerify, known), "111122223333");
  EXPECT_EQ(account(AuthMode::kVerify, digits), kDefaults.account);
  EXPECT_EQ(account(AuthMode::kRequire, digits), "777788889999");
  EXPECT_EQ(account(AuthMode::kAccept, digits), "777788889999");
}

TEST(Authenticator, RequiringLooksAtTheFormAlone) {
  const Authenticator authenticator = WithMode(AuthMode::kRequire);
  Request wrong = Signed({.id = "any", .secret = "any", .account = ""}, Timestamp());
  EXPECT_EQ(ErrorOf(authenticator, wrong), "");
  EXPECT_EQ(ErrorOf(authenticator, Presigned(kExpired, Timestamp())), "");
  EXPECT_EQ(ErrorOf(authenticator, Unsigned()), kMissing);
  EXPECT_THAT(ErrorOf(authenticator, WithAuthorization("Bearer x")),
              HasSubstr("IncompleteSignatureException"));
}

TEST(Authenticator, AnIncompleteHeaderIsToldWhatIsMissing) {
  // The hash of "a", and so on: a header may hold a secret.
  const struct {
    const char* authorization;
    const char* error;
  } cases[] = {
      {"", "MissingAuthenticationTokenException: Missing Authentication Token"},
      {"a",
       "IncompleteSignatureException: Authorization header requires 'Credential' parameter. "
       "Authorization header requires 'Signature' parameter. Authorization header requires "
       "'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) "
       "Authorization=ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="},
      {"AWS4-HMAC-SHA256 Credential=K/20260101/eu-west-1/sagemaker/aws4_request, "
       "SignedHeaders=host",
       "IncompleteSignatureException: Authorization header requires 'Signature' parameter. (Hashed "
       "with SHA-256 and encoded with Base64) "
       "Authorization=fvDyPncIsvnXw6PDrRabnbNxOMEDlCA98j5W4tFLgBQ="},
      {"Bearer abc",
       "IncompleteSignatureException: Invalid key=value pair (missing equal-sign) in Authorization "
       "header (hashed with SHA-256 and encoded with Base64): "
       "'w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='."},
      {"AWS4-HMAC-SHA25 Credential=K/20260101/eu-west-1/sagemaker/aws4_request, "
       "SignedHeaders=host;x-amz-target, Signature=1",
       "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only "
       "AWS4-HMAC-SHA256 for now). "},
      {"AWS4-HMAC-SHA256 Credential=K/20260101/sagemaker/aws4_request, "
       "SignedHeaders=host;x-amz-target, Signature=1",
       "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, "
       "e.g. "
       "keyid/date/region/service/term, got 'K/20260101/sagemaker/aws4_request'"},
  };
  for (const auto& each : cases) {
    for (const AuthMode mode : {AuthMode::kRequire, AuthMode::kVerify}) {
      EXPECT_EQ(ErrorOf(WithMode(mode), WithAuthorization(each.authorization)), each.error)
          << each.authorization;
    }
  }
}

TEST(Authenticator, ARequestWithoutADateOrWithABadOneIsIncomplete) {
  Request request = WithAuthorization("AWS4-HMAC-SHA256 Credential=a,Signature=b,SignedHeaders=c");
  HeaderOf(request, "X-Amz-Date") = "2026-01-01T12:00:00Z";
  EXPECT_EQ(Verifying(request),
            "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got "
            "'2026-01-01T12:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601");
  HeaderOf(request, "X-Amz-Date") = "";
  EXPECT_THAT(Verifying(request),
              HasSubstr("IncompleteSignatureException: Authorization header requires existence of "
                        "either a 'X-Amz-Date' or a 'Date' header. (Hashed"));
}

TEST(Authenticator, AnIncompleteQueryIsToldWhatIsMissing) {
  Request request = Unsigned();
  request.target = "/?X-Amz-Algorithm";
  EXPECT_EQ(Verifying(request),
            "IncompleteSignatureException: AWS query-string parameters must include "
            "'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. AWS "
            "query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters "
            "must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include "
            "'X-Amz-Date'. Re-examine the query-string parameters.");
  for (const char* expires : {"0", "-1", "604801", "1.5", "x", "60x", "99999999999999999999"}) {
    request = Presigned();
    Replace(request.target, "Expires=60", std::string("Expires=") + expires);
    EXPECT_EQ(Verifying(request),
              "IncompleteSignatureException: 'X-Amz-Expires' must be a number of seconds from 1 to "
              "604800. Got '" +
                  std::string(expires) + "'. Re-examine the query-string parameters.");
  }
}

TEST(Authenticator, TwoSignaturesAreOneTooMany) {
  Request request = Signed();
  request.target = Presigned().target;
  EXPECT_EQ(Verifying(request),
            "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and "
            "'Authorization' as HTTP header.");
}

TEST(Authenticator, WhateverIsChangedAfterwardsTheSignatureNoLongerMatches) {
  const struct {
    const char* what;
    std::function<void(Request&)> change;
  } cases[] = {
      {"method", [](Request& r) { r.method = "PUT"; }},
      {"path", [](Request& r) { r.target = "/x"; }},
      {"query", [](Request& r) { r.target = "/?a=1"; }},
      {"body", [](Request& r) { r.body += " "; }},
      {"no body", [](Request& r) { r.body = ""; }},
      {"host", [](Request& r) { HeaderOf(r, "Host") = "127.0.0.1:7241"; }},
      {"target", [](Request& r) { HeaderOf(r, "X-Amz-Target") = "SageMaker.StopAutoMLJob"; }},
      {"content type", [](Request& r) { HeaderOf(r, "Content-Type") = "text/plain"; }},
      {"time", [](Request& r) { HeaderOf(r, "X-Amz-Date") = "20260101T120001Z"; }},
      {"second target", [](Request& r) { r.headers.emplace_back("x-amz-target", "SageMaker.X"); }},
      {"region",
       [](Request& r) { Replace(HeaderOf(r, "Authorization"), "eu-west-1", "eu-west-2"); }},
      {"other key",
       [](Request& r) {
         Replace(HeaderOf(r, "Authorization"), "AKIDEXAMPLE", "ASIAEXAMPLE");
         r.headers.emplace_back("X-Amz-Security-Token", kTemporary.session_token);
       }},
      {"signed headers",
       [](Request& r) { Replace(HeaderOf(r, "Authorization"), "content-type;", ""); }},
      {"cut signature", [](Request& r) { HeaderOf(r, "Authorization").pop_back(); }},
      {"long signature", [](Request& r) { HeaderOf(r, "Authorization") += '0'; }},
  };
  for (const auto& each : cases) {
    Request request = Signed();
    ASSERT_EQ(Verifying(request), "");
    each.change(request);
    // Both keys have one secret: nothing but the key's name differs.
    const bool is_expected = each.what == std::string_view("other key");
    EXPECT_EQ(Verifying(request), is_expected ? "" : kMismatch) << each.what;
  }
}

TEST(Authenticator, AWrongSecretIsAMismatch) {
  AccessKey wrong = kLasting;
  wrong.secret = "Secret";
  EXPECT_EQ(Verifying(Signed(wrong)), kMismatch);
  EXPECT_EQ(Verifying(Presigned(wrong)), kMismatch);
}

// What counts is what was sent, whatever a header says about it.
TEST(Authenticator, ThePayloadIsTheBody) {
  Request request = Unsigned();
  request.headers.emplace_back("X-Amz-Content-Sha256", sigv4::PayloadHash(request.body));
  EXPECT_EQ(Verifying(Signed(kLasting, kNow, request)), "");
  for (const std::string& claimed :
       {std::string(sigv4::kUnsignedPayload), sigv4::PayloadHash("")}) {
    Request other = Unsigned();
    other.headers.emplace_back("X-Amz-Content-Sha256", claimed);
    const auto added = SignerOf(kLasting).HeadersFor(MessageOf(other), claimed, kNow);
    other.headers.insert(other.headers.end(), added.begin(), added.end());
    EXPECT_EQ(Verifying(other), kMismatch) << claimed;
  }
}

TEST(Authenticator, UnknownKeysAreUnrecognized) {
  EXPECT_EQ(Verifying(Signed({.id = "AKIDOTHER", .secret = "secret", .account = ""})),
            kUnrecognized);
  EXPECT_EQ(Verifying(Signed({.id = "akidexample", .secret = "secret", .account = ""})),
            kUnrecognized);
}

TEST(Authenticator, ATemporaryKeyNeedsItsToken) {
  EXPECT_EQ(Verifying(Signed(kTemporary)), "");
  EXPECT_EQ(Verifying(Presigned(kTemporary)), "");
  for (const char* token : {"", "other", "to+xyz=", "to+xyz=/x"}) {
    AccessKey wrong = kTemporary;
    wrong.session_token = token;
    EXPECT_EQ(Verifying(Signed(wrong)), kUnrecognized) << token;
    EXPECT_EQ(Verifying(Presigned(wrong)), kUnrecognized) << token;
  }
  AccessKey lasting = kLasting;
  lasting.session_token = "token";
  EXPECT_EQ(Verifying(Signed(lasting)), kUnrecognized);
  // Without its token the key is not known at all, whatever the signature.
  AccessKey wrong_secret = kTemporary;
  wrong_secret.session_token = "";
  wrong_secret.secret = "Secret";
  EXPECT_EQ(Verifying(Signed(wrong_secret)), kUnrecognized);
}

TEST(Authenticator, ATokenMayBeAddedBehindTheSignature) {
  AccessKey without_token = kTemporary;
  without_token.session_token = "";
  Request request = Signed(without_token);
  request.headers.emplace_back("X-Amz-Security-Token", kTemporary.session_token);
  EXPECT_EQ(Verifying(request), "");
}

TEST(Authenticator, AnExpiredTokenIsToldOnlyToItsOwner) {
  EXPECT_EQ(Verifying(Signed(kExpired)),
            "ExpiredTokenException: The security token included in the request is expired");
  AccessKey wrong = kExpired;
  wrong.secret = "Secret";
  EXPECT_EQ(Verifying(Signed(wrong)), kMismatch);
  const auto error_at = [](Timestamp now) {
    return ErrorOf({AuthMode::kVerify, {kExpired}, [now] { return now; }}, Signed(kExpired, now));
  };
  EXPECT_EQ(error_at(*kExpired.token_expires - std::chrono::seconds(1)), "");
  EXPECT_THAT(error_at(*kExpired.token_expires), HasSubstr("ExpiredTokenException"));
}

TEST(Authenticator, ASignatureIsGoodForFiveMinutesAroundItsDate) {
  using std::chrono::seconds;
  for (const seconds skew : {seconds(-300), seconds(0), seconds(300)}) {
    EXPECT_EQ(Verifying(Signed(kLasting, kNow + skew)), "") << skew.count();
  }
  EXPECT_EQ(Verifying(Signed(kLasting, kNow + seconds(301))),
            "InvalidSignatureException: Signature not yet current: 20260101T120501Z is still later "
            "than 20260101T120500Z (20260101T120000Z + 5 min.)");
  EXPECT_EQ(Verifying(Signed(kLasting, kNow - seconds(301))),
            "InvalidSignatureException: Signature expired: 20260101T115459Z is now earlier than "
            "20260101T115500Z (20260101T120000Z - 5 min.)");
}

TEST(Authenticator, APresignedRequestIsGoodForAsLongAsItSays) {
  using std::chrono::seconds;
  EXPECT_EQ(Verifying(Presigned(kLasting, kNow - seconds(60), 60)), "");
  EXPECT_EQ(Verifying(Presigned(kLasting, kNow - seconds(61), 60)),
            "RequestExpired: Request has expired.");
  EXPECT_EQ(Verifying(Presigned(kLasting, kNow - std::chrono::hours(160), 604'800)), "");
  EXPECT_EQ(Verifying(Presigned(kLasting, kNow + seconds(300), 604'800)), "");
  EXPECT_THAT(Verifying(Presigned(kLasting, kNow + seconds(301), 604'800)),
              HasSubstr("Signature not yet current"));
}

TEST(Authenticator, ThePresignedBodyIsSignedToo) {
  Request request = Presigned();
  ASSERT_EQ(Verifying(request), "");
  request.body = "{}";
  EXPECT_EQ(Verifying(request), kMismatch);
}

TEST(Authenticator, TheCredentialScopeFitsTheRequest) {
  const struct {
    const char* scope;
    const char* error;
  } cases[] = {
      {"20260101/EU/sagemaker/aws4_request",
       "Credential should be scoped to a valid region, not 'EU'. "},
      {"20260101/eu-west-1/execute-api/aws4_request",
       "Credential should be scoped to correct service: 'sagemaker'. "},
      {"20260101/eu-west-1/sagemaker/aws5_request",
       "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. "},
      {"20251231/eu-west-1/sagemaker/aws4_request",
       "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
       "'20251231' != '20260101', from '20260101T120000Z'."},
      {"b/c_c/d/e",
       "Credential should be scoped to a valid region, not 'c_c'. Credential should be scoped to "
       "correct service: 'sagemaker'. Credential should be scoped with a valid terminator: "
       "'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 "
       "version of date from HTTP: 'b' != '20260101', from '20260101T120000Z'."},
  };
  for (const auto& each : cases) {
    Request request = Signed();
    Replace(HeaderOf(request, "Authorization"), "20260101/eu-west-1/sagemaker/aws4_request",
            each.scope);
    EXPECT_EQ(Verifying(request), "InvalidSignatureException: " + std::string(each.error));
  }
}

TEST(Authenticator, TheHostAndEveryHeaderOfAwsMustBeSigned) {
  Request request = Signed();
  Replace(HeaderOf(request, "Authorization"), "host;", "");
  EXPECT_EQ(Verifying(request),
            "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS "
            "Authorization.");
  request = Signed();
  request.headers.emplace_back("X-Amz-Meta", "1");
  EXPECT_EQ(Verifying(request),
            "InvalidSignatureException: 'X-Amz-Meta' must be a 'SignedHeader' in the AWS "
            "Authorization.");
  request = Signed();
  request.headers.emplace_back("X-Amzn-Trace-Id", "1");
  EXPECT_EQ(Verifying(request), "");
}

TEST(Authenticator, TheLogHasTheCanonicalRequestWithoutTheToken) {
  const Authenticator authenticator = WithMode(AuthMode::kVerify);
  AccessKey wrong = kTemporary;
  wrong.secret = "Secret";
  for (const Request& request : {Signed(wrong), Presigned(wrong)}) {
    const auto refused = authenticator.Authenticate(request, Caller{});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().note, HasSubstr("POST\n/\n"));
    EXPECT_THAT(refused.error().note, HasSubstr("x-amz-target:SageMaker.ListAutoMLJobs\n"));
    EXPECT_THAT(refused.error().note, HasSubstr("<token>"));
    EXPECT_THAT(refused.error().note, Not(HasSubstr("xyz")));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("POST")));
  }
}

// It remembers signing keys, which differ by day and region.
TEST(Authenticator, JudgesEachOfManyRequestsByItself) {
  Timestamp now = kNow;
  AccessKey wrong = kLasting;
  wrong.secret = "Secret";
  const Authenticator authenticator(AuthMode::kVerify, {kLasting, kTemporary}, [&] { return now; });
  for (int day = 0; day < 3; ++day) {
    EXPECT_EQ(ErrorOf(authenticator, Signed(wrong, now)), kMismatch);
    for (int call = 0; call < 2; ++call) {
      EXPECT_EQ(ErrorOf(authenticator, Signed(kLasting, now)), "");
      EXPECT_EQ(ErrorOf(authenticator, Signed(kTemporary, now)), "");
      EXPECT_EQ(ErrorOf(authenticator, Signed(wrong, now)), kMismatch);
    }
    Request elsewhere = Signed(kLasting, now);
    Replace(HeaderOf(elsewhere, "Authorization"), "eu-west-1", "us-east-1");
    EXPECT_EQ(ErrorOf(authenticator, elsewhere), kMismatch);
    now += std::chrono::days(1);
  }
}

}  // namespace
}  // namespace autopilot
