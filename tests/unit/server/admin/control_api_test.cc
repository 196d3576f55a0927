#include "server/admin/control_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/version.h"
#include "tests/support/control_under_test.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(ControlApi, OwnsItsPathsAndNoOthers) {
  for (const char* path : {"/_autopilot", "/_autopilot/x", "/metrics", "/health", "/moto-api",
                           "/moto-api/reset", "/_localstack", "/_localstack/health"}) {
    EXPECT_TRUE(ControlApi::Owns(path)) << path;
  }
  for (const char* path :
       {"/", "", "/_autopilots", "/metrics/x", "/health/x", "/moto-apis", "/_localstacks", "*"}) {
    EXPECT_FALSE(ControlApi::Owns(path)) << path;
  }
}

TEST(ControlApi, HealthNamesStatusAndVersionAndIgnoresTheQuery) {
  ControlUnderTest server;
  for (const char* target : {"/_autopilot/health", "/health", "/_autopilot/health?verbose=1"}) {
    const Answer answer = server.Control("GET", target);
    EXPECT_EQ(answer.status, 200U) << target;
    EXPECT_EQ(answer.text, "{\"status\":\"ok\",\"version\":\"" + std::string(kVersion) + "\"}\n");
    EXPECT_EQ(answer.response.content_type, "application/json");
    EXPECT_THAT(answer.response.headers, Contains(Pair("Cache-Control", "no-store")));
  }
}

TEST(ControlApi, ReadinessFollowsThePhase) {
  ControlUnderTest server;
  const auto ready = [&] {
    const Answer answer = server.Control("GET", "/_autopilot/ready");
    return std::to_string(answer.status) + " " + answer.text;
  };
  EXPECT_EQ(ready(), "503 {\"status\":\"starting\"}\n");
  server.readiness.Set(Readiness::Phase::kReady);
  EXPECT_EQ(ready(), "200 {\"status\":\"ready\"}\n");
  server.readiness.Set(Readiness::Phase::kStopping);
  EXPECT_EQ(ready(), "503 {\"status\":\"stopping\"}\n");
}

TEST(ControlApi, MetricsAreText) {
  ControlUnderTest server;
  const Answer answer = server.Control("GET", "/metrics");
  EXPECT_EQ(answer.text, "metrics\n");
  EXPECT_EQ(answer.response.content_type, "text/plain; version=0.0.4; charset=utf-8");
}

TEST(ControlApi, TheAuthorityOfTlsIsServedWhereThereIsOne) {
  ControlUnderTest with({}, {}, ControlApiOptions{.token = "secret", .tls_authority = "PEM\n"});
  const Answer answer = with.Control("GET", "/_autopilot/tls/ca.pem");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.response.content_type, "application/x-pem-file");
  EXPECT_EQ(answer.text, "PEM\n");
  ControlUnderTest without;
  EXPECT_EQ(without.Control("GET", "/_autopilot/tls/ca.pem").text,
            R"({"__type":"NotFoundException",)"
            R"("message":"The server has no CA of its own. --tls self-signed makes one."})"
            "\n");
}

TEST(ControlApi, HeadIsTakenWhereverGetIs) {
  ControlUnderTest server;
  for (const char* target : {"/_autopilot/health", "/metrics", "/_autopilot/clock"}) {
    EXPECT_EQ(server.Control("HEAD", target).status, 200U) << target;
  }
}

TEST(ControlApi, AnUnknownPathIsAnsweredWithTheListOfAll) {
  ControlUnderTest server;
  for (const char* target : {"/_autopilot", "/_autopilot/", "/_autopilot/nope", "/moto-api/x",
                             "/_autopilot/scenarios/", "/_autopilot/clock/freeze/now"}) {
    const Answer answer = server.Control("GET", target);
    EXPECT_EQ(answer.status, 404U) << target;
    EXPECT_EQ(answer.Error(), "NotFoundException: There is no " + std::string(target) + " here.");
    EXPECT_THAT(answer.body["available"], Contains("/_autopilot/scenarios/{name}"));
    EXPECT_THAT(answer.body["available"], Contains("/_localstack/chaos/faults"));
  }
  EXPECT_EQ(server.Control("GET", "/_autopilot/\xff").Error(),
            "NotFoundException: There is no /_autopilot/? here.");
}

