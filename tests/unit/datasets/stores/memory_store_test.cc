#include "datasets/stores/memory_store.h"

#include <gtest/gtest.h>

#include <chrono>

namespace autopilot {
namespace {

std::vector<std::string> KeysOf(const ObjectPage& page) {
  std::vector<std::string> keys;
  for (const ObjectInfo& object : page.objects) keys.push_back(object.key);
  return keys;
}

TEST(MemoryStore, ListsByTheBytesOfKeysPageByPage) {
  MemoryStore store;
  for (const char* key : {"b", "a/b", "a-b", "a", "a0", "\u00e9"}) store.Put("bucket", key, key);
  const auto first = store.List("bucket", "a", "", 3, {});
  ASSERT_TRUE(first);
  EXPECT_EQ(KeysOf(*first), (std::vector<std::string>{"a", "a-b", "a/b"}));
  const auto last = store.List("bucket", "a", first->next, 3, {});
  ASSERT_TRUE(last);
  EXPECT_EQ(KeysOf(*last), std::vector<std::string>{"a0"});
  EXPECT_EQ(last->next, "");
}

TEST(MemoryStore, TellsBucketsFromObjectsThatDoNotExist) {
  MemoryStore store;
  store.MakeBucket("bucket");
  EXPECT_TRUE(store.List("bucket", "", "", 1, {})->objects.empty());
  EXPECT_EQ(
      store.Find("bucket", "key", {}).error(),
      (DataError{DataErrorKind::kNoSuchObject, "The object s3://bucket/key does not exist."}));
  const DataError no_bucket{DataErrorKind::kNoSuchBucket, "The bucket s3://none does not exist."};
  EXPECT_EQ(store.Find("none", "key", {}).error(), no_bucket);
  EXPECT_EQ(store.List("none", "", "", 1, {}).error(), no_bucket);
}

TEST(MemoryStore, ReadsWhatThereIsOfTheVersionFound) {
  MemoryStore store;
  store.Put("bucket", "key", "0123456789");
  const auto object = store.Find("bucket", "key", {});
  ASSERT_TRUE(object);
  EXPECT_EQ(object->size, 10U);
  EXPECT_EQ(store.Read(*object, 2, 3, {}).value(), "234");
  EXPECT_EQ(store.Read(*object, 8, 5, {}).value(), "89");
  EXPECT_EQ(store.Read(*object, 10, 5, {}).value(), "");
  store.Put("bucket", "key", "0123456789");
  EXPECT_EQ(store.Read(*object, 2, 3, {}).error().kind, DataErrorKind::kChanged);
  store.Remove("bucket", "key");
  EXPECT_EQ(store.Read(*object, 2, 3, {}).error().kind, DataErrorKind::kNoSuchObject);
}

TEST(MemoryStore, TheHookAnswersInPlaceOfTheStore) {
  const DataError fault{DataErrorKind::kUnreachable, "It is away."};
  MemoryStore store([&](const MemoryStore::Call& call) -> std::optional<DataError> {
    if (call.operation != MemoryStore::Operation::kRead) return std::nullopt;
    return fault;
  });
  store.Put("bucket", "key", "bytes");
  const auto object = store.Find("bucket", "key", {});
  ASSERT_TRUE(object);
  EXPECT_EQ(store.Read(*object, 0, 1, {}).error(), fault);
}

TEST(MemoryStore, StopsAtTheDeadline) {
  MemoryStore store;
  store.Put("bucket", "key", "bytes");
  const CancelFlag cancel;
  const Deadline cancelled = Deadline::In(std::chrono::hours(1), cancel);
  cancel.Cancel();
  EXPECT_EQ(store.Find("bucket", "key", cancelled).error().kind, DataErrorKind::kCancelled);
  EXPECT_EQ(store.Find("bucket", "key", Deadline::In(std::chrono::seconds(0))).error().kind,
            DataErrorKind::kTimedOut);
}

}  // namespace
}  // namespace autopilot
