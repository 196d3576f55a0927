#include "api/protocol/foreign_service.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "api/protocol/bounded_text.h"
#include "api/protocol/errors.h"
#include "api/protocol/form_values.h"
#include "api/protocol/responses.h"
#include "common/ascii.h"

namespace autopilot {
namespace {

constexpr std::size_t kShownPrefixBytes = 64;

// The API versions by which calls of the query protocol can be told apart; those that may come
// unsigned (STS) or from common tools.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kServiceOfVersion{{
    {"2011-06-15", "sts"},
    {"2010-05-08", "iam"},
    {"2016-11-15", "ec2"},
    {"2012-11-05", "sqs"},
    {"2010-03-31", "sns"},
    {"2010-05-15", "cloudformation"},
    {"2010-08-01", "monitoring"},
    {"2014-10-31", "rds"},
    {"2011-01-01", "autoscaling"},
}};

bool IsFormBody(const Request& request) {
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  return EqualsIgnoringAsciiCase(request.Header("Content-Type").substr(0, kForm.size()), kForm);
}

// Where a call of the query protocol keeps its parameters; "" if the request is not one.
std::string_view QueryProtocolForm(const Request& request) {
  for (const std::string_view form :
       {IsFormBody(request) ? std::string_view(request.body) : std::string_view(),
        request.Query()}) {
    if (FormValue(form, "Action")) return form;
  }
  return {};
}

std::string EscapeXml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Element(std::string_view name, std::string_view content) {
  std::string xml = "<";
  xml.append(name).append(">").append(content).append("</").append(name).append(">");
  return xml;
}

enum class ErrorForm { kJson, kS3Xml, kQueryXml, kEc2Xml };

ErrorForm FormOf(const Request& request, std::string_view service) {
  if (service == "s3") return ErrorForm::kS3Xml;
  if (service == "ec2") return ErrorForm::kEc2Xml;
  // REST services whose errors look like those of the query protocol.
  if (service == "route53" || service == "cloudfront") return ErrorForm::kQueryXml;
  return QueryProtocolForm(request).empty() ? ErrorForm::kJson : ErrorForm::kQueryXml;
}

std::string XmlBody(ErrorForm form, const Error& error, std::string_view request_id) {
  const std::string code = Element("Code", TypeOf(error).name);
  const std::string message = Element("Message", EscapeXml(error.message));
  std::string body;
  switch (form) {
    case ErrorForm::kS3Xml:
      body = Element("Error", code + message + Element("RequestId", request_id));
      break;
    case ErrorForm::kEc2Xml:
      body = Element("Response", Element("Errors", Element("Error", code + message)) +
                                     Element("RequestID", request_id));
      break;
    case ErrorForm::kQueryXml:
    case ErrorForm::kJson:
      body = Element("ErrorResponse", Element("Error", Element("Type", "Sender") + code + message) +
                                          Element("RequestId", request_id));
      break;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body;
}

}  // namespace

std::optional<std::string> ForeignService(const Request& request, const Caller& caller) {
  if (caller.service) {
    if (*caller.service == "sagemaker") return std::nullopt;
    return caller.service;
  }

  const auto target = request.Header("X-Amz-Target");
  if (const auto dot = target.find('.'); dot != std::string_view::npos) {
    const auto prefix = target.substr(0, dot);
    if (prefix.empty() || EqualsIgnoringAsciiCase(prefix, "SageMaker")) return std::nullopt;
    return PrintableText(prefix, kShownPrefixBytes);
  }

  if (const auto form = QueryProtocolForm(request); target.empty() && !form.empty()) {
    const auto version = FormValue(form, "Version").value_or("");
    const auto known = std::find_if(kServiceOfVersion.begin(), kServiceOfVersion.end(),
                                    [&](const auto& entry) { return entry.first == version; });
    return std::string(known == kServiceOfVersion.end() ? "" : known->second);
  }
  return std::nullopt;
}

Response ForeignServiceResponse(const Request& request, const std::string& service,
                                const std::string& request_id) {
  const Error error = errors::WrongService(service);
  const ErrorForm form = FormOf(request, service);
  if (form == ErrorForm::kJson) return ErrorResponse(error, request_id);
  return {.status = TypeOf(error).http_status,
          .content_type = form == ErrorForm::kS3Xml ? "application/xml" : "text/xml",
          .body = XmlBody(form, error, request_id),
          .headers = {
              {form == ErrorForm::kS3Xml ? "x-amz-request-id" : "x-amzn-RequestId", request_id}}};
}

}  // namespace autopilot