TEST(ControlApi, AMethodThatAPathDoesNotTakeIsAnsweredWithThoseThatItTakes) {
  ControlUnderTest server;
  const Answer answer = server.Control("PATCH", "/_autopilot/clock");
  ExpectRefused(answer, {.status = 405,
                         .type = "MethodNotAllowedException",
                         .message = "/_autopilot/clock takes GET, HEAD, PUT, DELETE.",
                         .available = {"GET", "HEAD", "PUT", "DELETE"}});
  EXPECT_THAT(answer.response.headers, Contains(Pair("Allow", "GET, HEAD, PUT, DELETE")));
  EXPECT_EQ(server.Control("GET", "/_autopilot/journal/find").Error(),
            "MethodNotAllowedException: /_autopilot/journal/find takes POST.");
  EXPECT_EQ(server.Control("get", "/_autopilot/health").status, 405U);
}

TEST(ControlApi, ForeignHostsAndOriginsAreRefusedOnEveryRoute) {
  ControlUnderTest server({}, {},
                          {.allowed_hosts = {"ci.example.com"}, .token = {}, .not_served = {}});
  for (const char* target : {"/_autopilot/health", "/metrics", "/_autopilot/nope", "/health"}) {
    const Answer answer = server.Control("GET", target, nullptr, {{"Host", "evil.example.com"}});
    EXPECT_EQ(answer.status, 403U) << target;
    EXPECT_THAT(answer.text, HasSubstr("--allowed-host"));
  }
  EXPECT_EQ(
      server.Control("GET", "/_autopilot/clock", nullptr, {{"Host", "ci.example.com"}}).status,
      200U);
  EXPECT_EQ(server
                .Control("POST", "/_autopilot/reset", nullptr,
                         {{"Host", "localhost:7240"}, {"Origin", "http://evil.example.com"}})
                .status,
            403U);
}

TEST(ControlApi, WithATokenOnlyHealthIsOpen) {
  ControlUnderTest server({}, {}, {.allowed_hosts = {}, .token = "s3cret-t0ken", .not_served = {}});
  server.readiness.Set(Readiness::Phase::kReady);
  for (const char* target :
       {"/_autopilot/health", "/_autopilot/ready", "/health", "/_localstack/health"}) {
    EXPECT_EQ(server.Control("GET", target).status, 200U) << target;
  }
  for (const char* target : {"/_autopilot/clock", "/metrics", "/_autopilot/openapi.json",
                             "/_localstack/chaos/faults", "/_autopilot/nope"}) {
    const Answer answer = server.Control("GET", target);
    EXPECT_EQ(answer.status, 401U) << target;
    EXPECT_EQ(answer.body["__type"], "UnauthorizedException");
    EXPECT_THAT(answer.response.headers, Contains(Pair("WWW-Authenticate", "Bearer")));
  }
  const struct {
    Headers headers;
    unsigned status;
  } cases[] = {
      {{{"Authorization", "Bearer s3cret-t0ken"}}, 200},
      {{{"authorization", "bearer s3cret-t0ken"}}, 200},
      {{{"X-Autopilot-Token", "s3cret-t0ken"}}, 200},
      {{{"Authorization", AuthorizationFor("123456789012", "us-east-1")},
        {"X-Autopilot-Token", "s3cret-t0ken"}},
       200},
      {{{"Authorization", "s3cret-t0ken"}}, 401},
      {{{"Authorization", "Bearer"}}, 401},
      {{{"Authorization", "Bearer s3cret-t0keN"}}, 401},
      {{{"Authorization", "Bearer s3cret-t0ken "}}, 401},
      {{{"X-Autopilot-Token", ""}}, 401},
      {{{"X-Autopilot-Token", "s3cret-t0ke"}}, 401},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(server.Control("GET", "/_autopilot/clock", nullptr, c.headers).status, c.status)
        << c.headers.front().second;
  }
  for (const ControlRecord& record : server.records()) {
    EXPECT_EQ((record.path + record.error_message).find("s3cret"), std::string::npos);
  }
}

