#include "storage/sql_errors.h"

#include <sqlite3.h>

namespace autopilot {
namespace {

// What helps against errors that are not ours; "" for the others.
std::string AdviceFor(int code) {
  switch (code) {
    case SQLITE_FULL:
      return ": free space where the data folder is, writes then go on (in memory, 2 GiB are all)";
    case SQLITE_IOERR:
      return ": the disk of the data folder fails, or it is full or over a quota; the system's log "
             "may say more";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return ": the data folder and all autopilot.db* files in it must be writable for this user";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ": put back a copy of the data folder, choose another one with --data-dir, or delete "
             "its jobs with --fresh";
    case SQLITE_BUSY:
      return ": another program, such as a sqlite3 shell, holds a lock on it";
    default:
      return "";
  }
}

}  // namespace

std::string DescribeSqlError(int code, const std::string& text) {
  const int primary = code & 0xFF;
  // An extended code says which call to the operating system it was.
  const std::string detail =
      primary == SQLITE_IOERR && code != primary ? " (" + std::to_string(code) + ")" : "";
  return text + detail + AdviceFor(primary);
}

std::string DescribeSqlError(const SQLite::Exception& error) {
  const int extended = error.getExtendedErrorCode();
  return DescribeSqlError(extended > 0 ? extended : error.getErrorCode(), error.what());
}

}  // namespace autopilot
