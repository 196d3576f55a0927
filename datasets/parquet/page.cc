#include "datasets/parquet/page.h"

#include <algorithm>
#include <span>
#include <utility>

#include "datasets/parquet/codec.h"
#include "datasets/parquet/thrift_compact.h"

namespace autopilot {
namespace {

constexpr std::size_t kFirstHeaderBytes = 256;                      // most have fewer
constexpr std::size_t kMostHeaderBytes = 4096 * kFirstHeaderBytes;  // statistics may be long
constexpr std::int32_t kDataPage = 0;
constexpr std::int32_t kDictionaryPage = 2;
constexpr std::int32_t kDataPageV2 = 3;

// Of encodings that spread a value over the page: the bytes it may have when it is put together.
std::size_t LongestValue(std::int32_t encoding, std::size_t page_size) {
  const bool is_spread = encoding == parquet_encoding::kDeltaByteArray ||
                         encoding == parquet_encoding::kByteStreamSplit;
  return is_spread ? page_size : 0;
}

}  // namespace

struct PageReader::Header {
  std::int32_t type = -1;
  std::int32_t uncompressed = -1;  // bytes
  std::int32_t compressed = -1;    // bytes
  // What the header of the page's type says.
  std::int32_t described_type = -1;
  std::int32_t count = -1;
  std::int32_t encoding = -1;
  std::int32_t level_encoding = parquet_encoding::kRle;
  std::int32_t definition_bytes = -1;
  std::int32_t repetition_bytes = -1;
  bool is_compressed = true;

