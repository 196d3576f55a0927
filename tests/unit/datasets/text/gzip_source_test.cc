#include "datasets/text/gzip_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

#include "tests/unit/datasets/text/csv_support.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

std::string Gzip(std::string text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string compressed(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

std::unique_ptr<ByteSource> Open(const std::string& compressed, std::size_t chunk_size) {
  return OpenGzip(std::make_unique<MemorySource>(compressed, chunk_size));
}

// All the bytes, or the error.
DataResult<std::string> Gunzip(const std::string& compressed, std::size_t chunk_size) {
  const auto source = Open(compressed, chunk_size);
  std::string text;
  for (;;) {
    const auto piece = source->Next();
    if (!piece) {
      EXPECT_EQ(source->Next(), piece);  // again
      return tl::unexpected(piece.error());
    }
    EXPECT_LE(piece->size(), 64U * 1024);
    if (piece->empty()) break;
    text += *piece;
  }
  EXPECT_EQ(source->Next(), "");
  return text;
}

void ExpectMalformed(const std::string& compressed, const std::string& part) {
  for (const std::size_t chunk_size : kChunkSizes) {
    const auto text = Gunzip(compressed, chunk_size);
    ASSERT_FALSE(text) << chunk_size;
    EXPECT_EQ(text.error().kind, DataErrorKind::kMalformed);
    EXPECT_THAT(text.error().text, HasSubstr(part));
    EXPECT_EQ(text.error().text.back(), '.');
  }
}

std::string RandomText(std::size_t size) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < size) text += static_cast<char>(random() % 64 + 32);
  return text;
}

TEST(GzipSource, GivesWhatWasCompressed) {
  const std::string random = RandomText(200'000);
  for (const std::string& text :
       {std::string(), std::string("a,b\n1,2\n"), std::string(64 * 1024, 'x'),
        std::string(64 * 1024 + 1, 'x'), std::string(1'000'000, 'x'), random}) {
    for (const std::size_t chunk_size : kChunkSizes) {
      EXPECT_EQ(Gunzip(Gzip(text), chunk_size), text) << text.size() << " by " << chunk_size;
    }
  }
}

TEST(GzipSource, GivesAllMembers) {
  const std::string three = Gzip("a,b\n") + Gzip("") + Gzip(std::string(128 * 1024, 'y'));
  for (const std::size_t chunk_size : kChunkSizes) {
    EXPECT_EQ(Gunzip(three, chunk_size), "a,b\n" + std::string(128 * 1024, 'y'));
  }
}

TEST(GzipSource, RefusesWhatIsCutOffAnywhere) {
  const std::string whole = Gzip("a,b\n1,2\n3,4\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    ExpectMalformed(whole.substr(0, size), "ends too early");
    if (size > 0) ExpectMalformed(whole + whole.substr(0, size), "ends too early");
  }
}

TEST(GzipSource, RefusesWhatIsNotGzip) {
  ExpectMalformed("a,b\n1,2\n", "The data is not gzip.");
  ExpectMalformed("\x1f\x8c", "The data is not gzip.");
  ExpectMalformed(Gzip("a") + "a,b\n", "followed by bytes that are not gzip");
  ExpectMalformed(Gzip("a") + std::string(2, '\0'), "followed by bytes that are not gzip");
}

TEST(GzipSource, RefusesWhatIsDamaged) {
  std::string sum = Gzip("a,b\n1,2\n");
  sum[sum.size() - 8] ^= 1;
  ExpectMalformed(sum, "The gzip data is damaged: incorrect data check.");
  std::string length = Gzip("a,b\n1,2\n");
  length[length.size() - 1] ^= 1;
  ExpectMalformed(length, "The gzip data is damaged: incorrect length check.");
  std::string method = Gzip("a");
  method[2] = 7;
  ExpectMalformed(method, "The gzip data is damaged: unknown compression method.");
}

TEST(GzipSource, GivesWhatComesBeforeTheDamage) {
  std::string damaged = Gzip("a,b\n1,2\n");
  damaged[damaged.size() - 8] ^= 1;
  for (const std::size_t chunk_size : kChunkSizes) {
    const auto source = Open(damaged, chunk_size);
    std::string text;
    auto piece = source->Next();
    for (; piece && !piece->empty(); piece = source->Next()) text += *piece;
    EXPECT_EQ(text, "a,b\n1,2\n");
    EXPECT_FALSE(piece);
  }
}

TEST(GzipSource, EveryFlippedBitGivesAnErrorOrTheText) {
  const std::string text = RandomText(300);
  const std::string whole = Gzip(text);
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const auto read = Gunzip(flipped, 7);
    // Such as the time in the header.
    EXPECT_TRUE(!read || *read == text) << bit;
  }
}

TEST(GzipSource, IsReadAsCsv) {
  const std::string text = "a,b\n\"1\n2\",3\n";
  for (const std::size_t chunk_size : kChunkSizes) {
    EXPECT_EQ(ReadAll(Open(Gzip(text), chunk_size)), ReadCsv(text, 7));
    EXPECT_THAT(ReadAll(Open(Gzip(text).substr(0, 20), chunk_size)).error,
                HasSubstr("ends too early"));
  }
}

}  // namespace
}  // namespace autopilot
