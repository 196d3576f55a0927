#include "bench/sample_requests.h"

namespace autopilot::bench {
namespace {

// Without the job's name before it and the tags behind it.
constexpr const char* kTabularJob =
    R"("AutoMLJobInputDataConfig":[{"ChannelType":"training",)"
    R"("ContentType":"text/csv;header=present","CompressionType":"None","DataSource":)"
    R"({"S3DataSource":{"S3DataType":"S3Prefix","S3Uri":"s3://churn-data/2026/11/train.csv"}}}],)"
    R"("OutputDataConfig":{"S3OutputPath":"s3://churn-data/output"},)"
    R"("AutoMLProblemTypeConfig":{"TabularJobConfig":{"CompletionCriteria":{"MaxCandidates":10},)"
    R"("ProblemType":"BinaryClassification","TargetAttributeName":"churned"}},)"
    R"("AutoMLJobObjective":{"MetricName":"F1"},)"
    R"("RoleArn":"arn:aws:iam::123456789012:role/autopilot")";

std::string NameMember() { return std::string(R"("AutoMLJobName":")") + kJobName + "\""; }

std::string CreateBodyWith(const std::string& tag) {
  return "{" + NameMember() + "," + kTabularJob + R"(,"Tags":[)" + tag + "]}";
}

}  // namespace

std::string Authorization() {
  return "AWS4-HMAC-SHA256 "
         "Credential=123456789012/20261127/us-east-1/sagemaker/aws4_request, "
         "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" +
         std::string(64, '5');
}

std::string DescribeBody() { return "{" + NameMember() + "}"; }

std::string CreateBody() { return CreateBodyWith(R"({"Key":"team","Value":"churn"})"); }

std::string CreateFailingBody() {
  return CreateBodyWith(R"({"Key":"autopilot-local:scenario","Value":"failed"})");
}

std::string SdkRequest(const std::string& operation, const std::string& body, std::uint16_t port) {
  constexpr const char* kEnd = "\r\n";
  return std::string("POST / HTTP/1.1\r\n") + "Host: 127.0.0.1:" + std::to_string(port) + kEnd +
         "Accept-Encoding: identity\r\n" + "X-Amz-Target: SageMaker." + operation + kEnd +
         "Content-Type: application/x-amz-json-1.1\r\n" +
         "User-Agent: Boto3/1.26.27 Python/3.11.2 Linux/6.1.0-amd64 Botocore/1.29.27\r\n" +
         "X-Amz-Date: 20261127T080000Z\r\n" + "Authorization: " + Authorization() + kEnd +
         "amz-sdk-invocation-id: 5d0cf3a1-3a34-4d6c-8a3e-0d0b6ac2f00d\r\n" +
         "amz-sdk-request: attempt=1\r\n" + "Content-Length: " + std::to_string(body.size()) +
         kEnd + kEnd + body;
}

}  // namespace autopilot::bench
