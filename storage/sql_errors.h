#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>
#include <utility>

#include "storage/store.h"

namespace autopilot {

// Calls `use`, which works on the database, and turns its failures into StoreError.
template <typename Use>
auto WithStoreErrors(Use&& use) {
  try {
    return std::forward<Use>(use)();
  } catch (const SQLite::Exception& e) {
    throw StoreError(std::string("the database reports: ") + e.what());
  }
}

}  // namespace autopilot
