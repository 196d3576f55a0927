#include "datasets/stores/object_access.h"

#include <gtest/gtest.h>

#include "datasets/stores/memory_store.h"

namespace autopilot {
namespace {

class ObjectAccessTest : public ::testing::Test {
 protected:
  ObjectInfo Stored(std::string bytes) {
    store_.Put("bucket", "key", std::move(bytes));
    return store_.Find("bucket", "key", {}).value();
  }

  int reads_ = 0;
  MemoryStore store_{[this](const MemoryStore::Call& call) -> std::optional<DataError> {
    if (call.operation == MemoryStore::Operation::kRead) ++reads_;
    return std::nullopt;
  }};
};

constexpr const char* kDigits = "0123456789";

TEST_F(ObjectAccessTest, GivesExactlyTheBytesAskedFor) {
  // All windows, from none at all to more than the object has.
  for (const std::size_t ahead : {0U, 1U, 3U, 4U, 10U, 100U}) {
    ObjectAccess access(store_, Stored(kDigits), {}, {.bytes = ahead, .windows = 2});
    EXPECT_EQ(access.Size(), 10U);
    for (std::size_t offset = 0; offset <= 10; ++offset) {
      for (std::size_t length = 0; length <= 10 - offset; ++length) {
        EXPECT_EQ(access.Read(offset, length).value(), std::string(kDigits).substr(offset, length))
            << ahead << " " << offset << " " << length;
      }
    }
  }
}

TEST_F(ObjectAccessTest, ReadsNearEachOtherCostOneCall) {
  ObjectAccess access(store_, Stored(kDigits), {}, {.bytes = 4, .windows = 1});
  EXPECT_EQ(access.Read(1, 2).value(), "12");
  EXPECT_EQ(access.Read(3, 2).value(), "34");
  EXPECT_EQ(reads_, 1);
  EXPECT_EQ(access.Read(4, 2).value(), "45");
  EXPECT_EQ(reads_, 2);
}

TEST_F(ObjectAccessTest, AFooterIsReadBackwardsWithOneCall) {
  ObjectAccess access(store_, Stored(kDigits), {}, {.bytes = 5, .windows = 1});
  EXPECT_EQ(access.Read(8, 2).value(), "89");
  EXPECT_EQ(access.Read(5, 3).value(), "567");
  EXPECT_EQ(reads_, 1);
}

TEST_F(ObjectAccessTest, TheWindowsUsedLastAreKept) {
  ObjectAccess access(store_, Stored(kDigits), {}, {.bytes = 2, .windows = 2});
  EXPECT_EQ(access.Read(0, 1).value(), "0");
  EXPECT_EQ(access.Read(4, 1).value(), "4");
  EXPECT_EQ(access.Read(1, 1).value(), "1");  // still there, and now the latest
  EXPECT_EQ(reads_, 2);
  EXPECT_EQ(access.Read(6, 1).value(), "6");  // in place of that at 4
  EXPECT_EQ(access.Read(0, 1).value(), "0");
  EXPECT_EQ(reads_, 3);
  EXPECT_EQ(access.Read(4, 1).value(), "4");
  EXPECT_EQ(reads_, 4);
}

TEST_F(ObjectAccessTest, NothingBehindTheEndIsRead) {
  ObjectAccess access(store_, Stored(kDigits), {});
  const std::pair<std::uint64_t, std::size_t> cases[] = {
      {10, 1}, {11, 0}, {0, 11}, {UINT64_MAX, 1}, {1, SIZE_MAX}};
  for (const auto& [offset, length] : cases) {
    EXPECT_EQ(access.Read(offset, length).error(),
              (DataError{DataErrorKind::kMalformed,
                         "s3://bucket/key refers to bytes behind its end, which is at 10."}));
  }
  EXPECT_EQ(reads_, 0);
}

TEST_F(ObjectAccessTest, FewerBytesThanTheSizeSaysAreAChange) {
  ObjectInfo object = Stored(kDigits);
  object.size = 11;
  ObjectAccess access(store_, object, {});
  EXPECT_EQ(access.Read(0, 1).error().kind, DataErrorKind::kChanged);
}

}  // namespace
}  // namespace autopilot
