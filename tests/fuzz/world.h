#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/api.h"
#include "api/protocol/authenticator.h"
#include "server/admin/control_api.h"
#include "tests/support/manual_clock.h"

namespace autopilot::fuzzing {

// The whole product on an empty store in memory, without a socket, at 2026-01-01T00:00:00Z of a
// clock that stands still. Whatever it reports as an error of its own is a finding.
class World {
 public:
  explicit World(AuthMode auth = AuthMode::kAccept, std::vector<AccessKey> keys = {});
  // A finding unless every request has been answered exactly once.
  ~World();

  // Both wait for the answer, but not longer than `patience`; nothing then.
  std::optional<Response> SendApi(Request request,
                                  std::chrono::milliseconds patience = kLongEnough);
  std::optional<Response> SendControl(Request request,
                                      std::chrono::milliseconds patience = kLongEnough);
  // An answer later than this is a finding, where it is asked for without patience of one's own.
  static constexpr std::chrono::milliseconds kLongEnough{60'000};

  // Calls a SageMaker operation; answered in any case.
  Response Call(std::string_view operation, std::string body);

  // As if it were a new one, at a small part of the cost; false if only a new one will do.
  bool StartOver();

  bool HasFaults() const;
  testing::ManualClock& clock();
  Control& control();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A world in which nothing has happened yet, good until the next call.
World& CleanWorld();

Request ApiRequest(std::string_view operation, std::string body);
// The header of a caller of that account and region.
std::pair<std::string, std::string> Authorization(const Scope& scope);

}  // namespace autopilot::fuzzing
