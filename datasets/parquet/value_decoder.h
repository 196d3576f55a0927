#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/parquet/memory_budget.h"
#include "datasets/parquet/page.h"
#include "datasets/parquet/parquet_errors.h"
#include "datasets/parquet/schema.h"

namespace autopilot {

// Gives the values of a page that are no nulls, one after the other, as these bytes: numbers
// little-endian, booleans 0 or 1, byte arrays as they are.
class ValueDecoder {
 public:
  virtual ~ValueDecoder() = default;
  // Valid until the next call. Nothing if the page has no more or is damaged.
  virtual std::optional<std::string_view> Next() = 0;
};

// What values are a number's index into.
class ParquetDictionary {
 public:
  static DataResult<ParquetDictionary> Read(ParquetPage page, const ParquetLeaf& leaf,
                                            MemoryBudget& budget, const ChunkPlace& place);

  // Nothing beyond the last one.
  std::optional<std::string_view> At(std::size_t index) const;

 private:
  ParquetPage page_;
  MemoryBudget::Share memory_;
  std::size_t width_ = 0;                 // bytes of each value; 0: they are byte arrays
  std::vector<std::uint32_t> positions_;  // of byte arrays, with their lengths before them
};

// The bytes of a fixed size that values of that type have; 0 if each has its own size or is a bit.
std::size_t WidthOf(const ParquetLeaf& leaf);

// Decodes `bytes`, which must outlive the decoder as `dictionary` must (null: there is none). Fails
// with kUnsupported for encodings that are not read, else with kMalformed.
DataResult<std::unique_ptr<ValueDecoder>> MakeValueDecoder(const ParquetLeaf& leaf,
                                                           std::int32_t encoding,
                                                           std::string_view bytes,
                                                           const ParquetDictionary* dictionary,
                                                           const ChunkPlace& place);

}  // namespace autopilot
