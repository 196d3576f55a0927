#pragma once

#include <functional>
#include <optional>
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
// The same for a resource that has none.
void PutFirstTags(Connection& connection, const Scope& scope, std::string_view resource,
                  const std::vector<Tag>& tags);
void RemoveTags(Connection& connection, const Scope& scope, std::string_view resource,
                const std::vector<std::string>& keys);

// Of an account, in all of its regions; no account: of all.
void VisitTags(Connection& connection, const std::optional<std::string>& account,
               const std::function<void(const Scope&, const std::string& resource,
                                        const std::vector<Tag>&)>& visit);
void RemoveTagsOf(Connection& connection, const std::optional<std::string>& account);

}  // namespace autopilot