  void Read(ThriftReader& reader);
  void ReadData(ThriftReader& reader, ThriftReader::Field field);
  void ReadDataV2(ThriftReader& reader, ThriftReader::Field field);
  bool IsData() const { return type == kDataPage || type == kDataPageV2; }
  // What is wrong with it; "" if nothing is.
  std::string_view Fault() const;
  // The page without its bytes.
  ParquetPage Describe() const;
};

// The headers of data pages and dictionaries begin alike.
void PageReader::Header::ReadData(ThriftReader& reader, ThriftReader::Field field) {
  described_type = field.id == 5 ? kDataPage : kDictionaryPage;
  reader.Struct(field, [&](ThriftReader::Field part) {
    if (part.id == 1) {
      count = reader.Integer32(part);
    } else if (part.id == 2) {
      encoding = reader.Integer32(part);
    } else if (part.id == 3 && described_type == kDataPage) {
      level_encoding = reader.Integer32(part);
    } else {
      return false;
    }
    return true;
  });
}

void PageReader::Header::ReadDataV2(ThriftReader& reader, ThriftReader::Field field) {
  described_type = kDataPageV2;
  reader.Struct(field, [&](ThriftReader::Field part) {
    switch (part.id) {
      case 1:
        count = reader.Integer32(part);
        return true;
      case 4:
        encoding = reader.Integer32(part);
        return true;
      case 5:
        definition_bytes = reader.Integer32(part);
        return true;
      case 6:
        repetition_bytes = reader.Integer32(part);
        return true;
      case 7:
        is_compressed = reader.Bool(part);
        return true;
      default:
        return false;
    }
  });
}

void PageReader::Header::Read(ThriftReader& reader) {
  reader.Struct([&](ThriftReader::Field field) {
    switch (field.id) {
      case 1:
        type = reader.Integer32(field);
        return true;
      case 2:
        uncompressed = reader.Integer32(field);
        return true;
      case 3:
        compressed = reader.Integer32(field);
        return true;
      case 5:
      case 7:
        ReadData(reader, field);
        return true;
      case 8:
        ReadDataV2(reader, field);
        return true;
      default:
        return false;
    }
  });
}

std::string_view PageReader::Header::Fault() const {
  if (type < 0 || uncompressed < 0 || compressed < 0) return "has a page of no type or size";
  if (!IsData() && type != kDictionaryPage) return "";  // an index, which is passed over
  if (type != described_type) return "has a page whose header is that of another type";
  if (count < 0 || encoding < 0) return "has a page of no number of values or no encoding";
  if (type != kDataPageV2) return "";
  if (definition_bytes < 0 || repetition_bytes < 0 || definition_bytes > uncompressed ||
      repetition_bytes > uncompressed - definition_bytes ||
      definition_bytes + repetition_bytes > compressed) {
    return "has a page whose levels are longer than it";
  }
  return "";
}

ParquetPage PageReader::Header::Describe() const {
  ParquetPage page;
  page.is_dictionary = type == kDictionaryPage;
  page.count = static_cast<std::uint32_t>(count);
  page.encoding = encoding;
  page.level_encoding = level_encoding;
  if (type == kDataPageV2) {
    page.definition_begin = static_cast<std::size_t>(repetition_bytes);
    page.definition_size = static_cast<std::size_t>(definition_bytes);
    page.values_begin = *page.definition_begin + page.definition_size;
  }
  return page;
}

PageReader::PageReader(RandomAccess& file, MemoryBudget& budget, const ColumnChunk& chunk,
                       ChunkPlace place)
    : file_(file),
      budget_(budget),
      codec_(chunk.codec),
      position_(chunk.offset),
      end_(chunk.offset + chunk.length),
      place_(place) {}

tl::unexpected<DataError> PageReader::Damaged(std::string_view what) const {
  return tl::unexpected(parquet_errors::Damaged(place_, what));
}

DataResult<std::optional<ParquetPage>> PageReader::Next() {
  while (position_ < end_) {
    const auto header = ReadHeader();
    if (!header) return tl::unexpected(header.error());
    const bool has_values = header->IsData() && header->count > 0;
    if (!has_values && header->type != kDictionaryPage) {
      position_ += static_cast<std::uint64_t>(header->compressed);
      continue;
    }
    auto page = ReadPage(*header);
    if (!page) return tl::unexpected(std::move(page.error()));
    return std::move(*page);
  }
  return std::nullopt;
}

DataResult<PageReader::Header> PageReader::ReadHeader() {
  for (std::size_t size = kFirstHeaderBytes;; size *= 4) {
    const auto given = static_cast<std::size_t>(std::min<std::uint64_t>(size, end_ - position_));
    const auto bytes = file_.Read(position_, given);
    if (!bytes) return tl::unexpected(bytes.error());
    ThriftReader reader(*bytes);
    Header header;
    header.Read(reader);
    if (reader.is_cut_short() && given == size && size < kMostHeaderBytes) continue;
    if (!reader.ok()) return Damaged("has a page whose header cannot be decoded");
    position_ += reader.position();
    if (const auto fault = header.Fault(); !fault.empty()) return Damaged(fault);
    if (static_cast<std::uint64_t>(header.compressed) > end_ - position_) {
      return Damaged("has a page that is longer than what is left of the column");
    }
    return header;
  }
}

DataResult<ParquetPage> PageReader::ReadPage(const Header& header) {
  const auto compressed = static_cast<std::size_t>(header.compressed);
  const auto uncompressed = static_cast<std::size_t>(header.uncompressed);
  const bool is_packed = codec_ != parquet_codec::kUncompressed && header.is_compressed;
  if (!is_packed && compressed != uncompressed) {
    return Damaged("has a page of another size than it says");
  }
  const std::size_t kept = uncompressed + LongestValue(header.encoding, uncompressed);
  const std::size_t passing = is_packed ? compressed : 0;
  ParquetPage page = header.Describe();
  auto page_memory = budget_.Take(kept);
  const auto passing_memory = page_memory ? budget_.Take(passing) : std::nullopt;
  if (!passing_memory) {
    return tl::unexpected(parquet_errors::TooMuchMemory(place_, kept + passing, budget_.bytes()));
  }
  page.memory = std::move(*page_memory);

  auto bytes = file_.Read(position_, compressed);
  if (!bytes) return tl::unexpected(std::move(bytes.error()));
  if (bytes->size() != compressed) return Damaged("has a page whose bytes are not all there");
  position_ += compressed;
  if (!is_packed) {
    page.bytes = std::move(*bytes);
    return page;
  }
  page.bytes.resize(uncompressed);
  const std::size_t levels = page.values_begin;  // which are never compressed
  std::copy_n(bytes->begin(), levels, page.bytes.begin());
  const std::string_view packed = std::string_view(*bytes).substr(levels);
  const std::span<char> values = std::span(page.bytes).subspan(levels);
  // Of no values some writers compress nothing, not even to the few bytes that tell so.
  if (!(packed.empty() && values.empty()) && !parquet_codec::Decompress(codec_, packed, values)) {
    return Damaged("has a page that cannot be decompressed to the size it says");
  }
  return page;
}

}  // namespace autopilot
