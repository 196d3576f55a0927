#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "control/control_context.h"
#include "control/control_error.h"
#include "control/journal.h"

namespace autopilot {

// What a request must say at one place; of a request that is no JSON, or was cut, nothing is known
// but that nothing exists in it.
struct RequestCondition {
  enum class Kind {
    kEquals,    // to `expected`
    kExists,    // or not: `expected` is a boolean
    kMatches,   // a string that fits the glob `expected`
    kContains,  // see JsonContains
  };

  std::string pointer;  // JSON pointer into the request
  Kind kind = Kind::kExists;
  nlohmann::json expected = true;

  bool operator==(const RequestCondition&) const = default;
};

// Absent conditions are met by all.
struct JournalQuery {
  static constexpr std::size_t kDefaultLimit = 100;

  std::optional<std::string> account;
  std::optional<std::string> operation;  // glob; "" for targets that were not usable
  std::optional<std::string> job;        // glob, compared without case
  std::optional<unsigned> status;
  std::optional<std::string> error_type;  // "": success
  std::vector<RequestCondition> request;  // all of them hold
  std::uint64_t since = 0;                // only entries with higher numbers
  std::size_t limit = kDefaultLimit;

  bool operator==(const JournalQuery&) const = default;
};

bool Matches(const JournalQuery& query, const JournalEntry& entry);

// Whether the query asks only for what the journal counts for ever.
bool IsAnsweredByCounters(const JournalQuery& query);

// The JSON of a query; every field is optional:
//   {"account": "123456789012",              or "*" for all; absent: the caller's
//    "operation": "Create*", "job": "nightly-*", "status": 400,
//    "error_type": "ThrottlingException",    "" for success
//    "request": [{"pointer": "/AutoMLJobConfig/Mode", "equals": "ENSEMBLING"},
//                {"pointer": "/RoleArn", "exists": true},
//                {"pointer": "/AutoMLJobName", "matches": "nightly-*"},
//                {"pointer": "/Tags", "contains": [{"Key": "team"}]}],
//    "since": 12, "limit": 100}
// `at` is the pointer of `value` in the request, for the paths of errors.
ControlResult<JournalQuery> ParseJournalQuery(const nlohmann::json& value,
                                              const ControlContext& context,
                                              const std::string& at = "");

// What is empty is left out. "request" is the request as JSON; if it is none or was cut, there is
// "request_text" in its place, and in the second case "request_cut".
nlohmann::json ToJson(const JournalEntry& entry);
nlohmann::json ToJson(const JournalCount& count);

}  // namespace autopilot
