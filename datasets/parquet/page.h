#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "datasets/base/byte_source.h"
#include "datasets/parquet/footer.h"
#include "datasets/parquet/memory_budget.h"
#include "datasets/parquet/parquet_errors.h"

namespace autopilot {

// Encodings of values, by the format's numbers.
namespace parquet_encoding {
inline constexpr std::int32_t kPlain = 0;
inline constexpr std::int32_t kPlainDictionary = 2;
inline constexpr std::int32_t kRle = 3;
inline constexpr std::int32_t kDeltaBinaryPacked = 5;
inline constexpr std::int32_t kDeltaLengthByteArray = 6;
inline constexpr std::int32_t kDeltaByteArray = 7;
inline constexpr std::int32_t kRleDictionary = 8;
inline constexpr std::int32_t kByteStreamSplit = 9;
}  // namespace parquet_encoding

// A page that is in memory, with its share of the budget.
struct ParquetPage {
  bool is_dictionary = false;
  std::uint32_t count = 0;  // of values, with nulls
  std::int32_t encoding = 0;
  std::int32_t level_encoding = parquet_encoding::kRle;
  std::string bytes;  // without compression
  MemoryBudget::Share memory;
  // Where in `bytes` the levels that tell nulls from values are, if the page says it.
  std::optional<std::size_t> definition_begin;
  std::size_t definition_size = 0;
  std::size_t values_begin = 0;  // behind what the page says of levels
};

// Reads the pages of one column of one row group, one after the other.
class PageReader {
 public:
  // `file` and `budget` must outlive it, and what `place` refers to.
  PageReader(RandomAccess& file, MemoryBudget& budget, const ColumnChunk& chunk, ChunkPlace place);

  // The next page of a dictionary or of values; those without values are passed over. Nothing at
  // the end of the chunk. Errors: those of the file; kMalformed; kUnsupported; kTooLarge.
  DataResult<std::optional<ParquetPage>> Next();

 private:
  struct Header;

  DataResult<Header> ReadHeader();
  DataResult<ParquetPage> ReadPage(const Header& header);
  tl::unexpected<DataError> Damaged(std::string_view what) const;

  RandomAccess& file_;
  MemoryBudget& budget_;
  std::int32_t codec_;
  std::uint64_t position_;
  std::uint64_t end_;
  ChunkPlace place_;
};

}  // namespace autopilot
