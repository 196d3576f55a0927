#include "api/packed_text.h"

#include <lz4.h>

#include <stdexcept>
#include <utility>

namespace autopilot {
namespace {

// LZ4 takes sizes as int; answers are far smaller.
int Size(std::size_t bytes) { return static_cast<int>(bytes); }

}  // namespace

PackedText::PackedText(std::string_view text, Sample sample)
    : sample_(std::move(sample)), size_(text.size()) {
  thread_local LZ4_stream_t stream;
  LZ4_initStream(&stream, sizeof(stream));
  LZ4_loadDict(&stream, sample_->data(), Size(sample_->size()));
  std::string packed(static_cast<std::size_t>(LZ4_compressBound(Size(text.size()))), '\0');
  const int written = LZ4_compress_fast_continue(&stream, text.data(), packed.data(),
                                                 Size(text.size()), Size(packed.size()), 1);
  if (written <= 0) throw std::length_error("a text is too long to be packed");
  packed_.assign(packed, 0, static_cast<std::size_t>(written));
}

std::string PackedText::Unpack() const {
  std::string text(size_, '\0');
  const int read =
      LZ4_decompress_safe_usingDict(packed_.data(), text.data(), Size(packed_.size()), Size(size_),
                                    sample_->data(), Size(sample_->size()));
  if (read != Size(size_)) throw std::logic_error("a packed text is damaged");
  return text;
}

}  // namespace autopilot
