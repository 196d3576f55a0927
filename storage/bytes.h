#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "storage/store.h"

namespace autopilot {

// What a BLOB column holds; valid until its statement moves on.
inline std::string_view Bytes(const SQLite::Column& column) {
  const void* data = column.getBlob();  // null for an empty one
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(column.getBytes())};
}

// Binds a BLOB; the bytes must outlive the use of the statement.
inline void BindBytesNoCopy(SQLite::Statement& statement, int parameter, std::string_view bytes) {
  if (bytes.size() > std::size_t{std::numeric_limits<int>::max()}) {
    throw StoreError(std::to_string(bytes.size()) + " bytes are too many for the database");
  }
  // A null pointer would be an SQL NULL.
  const void* data = bytes.data() == nullptr ? "" : bytes.data();
  statement.bindNoCopy(parameter, data, static_cast<int>(bytes.size()));
}

}  // namespace autopilot
