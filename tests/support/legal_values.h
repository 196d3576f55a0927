#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/model/service_model.h"

namespace autopilot::testing {

// The job that requests about existing resources name. Whoever sends them creates it first, in the
// default account and region, with CreateAutoMLJob.
inline constexpr std::string_view kExistingJobName = "boundary-job";
inline constexpr std::string_view kExistingJobArn =
    "arn:aws:sagemaker:us-east-1:000000000000:automl-job/boundary-job";

// A small value of the shape that satisfies its constraints and, as far as one value alone can, the
// documented rules of the operations. Structures have their required members and few more.
nlohmann::json LegalValue(const Shape& shape);

// More legal texts of a shape whose pattern allows so few that they cannot be made by padding.
std::vector<std::string> FurtherLegalTexts(const Shape& shape);

// A text of exactly `length` characters that matches the pattern of the shape, if padding the legal
// value gives one.
std::optional<std::string> LegalTextOfLength(const Shape& shape, std::size_t length);

// A text within the length limits that the pattern of the shape refuses.
std::string MismatchingText(const Shape& shape);

}  // namespace autopilot::testing
