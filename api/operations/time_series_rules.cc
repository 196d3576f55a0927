#include "api/operations/time_series_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "api/operations/json_access.h"
#include "api/operations/rule_text.h"
#include "api/protocol/errors.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxForecastHorizon = 500;
constexpr std::array<std::string_view, 3> kGapFills{"middlefill", "backfill", "futurefill"};
constexpr std::array<std::string_view, 6> kFillMethods{"zero", "value", "median",
                                                       "mean", "min",   "max"};
constexpr std::string_view kValueSuffix = "_value";

std::optional<Error> CheckGapFill(const std::string& column, const std::string& fill,
                                  const std::string& method, const json& fills) {
  if (std::find(kFillMethods.begin(), kFillMethods.end(), method) == kFillMethods.end()) {
    return errors::InvalidParameter("Filling of the column " + column + ": " + fill +
                                    " does not support " + method +
                                    ". Supported values: zero, value, median, mean, min, max.");
  }
  const auto value_name = fill + std::string(kValueSuffix);
  if ((method == "value") != fills.contains(value_name)) {
    return errors::InvalidParameter("Filling of the column " + column + ": " + value_name +
                                    " must be specified if and only if " + fill + " is value.");
  }
  return std::nullopt;
}

// frontfill is for the target and only says "none"; "<fill>_value" goes with its "<fill>": "value".
std::optional<Error> CheckFilling(const std::string& column, const json& fills,
                                  const std::string& target) {
  for (const auto& [fill, value] : fills.items()) {
    const auto method = value.get<std::string>();
    if (fill == "frontfill") {
      if (column != target || method != "none") {
        return errors::InvalidParameter("Filling of the column " + column +
                                        ": frontfill is only supported for the target column " +
                                        target + ", with the value none.");
      }
    } else if (std::find(kGapFills.begin(), kGapFills.end(), fill) != kGapFills.end()) {
      if (auto error = CheckGapFill(column, fill, method, fills)) return error;
    } else if (fill == "frontfill_value") {
      return errors::InvalidParameter("Filling of the column " + column +
                                      ": frontfill_value is not supported, since frontfill is "
                                      "none.");
    } else if (const auto base = fill.substr(0, fill.size() - kValueSuffix.size());
               !fills.contains(base)) {
      return errors::InvalidParameter("Filling of the column " + column + ": " + fill + " needs " +
                                      base + " to be value.");
    }
  }
  return std::nullopt;
}

std::optional<Error> CheckTransformations(const json* transformations, const std::string& target) {
  if (const auto* filling = Member(transformations, "Filling")) {
    for (const auto& [column, fills] : filling->items()) {
      if (auto error = CheckFilling(column, fills, target)) return error;
    }
  }
  if (const auto* aggregation = Member(transformations, "Aggregation")) {
    for (const auto& [column, method] : aggregation->items()) {
      if (column != target) {
        return errors::InvalidParameter("Aggregation is only supported for the target column " +
                                        target + ", but is specified for " + column + ".");
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> CheckTimeSeries(const json& input, const json& config) {
  if (Member(input, "DataSplitConfig") != nullptr) {
    return errors::InvalidParameter(
        "DataSplitConfig is not supported for the problem type TimeSeriesForecasting.");
  }
  if (IntegerMember(&config, "ForecastHorizon").value_or(0) > kMaxForecastHorizon) {
    return errors::InvalidParameter("ForecastHorizon must be " +
                                    std::to_string(kMaxForecastHorizon) + " or less.");
  }
  const auto* algorithms = Member(Member(config, "CandidateGenerationConfig"), "AlgorithmsConfig");
  if (algorithms != nullptr) {
    if (auto error = CheckAlgorithmNames(*algorithms, JobKind::kTimeSeriesForecasting,
                                         "the problem type TimeSeriesForecasting")) {
      return error;
    }
  }
  return CheckTransformations(
      Member(config, "Transformations"),
      StringMember(Member(config, "TimeSeriesConfig"), "TargetAttributeName"));
}

}  // namespace autopilot
