#include "datasets/stores/object_source.h"

#include <gtest/gtest.h>

#include "datasets/stores/memory_store.h"

namespace autopilot {
namespace {

ObjectInfo Stored(MemoryStore& store, std::string bytes) {
  store.Put("bucket", "key", std::move(bytes));
  return store.Find("bucket", "key", {}).value();
}

TEST(ObjectSource, GivesAllBytesInChunks) {
  MemoryStore store;
  ObjectSource source(store, Stored(store, "0123456789"), {}, 4);
  for (const char* chunk : {"0123", "4567", "89", "", ""}) EXPECT_EQ(source.Next().value(), chunk);
}

TEST(ObjectSource, AnEmptyObjectEndsAtOnce) {
  MemoryStore store;
  ObjectSource source(store, Stored(store, ""), {});
  EXPECT_EQ(source.Next().value(), "");
}

TEST(ObjectSource, SaysWhenTheObjectWasChanged) {
  MemoryStore store;
  ObjectSource source(store, Stored(store, "0123456789"), {}, 4);
  EXPECT_EQ(source.Next().value(), "0123");
  store.Put("bucket", "key", "0123456789");
  EXPECT_EQ(source.Next().error(),
            (DataError{DataErrorKind::kChanged,
                       "The object s3://bucket/key was changed while it was read."}));
}

TEST(ObjectSource, FewerBytesThanTheSizeSaysAreAChange) {
  MemoryStore store;
  ObjectInfo object = Stored(store, "0123456789");
  object.size = 11;
  ObjectSource source(store, object, {});
  EXPECT_EQ(source.Next().error().kind, DataErrorKind::kChanged);
}

TEST(ObjectSource, GoesOnAfterAnErrorWhereItWas) {
  bool fails = false;
  MemoryStore store([&](const MemoryStore::Call&) -> std::optional<DataError> {
    if (!fails) return std::nullopt;
    return DataError{DataErrorKind::kUnreachable, "It is away."};
  });
  ObjectSource source(store, Stored(store, "01234567"), {}, 4);
  EXPECT_EQ(source.Next().value(), "0123");
  fails = true;
  EXPECT_EQ(source.Next().error().kind, DataErrorKind::kUnreachable);
  fails = false;
  EXPECT_EQ(source.Next().value(), "4567");
}

}  // namespace
}  // namespace autopilot
