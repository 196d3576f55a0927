#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.h"
#include "storage/records.h"

namespace autopilot {

// The SQL of snapshots; contracts as in WriteTransaction. All throw SQLite::Exception.

std::optional<std::string> FindSnapshot(Connection& connection, std::string_view owner,
                                        std::string_view name);
std::vector<SnapshotInfo> ListSnapshots(Connection& connection, std::string_view owner);
// The size kept is that of `content`, whatever `info` says. Throws StoreError if it is too much for
// SQLite.
void PutSnapshot(Connection& connection, std::string_view owner, const SnapshotInfo& info,
                 std::string_view content);
bool RemoveSnapshot(Connection& connection, std::string_view owner, std::string_view name);

}  // namespace autopilot
