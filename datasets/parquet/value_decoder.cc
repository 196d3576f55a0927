#include "datasets/parquet/value_decoder.h"

#include <utility>

#include "datasets/parquet/bytes_reader.h"
#include "datasets/parquet/delta_decoder.h"
#include "datasets/parquet/hybrid_reader.h"

namespace autopilot {
namespace {

std::string_view BooleanBytes(bool value) {
  return value ? std::string_view("\1", 1) : std::string_view("\0", 1);
}

class FixedDecoder final : public ValueDecoder {
 public:
  FixedDecoder(std::string_view bytes, std::size_t width) : bytes_(bytes), width_(width) {}
  std::optional<std::string_view> Next() override { return bytes_.Take(width_); }

 private:
  BytesReader bytes_;
  std::size_t width_;
};

class ByteArrayDecoder final : public ValueDecoder {
 public:
  explicit ByteArrayDecoder(std::string_view bytes) : bytes_(bytes) {}

  std::optional<std::string_view> Next() override {
    const auto length = bytes_.TakeLittleEndian32();
    return length ? bytes_.Take(*length) : std::nullopt;
  }

 private:
  BytesReader bytes_;
};

class BooleanDecoder final : public ValueDecoder {
 public:
  explicit BooleanDecoder(std::string_view bytes) : bytes_(bytes) {}

  std::optional<std::string_view> Next() override {
    if (position_ / 8 >= bytes_.size()) return std::nullopt;
    return BooleanBytes(BitsAt(bytes_, position_++, 1) != 0);
  }

 private:
  std::string_view bytes_;
  std::uint64_t position_ = 0;  // in bits
};

class RleBooleanDecoder final : public ValueDecoder {
 public:
  explicit RleBooleanDecoder(std::string_view bytes) : values_(bytes, 1) {}

  std::optional<std::string_view> Next() override {
    const auto value = values_.Next();
    if (!value || *value > 1) return std::nullopt;
    return BooleanBytes(*value == 1);
  }

 private:
  HybridReader values_;
};

class DictionaryDecoder final : public ValueDecoder {
 public:
  DictionaryDecoder(HybridReader indices, const ParquetDictionary& dictionary)
      : indices_(indices), dictionary_(dictionary) {}

  std::optional<std::string_view> Next() override {
    const auto index = indices_.Next();
    return index ? dictionary_.At(*index) : std::nullopt;
  }

 private:
  HybridReader indices_;
  const ParquetDictionary& dictionary_;
};

// The first bytes of all values, then the second ones, and so on.
class SplitDecoder final : public ValueDecoder {
 public:
  SplitDecoder(std::string_view bytes, std::size_t width)
      : bytes_(bytes), count_(bytes.size() / width), value_(count_ == 0 ? 0 : width, '\0') {}

  std::optional<std::string_view> Next() override {
    if (position_ == count_) return std::nullopt;
    for (std::size_t n = 0; n < value_.size(); ++n) value_[n] = bytes_[n * count_ + position_];
    ++position_;
    return value_;
  }

 private:
  std::string_view bytes_;
  std::size_t count_;
  std::size_t position_ = 0;
  std::string value_;
};

using MadeDecoder = DataResult<std::unique_ptr<ValueDecoder>>;

MadeDecoder MakePlain(const ParquetLeaf& leaf, std::string_view bytes) {
  if (leaf.physical == PhysicalType::kBoolean) return std::make_unique<BooleanDecoder>(bytes);
  if (leaf.physical == PhysicalType::kByteArray) return std::make_unique<ByteArrayDecoder>(bytes);
  return std::make_unique<FixedDecoder>(bytes, WidthOf(leaf));
}

MadeDecoder MakeRleBoolean(std::string_view bytes, const ChunkPlace& place) {
  BytesReader reader(bytes);
  const auto length = reader.TakeLittleEndian32();
  const auto runs = length ? reader.Take(*length) : std::nullopt;
  if (!runs) {
    return tl::unexpected(parquet_errors::Damaged(place, "has a page whose values are cut off"));
  }
  return std::make_unique<RleBooleanDecoder>(*runs);
}

MadeDecoder MakeDictionary(std::string_view bytes, const ParquetDictionary* dictionary,
                           const ChunkPlace& place) {
  if (dictionary == nullptr) {
    return tl::unexpected(
        parquet_errors::Damaged(place, "has a page that needs a dictionary, but there is none"));
  }
  // A page of nulls alone may lack the byte.
  const unsigned width = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front());
  if (width > HybridReader::kMaxWidth) {
    return tl::unexpected(
        parquet_errors::Damaged(place, "has a page with indices of more than 32 bits"));
  }
  const HybridReader indices(bytes.empty() ? bytes : bytes.substr(1), width);
  return std::make_unique<DictionaryDecoder>(indices, *dictionary);
}

bool IsInteger(const ParquetLeaf& leaf) {
  return leaf.physical == PhysicalType::kInt32 || leaf.physical == PhysicalType::kInt64;
}

bool IsFixedBytes(const ParquetLeaf& leaf) {
  return leaf.physical == PhysicalType::kFixedLenByteArray;
}

MadeDecoder Checked(std::unique_ptr<ValueDecoder> decoder, const ChunkPlace& place) {
  if (decoder != nullptr) return decoder;
  return tl::unexpected(
      parquet_errors::Damaged(place, "has a page whose values cannot be decoded"));
}

}  // namespace

