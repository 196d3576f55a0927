#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>
#include <utility>

#include "lifecycle/codec.h"
#include "storage/store.h"

namespace autopilot {

// Calls `use`, which works on the database, and turns its failures into StoreError.
template <typename Use>
auto WithStoreErrors(Use&& use) {
  try {
    return std::forward<Use>(use)();
  } catch (const SQLite::Exception& e) {
    throw StoreError(std::string("the database reports: ") + e.what());
  } catch (const CodecError& e) {
    throw StoreError(std::string("the database holds a damaged job: ") + e.what());
  }
}

}  // namespace autopilot
