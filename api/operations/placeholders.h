#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "api/operations/operation.h"
#include "storage/records.h"

namespace autopilot {

// What the names in braces stand for in the texts of scenarios (control/scenario.h), for one call
// that creates a job.
class Placeholders {
 public:
  Placeholders(const Call& call, ApiVersion version);

  // The text with every known name replaced; other braces stay as they are.
  std::string FillIn(std::string_view text) const;

 private:
  std::array<std::pair<std::string_view, std::string>, 7> values_;
};

}  // namespace autopilot