std::size_t WidthOf(const ParquetLeaf& leaf) {
  switch (leaf.physical) {
    case PhysicalType::kInt32:
    case PhysicalType::kFloat:
      return 4;
    case PhysicalType::kInt64:
    case PhysicalType::kDouble:
      return 8;
    case PhysicalType::kInt96:
      return 12;
    case PhysicalType::kFixedLenByteArray:
      return static_cast<std::size_t>(leaf.length);
    case PhysicalType::kBoolean:
    case PhysicalType::kByteArray:
      break;
  }
  return 0;
}

DataResult<ParquetDictionary> ParquetDictionary::Read(ParquetPage page, const ParquetLeaf& leaf,
                                                      MemoryBudget& budget,
                                                      const ChunkPlace& place) {
  const auto damaged = [&place](std::string_view what) {
    return tl::unexpected(parquet_errors::Damaged(place, what));
  };
  if (page.encoding != parquet_encoding::kPlain &&
      page.encoding != parquet_encoding::kPlainDictionary) {
    return tl::unexpected(parquet_errors::UnsupportedEncoding(place, page.encoding));
  }
  if (leaf.physical == PhysicalType::kBoolean) return damaged("has a dictionary of booleans");
  ParquetDictionary dictionary;
  dictionary.width_ = WidthOf(leaf);
  const std::size_t least = dictionary.width_ == 0 ? sizeof(std::uint32_t) : dictionary.width_;
  if (page.count > page.bytes.size() / least) return damaged("has a dictionary that is cut off");
  if (dictionary.width_ == 0) {
    const std::size_t needed = page.count * sizeof(std::uint32_t);
    auto memory = budget.Take(needed);
    if (!memory) {
      return tl::unexpected(parquet_errors::TooMuchMemory(place, needed, budget.bytes()));
    }
    dictionary.memory_ = std::move(*memory);
    dictionary.positions_.reserve(page.count);
    ByteArrayDecoder values(page.bytes);
    std::size_t position = 0;
    for (std::uint32_t n = 0; n < page.count; ++n) {
      const auto value = values.Next();
      if (!value) return damaged("has a dictionary that is cut off");
      dictionary.positions_.push_back(static_cast<std::uint32_t>(position));
      position += sizeof(std::uint32_t) + value->size();
    }
  }
  dictionary.page_ = std::move(page);
  return dictionary;
}

std::optional<std::string_view> ParquetDictionary::At(std::size_t index) const {
  if (index >= page_.count) return std::nullopt;
  const std::string_view bytes = page_.bytes;
  if (width_ != 0) return bytes.substr(index * width_, width_);
  return ByteArrayDecoder(bytes.substr(positions_[index])).Next();
}

DataResult<std::unique_ptr<ValueDecoder>> MakeValueDecoder(const ParquetLeaf& leaf,
                                                           std::int32_t encoding,
                                                           std::string_view bytes,
                                                           const ParquetDictionary* dictionary,
                                                           const ChunkPlace& place) {
  switch (encoding) {
    case parquet_encoding::kPlain:
      return MakePlain(leaf, bytes);
    case parquet_encoding::kPlainDictionary:
    case parquet_encoding::kRleDictionary:
      return MakeDictionary(bytes, dictionary, place);
    case parquet_encoding::kRle:
      if (leaf.physical == PhysicalType::kBoolean) return MakeRleBoolean(bytes, place);
      break;
    case parquet_encoding::kDeltaBinaryPacked:
      if (IsInteger(leaf)) return Checked(MakeDeltaBinaryPacked(bytes, WidthOf(leaf)), place);
      break;
    case parquet_encoding::kDeltaLengthByteArray:
      if (leaf.physical == PhysicalType::kByteArray) {
        return Checked(MakeDeltaLengthByteArray(bytes), place);
      }
      break;
    case parquet_encoding::kDeltaByteArray:
      if (leaf.physical == PhysicalType::kByteArray || IsFixedBytes(leaf)) {
        return Checked(MakeDeltaByteArray(bytes, WidthOf(leaf)), place);
      }
      break;
    case parquet_encoding::kByteStreamSplit:
      if (WidthOf(leaf) != 0) return std::make_unique<SplitDecoder>(bytes, WidthOf(leaf));
      break;
    default:
      break;
  }
  return tl::unexpected(parquet_errors::UnsupportedEncoding(place, encoding));
}

}  // namespace autopilot
