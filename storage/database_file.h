#pragma once

#include <cstdint>
#include <filesystem>

namespace autopilot {

// Marks our databases in their header ("APLT"), as SQLite intends its application_id.
inline constexpr std::int32_t kApplicationId = 0x41504C54;

// Judges a database file by its header, before SQLite, which may write, gets to see it. A missing
// or an empty file is fine. Throws StoreOpenError for what is no database, another program's, or
// that of a version newer than `newest_version`.
void CheckDatabaseFile(const std::filesystem::path& file, std::int64_t newest_version);

// Deletes our database, of whatever version, with its journals. Throws StoreOpenError, and deletes
// nothing, if the file is not ours.
void RemoveDatabaseFile(const std::filesystem::path& file);

}  // namespace autopilot
