#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "datasets/base/data_error.h"

namespace autopilot {

// Where in a Parquet file the values are that an error is about.
struct ChunkPlace {
  std::string_view column;
  std::size_t row_group = 0;
};

}  // namespace autopilot

// What is wrong with the values of a Parquet file, in sentences.
namespace autopilot::parquet_errors {

// "column 'id' of row group 0" and `what`, as "has a page without a header", is the damage.
DataError Damaged(const ChunkPlace& place, std::string_view what);
DataError Encrypted(const ChunkPlace& place);
DataError Elsewhere(const ChunkPlace& place);
DataError UnreadableColumn(std::string_view column);
DataError UnsupportedEncoding(const ChunkPlace& place, std::int32_t encoding);
DataError UnsupportedCodec(const ChunkPlace& place, std::int32_t codec);
DataError NotUtf8(const ChunkPlace& place);
DataError LongDecimal(const ChunkPlace& place, std::size_t most_bytes);
DataError TooMuchMemory(const ChunkPlace& place, std::uint64_t needed, std::size_t most);

}  // namespace autopilot::parquet_errors
