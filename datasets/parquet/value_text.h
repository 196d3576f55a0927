#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "datasets/parquet/parquet_errors.h"
#include "datasets/parquet/schema.h"

namespace autopilot {

// Writes values as text: numbers in their shortest form ("3", "2.5", decimals without zeros at
// their end, "NaN", "inf"), "true" and "false", "2024-01-31", "12:00:00", "2024-01-31T12:00:00Z"
// (without Z where the column has local times) with a fraction of a second only if there is one,
// UUIDs in lower case, other bytes as the UTF-8 that they must be. Years beyond 0000 to 9999 have a
// sign.
class ValueText {
 public:
  static constexpr std::size_t kMostDecimalBytes = 32;

  // Of a value as ValueDecoder gives it; valid until the next call and as long as `value`.
  // kMalformed for what its type does not allow, kUnsupported for bytes that are no text.
  DataResult<std::string_view> Of(const ParquetLeaf& leaf, std::string_view value,
                                  const ChunkPlace& place);

 private:
  DataResult<std::string_view> Plain(const ParquetLeaf& leaf, std::string_view value,
                                     const ChunkPlace& place);
  DataResult<std::string_view> Decimal(const ParquetLeaf& leaf, std::string_view value,
                                       const ChunkPlace& place);
  DataResult<std::string_view> TimeOfDay(const ParquetLeaf& leaf, std::string_view value,
                                         const ChunkPlace& place);
  template <typename Number>
  std::string_view NumberText(Number number);

  std::string text_;
};

}  // namespace autopilot
