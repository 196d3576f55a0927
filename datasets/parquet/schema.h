#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datasets/base/data_error.h"
#include "datasets/base/table.h"
#include "datasets/parquet/parquet_table.h"
#include "datasets/parquet/thrift_compact.h"

namespace autopilot {

// How values are stored; the numbers are the format's.
enum class PhysicalType : std::uint8_t {
  kBoolean = 0,
  kInt32 = 1,
  kInt64 = 2,
  kInt96 = 3,
  kFloat = 4,
  kDouble = 5,
  kByteArray = 6,
  kFixedLenByteArray = 7,
};

// What the stored values mean.
enum class ParquetMeaning : std::uint8_t {
  kPlain,  // what the physical type says
  kText,
  kUnsigned,
  kDecimal,
  kDate,
  kTime,
  kTimestamp,
  kUuid,
  kFloat16,
  kOther,  // not read
};

enum class ParquetTimeUnit : std::uint8_t { kMillis, kMicros, kNanos };

// A column as the file stores it.
struct ParquetLeaf {
  std::string name;  // the path to it, with dots
  PhysicalType physical = PhysicalType::kBoolean;
  ParquetMeaning meaning = ParquetMeaning::kPlain;
  ParquetTimeUnit unit = ParquetTimeUnit::kMillis;  // of times and timestamps
  bool is_utc = false;                              // of timestamps
  std::int32_t scale = 0;                           // digits of decimals behind the point
  std::int32_t length = 0;                          // bytes, of kFixedLenByteArray
  std::uint32_t max_definition = 0;                 // the level of a value that is not null
  bool is_repeated = false;                         // it, or a group that it is in

  bool IsReadable() const { return !is_repeated && meaning != ParquetMeaning::kOther; }
  DeclaredType Declared() const;
};

// The leaves of a schema, which is the field that comes next: a list of the tree's elements, each
// before its children. Fails with kMalformed and kTooLarge.
DataResult<std::vector<ParquetLeaf>> ReadSchema(ThriftReader& reader, ThriftReader::Field field,
                                                const ParquetLimits& limits);

}  // namespace autopilot
