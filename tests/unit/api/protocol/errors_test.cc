#include "api/protocol/errors.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Errors, TellViolationsInAwssWording) {
  EXPECT_EQ(errors::ValidationFailed({"a"}),
            (Error{ErrorCode::kValidation, "1 validation error detected: a"}));
  EXPECT_EQ(errors::ValidationFailed({"a", "b"}).message, "2 validation errors detected: a; b");
  EXPECT_EQ(errors::ValidationFailed({"a", "b"}, 3).message,
            "5 validation errors detected: a; b; and 3 more");
}

TEST(Errors, HaveTheirTexts) {
  struct Case {
    Error error;
    ErrorCode code;
    std::string message;
  };
  const Case cases[] = {
      {errors::InvalidParameter("No."), ErrorCode::kValidation, "No."},
      {errors::Serialization("Bad."), ErrorCode::kSerialization, "Bad."},
      {errors::JobNotFound("my-job"), ErrorCode::kResourceNotFound,
       "Amazon SageMaker can't find an AutoML job called my-job."},
      {errors::JobNameInUse("my-job", Timestamp()), ErrorCode::kResourceInUse,
       "An AutoML job with the name, my-job, already exists. Choose a different name."},
      {errors::JobNotStoppable("Completed"), ErrorCode::kValidation,
       "The request was rejected because the AutoML job is in status Completed."},
      {errors::TooManyJobs(4, 4), ErrorCode::kResourceLimitExceeded,
       "The account-level service limit 'Number of concurrent AutoML jobs' is 4 Jobs, with current "
       "utilization of 4 Jobs and a request delta of 1 Jobs. Please contact AWS support to request "
       "an increase for this limit."},
      {errors::ResourceArnNotFound("arn:x"), ErrorCode::kValidation,
       "Could not find resource with ARN arn:x."},
      {errors::TooManyTags(50), ErrorCode::kValidation, "A resource can have at most 50 tags."},
      {errors::ReservedTagKey("aws:x"), ErrorCode::kValidation,
       "The tag key aws:x is not allowed: keys that begin with aws: are reserved for AWS use."},
      {errors::DuplicateTagKey("k"), ErrorCode::kValidation,
       "Tag keys must be unique: the key k was given more than once."},
      {errors::InvalidNextToken(), ErrorCode::kValidation,
       "The NextToken is not valid: it was not returned by this operation for the same "
       "parameters."},
      {errors::UnknownOperation("SageMaker.Fly"), ErrorCode::kUnknownOperation,
       "This server has no operation SageMaker.Fly."},
      {errors::UnknownOperation("a\r\n\xFF"), ErrorCode::kUnknownOperation,
       "This server has no operation a???."},
      {errors::UnknownOperation(""), ErrorCode::kUnknownOperation,
       "The request names no operation: the header X-Amz-Target must be SageMaker.<operation>."},
      {errors::WrongService("s3"), ErrorCode::kWrongService,
       "This request is for the AWS service 's3', but this server speaks only SageMaker. Set "
       "AWS_ENDPOINT_URL_SAGEMAKER (or the endpoint_url of the sagemaker client) instead of "
       "AWS_ENDPOINT_URL, so that only SageMaker calls come here."},
      {errors::MethodNotAllowed("GET", "/"), ErrorCode::kMethodNotAllowed,
       "The method GET is not allowed for /: SageMaker operations are sent as POST /."},
      {errors::BodyTooLarge(10), ErrorCode::kRequestTooLarge,
       "The request body is larger than 10 bytes (--max-body-bytes)."},
      {errors::HeaderTooLarge(10), ErrorCode::kHeaderTooLarge,
       "The request header is larger than 10 bytes."},
      {errors::MalformedHttp("bad version"), ErrorCode::kMalformedHttp,
       "The HTTP request is malformed: bad version."},
      {errors::RequestTimeout(), ErrorCode::kRequestTimeout,
       "The request did not arrive completely in time."},
      {errors::TooManyConnections(9), ErrorCode::kServiceUnavailable,
       "All of the 9 connections of this server are in use."},
      {errors::ShuttingDown(), ErrorCode::kServiceUnavailable, "The server is shutting down."},
      {errors::InternalFailure("disk full"), ErrorCode::kInternalFailure,
       "The request processing has failed because of an unknown error, exception or failure."},
      {errors::NothingStored("disk full"), ErrorCode::kInternalFailure,
       "The request processing has failed because of an unknown error, exception or failure. "
       "Nothing was stored; the server's log says why."},
  };
  for (const auto& [error, code, message] : cases) {
    EXPECT_EQ(error.code, code) << message;
    EXPECT_EQ(error.message, message);
  }
}

TEST(Errors, NameNoServiceThatIsNotKnown) {
  EXPECT_TRUE(errors::WrongService("").message.starts_with(
      "This request is for an AWS service other than SageMaker, but"));
}

TEST(Errors, HaveAwsTypesAndHttpStatuses) {
  struct Case {
    ErrorCode code;
    std::string_view name;
    unsigned status;
    std::string_view member;
  };
  const Case cases[] = {
      {ErrorCode::kValidation, "ValidationException", 400, "message"},
      {ErrorCode::kSerialization, "SerializationException", 400, "message"},
      {ErrorCode::kUnknownOperation, "UnknownOperationException", 400, "message"},
      {ErrorCode::kResourceInUse, "ResourceInUse", 400, "Message"},
      {ErrorCode::kResourceNotFound, "ResourceNotFound", 400, "Message"},
      {ErrorCode::kResourceLimitExceeded, "ResourceLimitExceeded", 400, "Message"},
      {ErrorCode::kMethodNotAllowed, "MethodNotAllowedException", 405, "message"},
      {ErrorCode::kRequestTooLarge, "RequestEntityTooLargeException", 413, "message"},
      {ErrorCode::kHeaderTooLarge, "RequestHeaderFieldsTooLargeException", 431, "message"},
      {ErrorCode::kMalformedHttp, "MalformedHttpRequestException", 400, "message"},
      {ErrorCode::kRequestTimeout, "RequestTimeoutException", 408, "message"},
      {ErrorCode::kServiceUnavailable, "ServiceUnavailable", 503, "message"},
      {ErrorCode::kWrongService, "UnknownOperationException", 400, "message"},
      {ErrorCode::kInternalFailure, "InternalFailure", 500, "message"},
  };
  for (const auto& [code, name, status, member] : cases) {
    const Error error{code, ""};
    const ErrorType type = TypeOf(error);
    EXPECT_EQ(type.name, name);
    EXPECT_EQ(type.http_status, status) << name;
    EXPECT_EQ(type.message_member, member) << name;
  }
}

}  // namespace
}  // namespace autopilot
