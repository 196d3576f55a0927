#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.h"
#include "storage/records.h"

namespace autopilot {

// The SQL of tags; contracts as in WriteTransaction. Resources are compared without regard to case.
// All throw SQLite::Exception.

std::vector<Tag> ListTags(Connection& connection, const Scope& scope, std::string_view resource);
void PutTags(Connection& connection, const Scope& scope, std::string_view resource,
             const std::vector<Tag>& tags);
void RemoveTags(Connection& connection, const Scope& scope, std::string_view resource,
                const std::vector<std::string>& keys);

}  // namespace autopilot
