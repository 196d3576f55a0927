#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/error.h"
#include "common/scope.h"
#include "common/time.h"
#include "storage/records.h"

namespace autopilot {

// What a NextToken carries: where the next page begins, and the instant at which the whole list is
// evaluated.
struct PageState {
  Timestamp as_of;
  std::int64_t last_change = 0;  // of the scope or job: what was changed later does not appear
  JobPosition position{};        // ListAutoMLJobs
  std::uint64_t offset = 0;      // ListCandidatesForAutoMLJob: entries already returned

  bool operator==(const PageState&) const = default;
};

// Makes and reads NextTokens. A token is opaque, unforgeable (HMAC-SHA256) and bound to a secret
// (the store's, or one that follows from the seed so that runs can be repeated), the operation, the
// caller's scope and the parameters of the list, MaxResults excepted.
class PageTokens {
 public:
  using Secret = std::array<unsigned char, 32>;
  explicit PageTokens(const Secret& secret) : secret_(secret) {}
  static Secret SecretOf(std::uint64_t seed);

  // `input`: the request's members; NextToken and MaxResults do not count.
  std::string Write(std::string_view operation, const Scope& scope, const nlohmann::json& input,
                    const PageState& state) const;
  // A ValidationException unless the token was written for the same operation, scope and input.
  Result<PageState> Read(std::string_view operation, const Scope& scope,
                         const nlohmann::json& input, std::string_view token) const;

 private:
  std::string Sign(std::string_view binding, std::string_view payload) const;

  Secret secret_;
};

}  // namespace autopilot
