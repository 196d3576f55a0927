#include "storage/snapshot_table.h"

#include <cstddef>

#include "storage/bytes.h"
#include "storage/job_table.h"

namespace autopilot {

std::optional<std::string> FindSnapshot(Connection& connection, std::string_view owner,
                                        std::string_view name) {
  CachedStatement select =
      connection.Prepare("SELECT content FROM snapshots WHERE owner = ? AND name = ?");
  select->bind(1, std::string(owner));
  select->bind(2, std::string(name));
  if (!select->executeStep()) return std::nullopt;
  return std::string(Bytes(select->getColumn(0)));
}

std::vector<SnapshotInfo> ListSnapshots(Connection& connection, std::string_view owner) {
  // The length of a BLOB is known without reading it.
  CachedStatement select = connection.Prepare(
      "SELECT name, created_us, length(content) FROM snapshots WHERE owner = ? ORDER BY name");
  select->bind(1, std::string(owner));
  std::vector<SnapshotInfo> list;
  while (select->executeStep()) {
    list.push_back({.name = select->getColumn(0).getString(),
                    .created = FromMicros(select->getColumn(1).getInt64()),
                    .bytes = static_cast<std::size_t>(select->getColumn(2).getInt64())});
  }
  return list;
}

void PutSnapshot(Connection& connection, std::string_view owner, const SnapshotInfo& info,
                 std::string_view content) {
  CachedStatement put = connection.Prepare(
      "INSERT INTO snapshots (owner, name, created_us, content)"
      " VALUES (?, ?, ?, ?)"
      " ON CONFLICT (owner, name) DO UPDATE"
      " SET created_us = excluded.created_us, content = excluded.content");
  put->bind(1, std::string(owner));
  put->bind(2, info.name);
  put->bind(3, ToMicros(info.created));
  BindBytesNoCopy(*put, 4, content);
  put->exec();
}

bool RemoveSnapshot(Connection& connection, std::string_view owner, std::string_view name) {
  CachedStatement remove = connection.Prepare("DELETE FROM snapshots WHERE owner = ? AND name = ?");
  remove->bind(1, std::string(owner));
  remove->bind(2, std::string(name));
  return remove->exec() > 0;
}

}  // namespace autopilot
