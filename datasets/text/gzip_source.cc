#include "datasets/text/gzip_source.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace autopilot {
namespace {

constexpr std::size_t kOutputSize = 64 * 1024;
constexpr std::size_t kMostInput = 1024 * 1024;  // at a time, for zlib counts in 32 bits
constexpr int kLargestWindowOfGzip = 15 + 16;    // 16: gzip's header and trailer, no other
constexpr uLong kMagicSize = 2;

DataError Malformed(std::string text) { return {DataErrorKind::kMalformed, std::move(text)}; }

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> compressed)
      : compressed_(std::move(compressed)), output_(kOutputSize, '\0') {
    // It fails for want of memory only.
    if (inflateInit2(&stream_, kLargestWindowOfGzip) != Z_OK) throw std::bad_alloc();
  }
  GzipSource(const GzipSource&) = delete;  // zlib's state points at stream_
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&stream_); }

  DataResult<std::string_view> Next() override {
    if (failure_) return tl::unexpected(*failure_);
    auto piece = Inflate();
    if (!piece) failure_ = piece.error();
    return piece;
  }

 private:
  DataResult<std::string_view> Inflate();
  // Sets what comes out; the code is zlib's.
  int Step(std::string_view& piece);
  DataError Damaged() const;

  std::unique_ptr<ByteSource> compressed_;
  std::string output_;
  z_stream stream_{};
  std::string_view input_;  // what zlib has not had yet
  bool is_in_member_ = false;
  bool has_members_ = false;
  bool may_have_output_ = false;  // zlib had no room for more
  std::optional<DataError> failure_;
};

DataResult<std::string_view> GzipSource::Inflate() {
  for (;;) {
    if (input_.empty() && !may_have_output_) {
      auto next = compressed_->Next();
      if (!next) return next;
      input_ = *next;
      if (input_.empty() && has_members_ && !is_in_member_) return std::string_view();
      if (input_.empty()) {
        return tl::unexpected(
            Malformed("The gzip data ends too early. The object must be a complete gzip file."));
      }
    }
    if (!is_in_member_) inflateReset(&stream_);
    is_in_member_ = true;
    std::string_view piece;
    const int code = Step(piece);
    // Z_BUF_ERROR: there was nothing to do.
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      if (code == Z_MEM_ERROR) throw std::bad_alloc();
      // What came before the damage comes first, however the bytes are cut.
      failure_ = Damaged();
      if (piece.empty()) return tl::unexpected(*failure_);
    }
    if (code == Z_STREAM_END) {
      is_in_member_ = false;
      has_members_ = true;
      may_have_output_ = false;
    }
    if (!piece.empty()) return piece;
  }
}

int GzipSource::Step(std::string_view& piece) {
  const std::size_t given = std::min(input_.size(), kMostInput);
  // zlib does not write there; without ZLIB_CONST it does not say so.
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data()));
  stream_.avail_in = static_cast<uInt>(given);
  stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
  stream_.avail_out = static_cast<uInt>(output_.size());
  const int code = inflate(&stream_, Z_NO_FLUSH);
  input_.remove_prefix(given - stream_.avail_in);
  may_have_output_ = stream_.avail_out == 0;
  piece = std::string_view(output_).substr(0, output_.size() - stream_.avail_out);
  return code;
}

DataError GzipSource::Damaged() const {
  if (stream_.total_in > kMagicSize) {
    return Malformed(std::string("The gzip data is damaged") +
                     (stream_.msg == nullptr ? "" : std::string(": ") + stream_.msg) +
                     ". The object must be a complete gzip file.");
  }
  if (has_members_) {
    return Malformed(
        "The gzip data is followed by bytes that are not gzip. Nothing else may follow it.");
  }
  return Malformed("The data is not gzip. It must begin with the bytes 1F 8B.");
}

}  // namespace

std::unique_ptr<ByteSource> OpenGzip(std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<GzipSource>(std::move(compressed));
}

}  // namespace autopilot
