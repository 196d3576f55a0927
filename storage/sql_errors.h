#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>
#include <utility>

#include "storage/store.h"

namespace autopilot {

// What SQLite says and, where the cause lies outside of this program, what helps: for the log.
// `code`: SQLite's, if possible the extended one.
std::string DescribeSqlError(int code, const std::string& text);
std::string DescribeSqlError(const SQLite::Exception& error);

// Calls `use`, which works on the database, and turns its failures into StoreError.
template <typename Use>
auto WithStoreErrors(Use&& use) {
  try {
    return std::forward<Use>(use)();
  } catch (const SQLite::Exception& e) {
    throw StoreError("the database reports: " + DescribeSqlError(e));
  }
}

}  // namespace autopilot
