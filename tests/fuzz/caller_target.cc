#include <algorithm>
#include <memory>

#include "api/protocol/caller.h"
#include "common/scope.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/http_text.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/world.h"

namespace autopilot::fuzzing {
namespace {

const std::vector<AccessKey> kKeys{
    {.id = "AKIDEXAMPLE",
     .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
     .account = "123456789012"},
    {.id = "ASIAEXAMPLE", .secret = "secret", .account = "210987654321", .session_token = "token"}};

// A server of each mode. They are used again: a call that changes something is no part of this.
struct Servers {
  World accepting{AuthMode::kAccept, kKeys};
  World requiring{AuthMode::kRequire, kKeys};
  World verifying{AuthMode::kVerify, kKeys};
};

void CheckCaller(const Request& request) {
  const Scope defaults{.account = "000000000000", .region = "us-east-1"};
  const Caller caller = ParseCaller(request, defaults);
  Expect(IsAccountId(caller.scope.account), "an account that is none", caller.scope.account);
  Expect(IsRegionName(caller.scope.region), "a region that is none", caller.scope.region);
  Expect(std::all_of(caller.access_key_id.begin(), caller.access_key_id.end(),
                     [](char c) { return c > 0x20 && c < 0x7F; }),
         "an access key id that is none", caller.access_key_id);
}

void Run(std::string_view input) {
  constexpr int kUses = 1'000;
  static std::unique_ptr<Servers> servers;
  static int uses = 0;
  if (uses++ % kUses == 0) servers = std::make_unique<Servers>();

  const Request request = ReadHttpText(input);
  CheckCaller(request);
  constexpr std::string_view kPrefix = "SageMaker.";
  auto operation = request.Header("X-Amz-Target");
  operation.remove_prefix(std::min(operation.size(), kPrefix.size()));
  for (World* server : {&servers->accepting, &servers->requiring, &servers->verifying}) {
    const Response response = *server->SendApi(request);
    CheckApiAnswer(operation, response, input);
    Expect(server != &servers->verifying || response.status != 200,
           "a signature of nobody's that holds", input);
  }
}

}  // namespace

const Target kCaller{"caller", Run};

}  // namespace autopilot::fuzzing
