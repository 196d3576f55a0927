#include <utility>

#include "api/protocol/authenticator.h"
#include "common/ascii.h"
#include "common/sigv4_claim.h"
#include "common/sigv4_signer.h"
#include "common/uri.h"
#include "tests/fuzz/http_text.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

constexpr Timestamp kNow{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
constexpr auto kId = "AKIDEXAMPLE";
constexpr auto kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr auto kAccount = "123456789012";

bool Holds(const Request& request) {
  static const Authenticator authenticator(AuthMode::kVerify,
                                           {{.id = kId, .secret = kSecret, .account = kAccount}},
                                           [] { return kNow; });
  const Scope defaults{.account = "000000000000", .region = "us-east-1"};
  const auto caller =
      authenticator.Authenticate(request, authenticator.ClaimedCaller(request, defaults));
  Expect(caller || IsUtf8(caller.error().message), "an error that is not UTF-8");
  return caller && caller->scope.account == kAccount && caller->scope.region == "eu-west-3";
}

// A message that nobody has signed yet.
Request Unsigned(std::string_view input) {
  Request request = ReadHttpText(input);
  std::erase_if(request.headers, [](const auto& header) {
    const std::string name = ToLowerAscii(header.first);
    return name == "host" || name == "authorization" || name == "date" || name == "x-amz-date" ||
           name == "x-amz-security-token" || name == "x-amz-content-sha256";
  });
  request.headers.emplace_back("Host", "localhost:4566");
  return request;
}

sigv4::Message MessageOf(const Request& request) {
  return {.method = request.method,
          .path = request.Path(),
          .query = request.Query(),
          .headers = request.headers};
}

const sigv4::Signer& TheSigner() {
  static const sigv4::Signer signer(
      {.access_key_id = kId, .secret_access_key = kSecret, .session_token = ""}, "eu-west-3",
      "sagemaker");
  return signer;
}

Request WithHeader(Request request) {
  auto added = TheSigner().HeadersFor(MessageOf(request), sigv4::PayloadHash(request.body), kNow);
  for (auto& header : added) request.headers.push_back(std::move(header));
  return request;
}

Request WithQuery(Request request) {
  request.body.clear();
  const std::string query =
      TheSigner().PresignedQuery(MessageOf(request), kNow, std::chrono::seconds(60));
  request.target = std::string(request.Path()) + "?" + query;
  return request;
}

void CheckSigned(const Request& good, std::string_view input) {
  Expect(Holds(good), "a right signature that does not hold", input);
  Request other_body = good;
  other_body.body += ' ';
  Expect(!Holds(other_body), "the signature of another body", input);
  Request other_method = good;
  other_method.method += 'X';
  Expect(!Holds(other_method), "the signature of another method", input);
  Request other_query = good;
  other_query.target += other_query.target.find('?') == std::string::npos ? "?z=1" : "&z=1";
  Expect(!Holds(other_query), "the signature of another query", input);
}

// What was signed with the right key holds, and nothing that was changed afterwards.
void Run(std::string_view input) {
  const Request plain = Unsigned(input);
  Holds(plain);
  if (sigv4::IsPresigned(plain.Query())) return;
  CheckSigned(WithHeader(plain), input);
  // The parameters of a signature are in a query once.
  if (UriDecode(plain.Query()).find("X-Amz-") == std::string::npos) {
    CheckSigned(WithQuery(plain), input);
  }
}

}  // namespace

const Target kSignature{"signature", Run};

}  // namespace autopilot::fuzzing