TEST(ControlApi, WhereItIsNotServedOnlyHealthAndMetricsAre) {
  ControlUnderTest server({}, {}, {.allowed_hosts = {}, .token = {}, .not_served = "It is off."});
  EXPECT_EQ(server.Control("GET", "/_autopilot/health").status, 200U);
  EXPECT_EQ(server.Control("GET", "/metrics").status, 200U);
  EXPECT_EQ(server.Control("GET", "/_localstack/health").status, 200U);
  for (const char* target : {"/_autopilot/clock", "/_autopilot/nope", "/_autopilot/openapi.json"}) {
    ExpectRefused(server.Control("GET", target),
                  {.status = 404, .type = "NotFoundException", .message = "It is off."});
  }
  EXPECT_EQ(server.Control("POST", "/moto-api/reset").status, 404U);
}

struct BadRequest {
  std::string name, method, target, text;
  Refused refused;
};

void PrintTo(const BadRequest& c, std::ostream* out) { *out << c.name; }

class BadRequestTest : public ::testing::TestWithParam<BadRequest> {};

TEST_P(BadRequestTest, IsRefused) {
  ControlUnderTest server;
  const BadRequest& c = GetParam();
  ExpectRefused(server.ControlText(c.method, c.target, c.text), c.refused);
}

constexpr auto kAccountForm = "'account' must be 12 digits, or '*' for all accounts.";
constexpr auto kNotAll =
    "'account' cannot be '*' here: every account has a clock and jobs of its own.";

INSTANTIATE_TEST_SUITE_P(
    Table, BadRequestTest,
    ::testing::Values(
        BadRequest{"NotJson",
                   "PUT",
                   "/_autopilot/seed",
                   "{seed:1}",
                   {.message = "The request body is not valid JSON: unexpected character 's' at "
                               "line 1, column 2."}},
        BadRequest{
            "DuplicateKey",
            "PUT",
            "/_autopilot/seed",
            R"({"seed":1,"seed":2})",
            {.message = "The request body is not valid JSON: duplicate key 'seed' at line 1, "
                        "column 16."}},
        BadRequest{"ListForObject",
                   "PUT",
                   "/_autopilot/seed",
                   "[]",
                   {.message = "The request body must be a JSON object, not an array."}},
        BadRequest{"BodyForGet",
                   "GET",
                   "/_autopilot/seed",
                   "{}",
                   {.message = "GET /_autopilot/seed takes no body."}},
        BadRequest{"UnknownField",
                   "PUT",
                   "/_autopilot/seed",
                   R"({"sede":1})",
                   {.message = "There is no field 'sede' here.",
                    .path = "/sede",
                    .available = {"account", "seed"}}},
        BadRequest{"MissingField",
                   "PUT",
                   "/_autopilot/seed",
                   "",
                   {.message = "'seed' is required.", .path = "/seed"}},
        BadRequest{"UnknownParameter",
                   "GET",
                   "/_autopilot/journal?acount=1",
                   "",
                   {.message = "There is no query parameter 'acount' here.",
                    .available = {"account", "limit", "since"}}},
        BadRequest{"ParameterTwice",
                   "GET",
                   "/_autopilot/seed?account=*&account=*",
                   "",
                   {.message = "The query parameter 'account' is given twice."}},
        BadRequest{"BrokenQuery",
                   "GET",
                   "/_autopilot/seed?account=%2",
                   "",
                   {.message = "The query is not well encoded."}},
        BadRequest{"BrokenPath",
                   "GET",
                   "/_autopilot/jobs/a%zz",
                   "",
                   {.message = "The path of the request is not UTF-8 in percent encoding."}},
        BadRequest{"PathNotUtf8",
                   "GET",
                   "/_autopilot/jobs/a%FF",
                   "",
                   {.message = "The path of the request is not UTF-8 in percent encoding."}},
        BadRequest{"AccountInQuery",
                   "GET",
                   "/_autopilot/seed?account=12345678901",
                   "",
                   {.message = kAccountForm, .path = "/account"}},
        BadRequest{"AccountInBody",
                   "PUT",
                   "/_autopilot/seed",
                   R"({"account":"me","seed":1})",
                   {.message = kAccountForm, .path = "/account"}},
        BadRequest{
            "AccountIsNoString",
            "POST",
            "/_autopilot/reset",
            R"({"account":123456789012})",
            {.message = "'account' must be a string of 1 to 1024 bytes.", .path = "/account"}},
        BadRequest{"TwoAccounts",
                   "PUT",
                   "/_autopilot/seed?account=*",
                   R"({"account":"123456789012","seed":1})",
                   {.message = "The query is about the account *, the body about 123456789012.",
                    .path = "/account"}},
        BadRequest{"ClockOfAll",
                   "GET",
                   "/_autopilot/clock?account=*",
                   "",
                   {.message = kNotAll, .path = "/account"}},
        BadRequest{"ClockOfAllInBody",
                   "POST",
                   "/_autopilot/clock/freeze",
                   R"({"account":"*"})",
                   {.message = kNotAll, .path = "/account"}},
        BadRequest{"JobOfAll",
                   "GET",
                   "/_autopilot/jobs/x?account=*",
                   "",
                   {.message = kNotAll, .path = "/account"}},
        BadRequest{"Region",
                   "GET",
                   "/_autopilot/jobs/x?region=Ireland",
                   "",
                   {.message = "'region' must be the name of a region, such as us-east-1.",
                    .path = "/region"}}),
    [](const auto& test) { return test.param.name; });

