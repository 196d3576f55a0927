#include "storage/database_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "storage/store.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

// The database header of the SQLite file format: a magic text, then numbers in big-endian order.
constexpr std::size_t kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;

constexpr const char* kMoveIt = " Move it away, or choose another folder with --data-dir.";

std::string FirstBytes(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return {};
  std::array<char, kHeaderSize> bytes{};
  const ssize_t count = descriptor < 0 ? -1 : ::read(descriptor, bytes.data(), bytes.size());
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (count < 0) {
    throw StoreOpenError(file.string() + " cannot be read: " +
                         std::generic_category().message(error) + "." + kMoveIt);
  }
  return {bytes.data(), static_cast<std::size_t>(count)};
}

std::int64_t BigEndian32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return static_cast<std::int32_t>(value);
}

// The version of our database; nothing if there is none yet.
std::optional<std::int64_t> VersionOfOurs(const fs::path& file) {
  const std::string header = FirstBytes(file);
  if (header.empty()) return std::nullopt;
  if (header.size() < kHeaderSize || !header.starts_with(kMagic)) {
    throw StoreOpenError(file.string() + " is damaged or not a database." + kMoveIt);
  }
  if (BigEndian32(header, kApplicationIdAt) != kApplicationId) {
    throw StoreOpenError(file.string() + " is the database of another program." + kMoveIt);
  }
  const std::int64_t version = BigEndian32(header, kUserVersionAt);
  if (version < 0) throw StoreOpenError(file.string() + " is damaged." + kMoveIt);
  return version;
}

}  // namespace

void CheckDatabaseFile(const fs::path& file, std::int64_t newest_version) {
  const std::optional<std::int64_t> version = VersionOfOurs(file);
  if (version && *version > newest_version) {
    throw StoreOpenError(file.string() +
                         " was written by a newer version of autopilot-local (its "
                         "schema is " +
                         std::to_string(*version) + ", this program knows up to " +
                         std::to_string(newest_version) +
                         "). Use that version, choose another "
                         "folder with --data-dir, or delete its jobs with --fresh.");
  }
}

void RemoveDatabaseFile(const fs::path& file) {
  VersionOfOurs(file);
  // The database first: without it, SQLite discards what is left of the others.
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    const fs::path part = file.string() + suffix;
    std::error_code error;
    fs::remove(part, error);
    if (error) {
      throw StoreOpenError(part.string() + " cannot be deleted: " + error.message() +
                           ". Choose another folder with --data-dir.");
    }
  }
}

}  // namespace autopilot
