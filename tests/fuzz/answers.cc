#include "tests/fuzz/answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/fuzz/target.h"
#include "tests/support/output_check.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestError = 64 * 1024;
constexpr std::size_t kLargestAnswer = 4 * 1024 * 1024;

std::string Shown(std::string_view request, const Response& response) {
  return std::string(request.substr(0, 1'000)) + "\nstatus " + std::to_string(response.status) +
         ", body " + response.body;
}

bool IsJson(const std::string& text) { return json::accept(text); }

bool IsOneLine(const std::string& text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

void CheckForm(const Response& response, std::string_view request) {
  const bool is_error = response.status >= 400;
  Expect(response.body.size() <= (is_error ? kLargestError : kLargestAnswer), "a huge answer",
         Shown(request, response));
  Expect(IsUtf8(response.body), "an answer that is not UTF-8", Shown(request, response));
  Expect(response.status >= 200 && response.status <= 599, "no status", Shown(request, response));
  Expect(IsOneLine(response.content_type) &&
             std::all_of(response.headers.begin(), response.headers.end(),
                         [](const auto& header) {
                           return IsOneLine(header.first) && IsOneLine(header.second);
                         }),
         "a header that breaks out of its line", Shown(request, response));
}

void CheckError(const Response& response, std::string_view request) {
  const json body = json::parse(response.body, nullptr, false);
  const auto has_text = [&](const char* name) {
    const auto member = body.find(name);
    return member != body.end() && member->is_string();
  };
  Expect(body.is_object() && has_text("__type") && (has_text("message") || has_text("Message")),
         "an error that is none", Shown(request, response));
}

bool IsXml(const Response& response) { return response.content_type.ends_with("xml"); }

}  // namespace

void CheckApiAnswer(std::string_view operation, const Response& response,
                    std::string_view request) {
  CheckForm(response, request);
  if (response.status == 200) {
    const auto problem = testing::ProblemOfOutput(operation, response.body);
    Expect(!problem, problem.value_or(""), Shown(request, response));
    return;
  }
  Expect(response.status >= 400 && response.status < 500, "an answer beyond 2xx and 4xx",
         Shown(request, response));
  if (!IsXml(response)) CheckError(response, request);
}

void CheckSteeredAnswer(const Response& response, std::string_view request) {
  CheckForm(response, request);
  Expect(response.body.empty() || IsXml(response) || IsJson(response.body),
         "an answer that is not JSON", Shown(request, response));
}

void CheckControlAnswer(const Response& response, std::string_view request) {
  CheckForm(response, request);
  if (response.status >= 400) {
    Expect(response.status < 500, "an answer beyond 2xx and 4xx", Shown(request, response));
    // A wait that has not been met says what it has seen, and LocalStack's routes answer as there.
    if (response.status != 408 && response.status != 409) CheckError(response, request);
  } else if (response.content_type == "application/json") {
    Expect(response.body.empty() || IsJson(response.body), "an answer that is not JSON",
           Shown(request, response));
  }
}

}  // namespace autopilot::fuzzing