TEST(ControlApi, TheAccountIsThatOfQueryOrBodyElseTheCallersElseTheDefault) {
  ControlUnderTest server;
  const auto account = [&](const std::string& query, const json& body, const Headers& headers) {
    return server.Done("POST", "/_autopilot/clock/run" + query, body, headers)["account"];
  };
  const Headers caller = SignedBy("111111111111");
  EXPECT_EQ(account("", nullptr, {}), "000000000000");
  EXPECT_EQ(account("", nullptr, SignedBy("AKIDEXAMPLE")), "000000000000");
  EXPECT_EQ(account("", nullptr, caller), "111111111111");
  EXPECT_EQ(account("?account=222222222222", nullptr, caller), "222222222222");
  EXPECT_EQ(account("", {{"account", "333333333333"}}, caller), "333333333333");
  EXPECT_EQ(account("?account=333333333333", {{"account", "333333333333"}}, caller),
            "333333333333");
  EXPECT_EQ(server.Done("GET", "/_autopilot/seed?account=%2A")["account"], "*");
}

TEST(ControlApi, TheObserverHearsOfEveryRequestByItsRoute) {
  ControlUnderTest server;
  const Answer answer =
      server.Control("GET", "/_autopilot/scenarios/x", nullptr, SignedBy("123456789012"));
  server.Control("GET", "/_autopilot/nope?token=x");
  const auto records = server.records();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].route, "GET /_autopilot/scenarios/{name}");
  EXPECT_EQ(records[0].path, "/_autopilot/scenarios/x");
  EXPECT_EQ(records[0].account, "123456789012");
  EXPECT_EQ(records[0].status, 404U);
  EXPECT_EQ(records[0].error_type, "NotFoundException");
  EXPECT_THAT(answer.response.headers, Contains(Pair("x-amzn-RequestId", records[0].request_id)));
  EXPECT_EQ(records[1].route, "");
  EXPECT_EQ(records[1].path, "/_autopilot/nope");
}

}  // namespace
}  // namespace autopilot::testing
