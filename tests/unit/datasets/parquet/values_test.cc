// Values of every type in every encoding and codec.
#include <gtest/gtest.h>

#include "tests/unit/datasets/parquet/page_writer.h"
#include "tests/unit/datasets/parquet/read_all.h"

namespace autopilot {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

constexpr int kDouble = 5;
constexpr int kBytes = 6;

TEST(ParquetValues, OfEveryCodec) {
  const std::string body = PlainDoubles({1, 2.5, 2.5, 2.5});
  for (const int codec :
       {codec::kNone, codec::kSnappy, codec::kGzip, codec::kZstd, codec::kLz4Raw}) {
    SCOPED_TRACE(codec);
    const auto leaf = SchemaLeaf("c", kDouble);
    EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, kDouble, 4, DataPage(4, encoding::kPlain, body, codec),
                                       codec)),
              "1 2.5 2.5 2.5");
    EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, kDouble, 4,
                                       DataPageV2(4, encoding::kPlain, "", body, codec), codec)),
              "1 2.5 2.5 2.5");
  }
}

TEST(ParquetValues, OfOptionalColumns) {
  const auto leaf = SchemaLeaf("c", kBytes, 1);
  const std::string values = PlainTexts({"a", "b"});
  for (const std::string& levels : {PackedRun({1, 0, 1, 0}, 1), Runs({1, 0, 1, 0}, 1)}) {
    EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, kBytes, 4,
                                       DataPage(4, encoding::kPlain, WithLength(levels) + values))),
              "a null b null");
    EXPECT_EQ(
        OnlyColumn(OneColumnFile(leaf, kBytes, 4, DataPageV2(4, encoding::kPlain, levels, values))),
        "a null b null");
  }
}

}  // namespace
}  // namespace autopilot
