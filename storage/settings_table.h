#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.h"
#include "storage/records.h"

namespace autopilot {

// The SQL of settings; contracts as in WriteTransaction. All throw SQLite::Exception.

std::optional<std::string> FindSettings(Connection& connection, std::string_view owner);
std::vector<SettingsRecord> AllSettings(Connection& connection);  // by owner
void PutSettings(Connection& connection, std::string_view owner, std::string_view text);
// The same as AllSettings().size().
std::size_t CountSettings(Connection& connection);
void RemoveSettings(Connection& connection, std::string_view owner);

}  // namespace autopilot
