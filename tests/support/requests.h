#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace autopilot::testing {

// The smallest legal create requests, to be changed by `patch` (a JSON merge patch: null removes).
nlohmann::json CreateV1(const std::string& name, const nlohmann::json& patch = nullptr);
nlohmann::json CreateTabularV2(const std::string& name, const nlohmann::json& patch = nullptr);
nlohmann::json CreateImageV2(const std::string& name, const nlohmann::json& patch = nullptr);
nlohmann::json CreateTextV2(const std::string& name, const nlohmann::json& patch = nullptr);
nlohmann::json CreateTextGenerationV2(const std::string& name,
                                      const nlohmann::json& patch = nullptr);
nlohmann::json CreateTimeSeriesV2(const std::string& name, const nlohmann::json& patch = nullptr);

}  // namespace autopilot::testing
