#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "datasets/base/object_store.h"
#include "datasets/base/table.h"
#include "datasets/inputs/data_request.h"

namespace autopilot {

// How much of an object is asked for at a time.
enum class Reading : std::uint8_t { kHeader, kWhole };

// The table that an object of a channel holds. Errors of the table, too, say which object it is.
// The store must outlive it. Fails as OpenCsv and OpenParquet do; kUnsupported for Parquet in gzip.
DataResult<std::unique_ptr<Table>> OpenTable(ObjectStore& store, const ObjectInfo& object,
                                             const DataChannel& channel, Reading reading,
                                             const Deadline& deadline);

// The same error, saying what object it is about unless it does.
DataError InObject(DataError error, const std::string& uri);

}  // namespace autopilot
