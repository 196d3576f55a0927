#include "datasets/parquet/column_cursor.h"

#include <bit>
#include <utility>

#include "datasets/parquet/bytes_reader.h"
#include "datasets/parquet/codec.h"

namespace autopilot {

tl::unexpected<DataError> ColumnCursor::Damaged(std::string_view what) const {
  return tl::unexpected(parquet_errors::Damaged(place_, what));
}

DataResult<void> ColumnCursor::Start(const ColumnChunk& chunk) {
  if (!leaf_.IsReadable()) return tl::unexpected(parquet_errors::UnreadableColumn(leaf_.name));
  if (chunk.is_encrypted) return tl::unexpected(parquet_errors::Encrypted(place_));
  if (chunk.is_elsewhere) return tl::unexpected(parquet_errors::Elsewhere(place_));
  if (!parquet_codec::IsSupported(chunk.codec)) {
    return tl::unexpected(parquet_errors::UnsupportedCodec(place_, chunk.codec));
  }
  pages_.emplace(file_, budget_, chunk, place_);
  return {};
}

DataResult<Cell> ColumnCursor::Next() {
  if (left_ == 0) {
    const auto has_page = NextPage();
    if (!has_page) return tl::unexpected(has_page.error());
    if (!*has_page) return Damaged("has fewer values than rows");
  }
  --left_;
  if (levels_) {
    const auto level = levels_->Next();
    if (!level || *level > leaf_.max_definition) {
      return Damaged("has a page whose definition levels cannot be decoded");
    }
    if (*level < leaf_.max_definition) return Cell{.text = "", .is_null = true};
  }
  const auto value = values_->Next();
  if (!value) return Damaged("has a page whose values cannot be decoded");
  const auto text = text_.Of(leaf_, *value, place_);
  if (!text) return tl::unexpected(text.error());
  return Cell{.text = *text};
}

DataResult<void> ColumnCursor::Finish() {
  const auto has_page = left_ > 0 ? DataResult<bool>(true) : NextPage();
  if (!has_page) return tl::unexpected(has_page.error());
  if (*has_page) return Damaged("has more values than rows");
  return {};
}

DataResult<bool> ColumnCursor::NextPage() {
  for (;;) {
    values_.reset();
    page_.reset();  // before the next one takes memory
    auto page = pages_->Next();
    if (!page) return tl::unexpected(std::move(page.error()));
    if (!*page) return false;
    if (!(*page)->is_dictionary) {
      page_ = std::move(*page);
      if (auto started = StartPage(); !started) {
        return tl::unexpected(std::move(started.error()));
      }
      return true;
    }
    if (dictionary_) return Damaged("has more than one dictionary");
    auto dictionary = ParquetDictionary::Read(std::move(**page), leaf_, budget_, place_);
    if (!dictionary) return tl::unexpected(std::move(dictionary.error()));
    dictionary_ = std::move(*dictionary);
  }
}

DataResult<void> ColumnCursor::StartPage() {
  std::size_t values_begin = page_->values_begin;
  levels_.reset();
  if (leaf_.max_definition > 0) {
    auto levels = LevelsOf(*page_, values_begin);
    if (!levels) return tl::unexpected(std::move(levels.error()));
    levels_ = *levels;
  }
  auto values =
      MakeValueDecoder(leaf_, page_->encoding, std::string_view(page_->bytes).substr(values_begin),
                       dictionary_ ? &*dictionary_ : nullptr, place_);
  if (!values) return tl::unexpected(std::move(values.error()));
  values_ = std::move(*values);
  left_ = page_->count;
  return {};
}

DataResult<HybridReader> ColumnCursor::LevelsOf(const ParquetPage& page,
                                                std::size_t& values_begin) const {
  const unsigned width = static_cast<unsigned>(std::bit_width(leaf_.max_definition));
  if (page.definition_begin) {
    return HybridReader(
        std::string_view(page.bytes).substr(*page.definition_begin, page.definition_size), width);
  }
  if (page.level_encoding != parquet_encoding::kRle) {
    return tl::unexpected(parquet_errors::UnsupportedEncoding(place_, page.level_encoding));
  }
  BytesReader reader(page.bytes);
  const auto length = reader.TakeLittleEndian32();
  const auto levels = length ? reader.Take(*length) : std::nullopt;
  if (!levels) return Damaged("has a page whose definition levels are cut off");
  values_begin = page.bytes.size() - reader.rest().size();
  return HybridReader(*levels, width);
}

}  // namespace autopilot
