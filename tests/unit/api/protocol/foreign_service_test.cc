#include "api/protocol/foreign_service.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

const Scope kDefaults{.account = "000000000000", .region = "us-east-1"};
constexpr auto* kForm = "application/x-www-form-urlencoded; charset=utf-8";
const std::string kText =
    "but this server speaks only SageMaker. Set AWS_ENDPOINT_URL_SAGEMAKER (or the endpoint_url of "
    "the sagemaker client) instead of AWS_ENDPOINT_URL, so that only SageMaker calls come here.";

std::optional<std::string> ServiceOf(const Request& request) {
  return ForeignService(request, ParseCaller(request, kDefaults));
}

Request Signed(const std::string& service, std::string target = "/") {
  return {.method = "POST",
          .target = std::move(target),
          .headers = {{"Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/" +
                                            service + "/aws4_request, Signature=0"}},
          .body = ""};
}

Request WithTarget(const std::string& target) {
  return {.method = "POST", .target = "/", .headers = {{"X-Amz-Target", target}}, .body = "{}"};
}

Request Form(std::string body) {
  return {.method = "POST",
          .target = "/",
          .headers = {{"Content-Type", kForm}},
          .body = std::move(body)};
}

TEST(ForeignService, IsTheServiceOfTheSignature) {
  EXPECT_EQ(ServiceOf(Signed("s3", "/bucket/key")), "s3");
  EXPECT_EQ(ServiceOf(Signed("sts")), "sts");
  EXPECT_EQ(ServiceOf(Signed("sagemaker")), std::nullopt);
  Request request = Signed("sagemaker");
  request.headers.emplace_back("X-Amz-Target", "Elsewhere.DoIt");
  EXPECT_EQ(ServiceOf(request), std::nullopt) << "an unknown operation of ours";
}

TEST(ForeignService, IsToldByTheTargetOfAnUnsignedRequest) {
  EXPECT_EQ(ServiceOf(WithTarget("DynamoDB_20120810.ListTables")), "DynamoDB_20120810");
  for (const auto* target : {"SageMaker.CreateAutoMLJob", "sagemaker.CreateAutoMLJob", "SageMaker.",
                             "CreateAutoMLJob", "", ".x"}) {
    EXPECT_EQ(ServiceOf(WithTarget(target)), std::nullopt) << target;
  }
}

TEST(ForeignService, IsToldByTheVersionOfAnUnsignedQueryCall) {
  EXPECT_EQ(ServiceOf(Form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15")), "sts");
  EXPECT_EQ(ServiceOf(Form("Version=2010-05-08&Action=GetUser")), "iam");
  EXPECT_EQ(ServiceOf(Form("Action=Fly&Version=1999-01-01")), "");
  EXPECT_EQ(ServiceOf(Form("Version=2011-06-15")), std::nullopt);
  EXPECT_EQ(ServiceOf({.method = "GET",
                       .target = "/?Action=GetCallerIdentity&Version=2011-06-15",
                       .headers = {},
                       .body = ""}),
            "sts");
  // A SageMaker call with a careless content type.
  Request request = WithTarget("SageMaker.ListAutoMLJobs");
  request.headers.emplace_back("Content-Type", kForm);
  request.body = "Action=1";
  EXPECT_EQ(ServiceOf(request), std::nullopt);
}

TEST(ForeignService, LeavesPlainRequestsAlone) {
  EXPECT_EQ(ServiceOf({.method = "GET", .target = "/", .headers = {}, .body = ""}), std::nullopt);
  EXPECT_EQ(ServiceOf({.method = "POST", .target = "/", .headers = {}, .body = "Action=ListUsers"}),
            std::nullopt);
}

TEST(ForeignServiceResponse, IsJsonForJsonServices) {
  const Response response =
      ForeignServiceResponse(WithTarget("DynamoDB_20120810.ListTables"), "dynamodb", "id-1");
  EXPECT_EQ(response.status, 400u);
  EXPECT_EQ(response.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(
      nlohmann::json::parse(response.body),
      (nlohmann::json{{"__type", "UnknownOperationException"},
                      {"message", "This request is for the AWS service 'dynamodb', " + kText}}));
}

TEST(ForeignServiceResponse, IsXmlInTheFormOfTheService) {
  struct Case {
    Request request;
    std::string service, content_type, before, after;
  };
  const std::string code = "<Code>UnknownOperationException</Code><Message>";
  const Case cases[] = {
      {Signed("s3", "/bucket/key"), "s3", "application/xml", "<Error>" + code,
       "</Message><RequestId>id-1</RequestId></Error>"},
      {Form("Action=GetCallerIdentity&Version=2011-06-15"), "sts", "text/xml",
       "<ErrorResponse><Error><Type>Sender</Type>" + code,
       "</Message></Error><RequestId>id-1</RequestId></ErrorResponse>"},
      {Signed("route53", "/2013-04-01/hostedzone"), "route53", "text/xml",
       "<ErrorResponse><Error><Type>Sender</Type>" + code,
       "</Message></Error><RequestId>id-1</RequestId></ErrorResponse>"},
      {Form("Action=DescribeVpcs&Version=2016-11-15"), "ec2", "text/xml",
       "<Response><Errors><Error>" + code,
       "</Message></Error></Errors><RequestID>id-1</RequestID></Response>"},
  };
  for (const auto& [request, service, content_type, before, after] : cases) {
    const Response response = ForeignServiceResponse(request, service, "id-1");
    EXPECT_EQ(response.status, 400u) << service;
    EXPECT_EQ(response.content_type, content_type) << service;
    EXPECT_EQ(response.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + before +
                                 "This request is for the AWS service '" + service + "', " + kText +
                                 after)
        << service;
  }
}

TEST(ForeignServiceResponse, EscapesNamesOfServices) {
  const Response response = ForeignServiceResponse(Form("Action=a"), "<&>", "id-1");
  EXPECT_NE(response.body.find("'&lt;&amp;&gt;'"), std::string::npos) << response.body;
}

}  // namespace
}  // namespace autopilot
