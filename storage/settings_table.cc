#include "storage/settings_table.h"

namespace autopilot {

std::optional<std::string> FindSettings(Connection& connection, std::string_view owner) {
  CachedStatement select = connection.Prepare("SELECT text FROM settings WHERE owner = ?");
  select->bind(1, std::string(owner));
  if (!select->executeStep()) return std::nullopt;
  return select->getColumn(0).getString();
}

std::vector<SettingsRecord> AllSettings(Connection& connection) {
  CachedStatement select = connection.Prepare("SELECT owner, text FROM settings ORDER BY owner");
  std::vector<SettingsRecord> all;
  while (select->executeStep()) {
    all.push_back(
        {.owner = select->getColumn(0).getString(), .text = select->getColumn(1).getString()});
  }
  return all;
}

void PutSettings(Connection& connection, std::string_view owner, std::string_view text) {
  CachedStatement put = connection.Prepare(
      "INSERT INTO settings (owner, text) VALUES (?, ?)"
      " ON CONFLICT (owner) DO UPDATE SET text = excluded.text");
  put->bind(1, std::string(owner));
  put->bind(2, std::string(text));
  put->exec();
}

std::size_t CountSettings(Connection& connection) {
  CachedStatement count = connection.Prepare("SELECT count(*) FROM settings");
  count->executeStep();
  return static_cast<std::size_t>(count->getColumn(0).getInt64());
}

void RemoveSettings(Connection& connection, std::string_view owner) {
  CachedStatement remove = connection.Prepare("DELETE FROM settings WHERE owner = ?");
  remove->bind(1, std::string(owner));
  remove->exec();
}

}  // namespace autopilot
