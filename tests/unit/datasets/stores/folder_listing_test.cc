#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "datasets/stores/folder_store.h"
#include "tests/unit/datasets/stores/folder_support.h"

namespace autopilot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kKeys{
    "a",         "a b",     "a!/x",   "a-b",      "a/b",    "a/b/c", "a/b0",  "a/c+%20", "a0/z",
    "b/c/d/e/f", "b/c/d-e", "b/c/d0", "\u00e9/1", "\u00e9", "x/..y", "x/...", ".hidden"};

// A folder cannot have the name of a file beside it.
std::vector<std::string> PossibleKeys() {
  std::vector<std::string> keys;
  for (const std::string& key : kKeys) {
    const bool is_folder = std::any_of(kKeys.begin(), kKeys.end(), [&](const std::string& other) {
      return other.starts_with(key + "/");
    });
    if (!is_folder) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

class FolderListingTest : public ::testing::Test {
 protected:
  void WriteKeys() {
    for (const std::string& key : PossibleKeys()) buckets_.Write("bucket/" + key, key);
  }

  Buckets buckets_;
  FolderStore store_{buckets_.root()};
};

TEST_F(FolderListingTest, KeysAreInTheOrderOfTheirBytesWhateverThePage) {
  WriteKeys();
  for (const std::size_t limit : {1U, 2U, 3U, 5U, 1000U}) {
    EXPECT_EQ(AllKeys(store_, "bucket", "", limit), PossibleKeys()) << limit;
  }
}

TEST_F(FolderListingTest, EveryPrefixHasTheKeysThatBeginWithIt) {
  WriteKeys();
  std::vector<std::string> prefixes{"/", "//", "..", "../", "a//", "zzz", "a/b/c/", "\xc3", "."};
  for (const std::string& key : PossibleKeys()) {
    for (std::size_t length = 1; length <= key.size(); ++length) {
      prefixes.push_back(key.substr(0, length));
    }
  }
  for (const std::string& prefix : prefixes) {
    std::vector<std::string> expected;
    for (const std::string& key : PossibleKeys()) {
      if (key.starts_with(prefix)) expected.push_back(key);
    }
    for (const std::size_t limit : {1U, 2U, 1000U}) {
      EXPECT_EQ(AllKeys(store_, "bucket", prefix, limit), expected) << prefix;
    }
  }
}

TEST_F(FolderListingTest, APageThatEndsWithTheLastObjectHasNoNext) {
  buckets_.Write("bucket/a", "");
  buckets_.Write("bucket/b", "");
  std::filesystem::create_directories(buckets_.bucket() / "c/empty");
  EXPECT_EQ(store_.List("bucket", "", "", 2, {}).value().next, "");
  EXPECT_EQ(store_.List("bucket", "", "", 1, {}).value().next, "a");
}

TEST_F(FolderListingTest, ObjectsAreAsFindGivesThem) {
  buckets_.Write("bucket/a/b", "12345");
  const auto page = store_.List("bucket", "", "", 10, {});
  ASSERT_TRUE(page);
  EXPECT_THAT(page->objects, ElementsAre(store_.Find("bucket", "a/b", {}).value()));
  EXPECT_EQ(page->objects.front().size, 5U);
}

TEST_F(FolderListingTest, BucketsThatDoNotExistAreNamed) {
  const DataError expected{DataErrorKind::kNoSuchBucket, "The bucket s3://none does not exist."};
  EXPECT_EQ(store_.List("none", "", "", 1, {}).error(), expected);
  EXPECT_EQ(FolderStore(buckets_.root() / "gone").List("none", "", "", 1, {}).error(), expected);
  buckets_.Write("file", "");
  for (const char* bucket : {"", ".", "..", "bucket/..", "/", "file", "../root/bucket"}) {
    EXPECT_EQ(store_.List(bucket, "", "", 1, {}).error().kind, DataErrorKind::kNoSuchBucket)
        << bucket;
  }
  EXPECT_THAT(AllKeys(store_, "bucket", "", 1), IsEmpty());
}

TEST_F(FolderListingTest, LinksAreFollowedInsideOnly) {
  buckets_.Write("bucket/data/real", "1");
  buckets_.Link("bucket/file", "data/real");
  buckets_.Link("bucket/folder", "data");
  buckets_.Link("bucket/out-file", "../../secret");
  buckets_.Link("bucket/out-folder", "../..");
  buckets_.Link("bucket/absolute", buckets_.bucket() / "data/real");
  buckets_.Link("bucket/dangling", "nothing");
  EXPECT_THAT(AllKeys(store_, "bucket", "", 10), ElementsAre("data/real", "file", "folder/real"));
  EXPECT_THAT(AllKeys(store_, "bucket", "out-folder/", 10), IsEmpty());
  FolderStore walking(buckets_.root(), Following::kWalk);
  EXPECT_THAT(AllKeys(walking, "bucket", "", 10), ElementsAre("data/real"));
}

TEST_F(FolderListingTest, LinksToFoldersAroundThemHaveAnEnd) {
  buckets_.Write("bucket/a/b/file", "1");
  buckets_.Link("bucket/a/b/back", "..");
  buckets_.Link("bucket/a/self", ".");
  EXPECT_THAT(AllKeys(store_, "bucket", "", 10), ElementsAre("a/b/file"));
  EXPECT_THAT(AllKeys(store_, "bucket", "a/b/", 10), ElementsAre("a/b/file"));
  EXPECT_THAT(AllKeys(store_, "bucket", "a/b/back/", 10), IsEmpty());
}

TEST_F(FolderListingTest, WhatIsNoFileOrHasNoKeyIsLeftOut) {
  ASSERT_EQ(::mkfifo((buckets_.bucket() / "pipe").c_str(), S_IRUSR | S_IWUSR), 0);
  buckets_.Write("bucket/\xff\xfe", "no UTF-8");
  buckets_.Write("bucket/file", "");
  EXPECT_THAT(AllKeys(store_, "bucket", "", 10), ElementsAre("file"));
}

TEST_F(FolderListingTest, AFolderThatMayNotBeReadIsAnError) {
  buckets_.Write("bucket/a", "");
  buckets_.Write("bucket/closed/b", "");
  ::chmod((buckets_.bucket() / "closed").c_str(), 0);
  const AsOrdinaryUser user;
  EXPECT_EQ(store_.List("bucket", "", "", 10, {}).error(),
            (DataError{DataErrorKind::kAccessDenied,
                       "Access to s3://bucket/closed/ is denied. The folder may not be read."}));
  EXPECT_THAT(AllKeys(store_, "bucket", "a", 10), ElementsAre("a"));
}

TEST_F(FolderListingTest, StopsAtTheDeadline) {
  EXPECT_EQ(store_.List("bucket", "", "", 1, Deadline::In(std::chrono::seconds(0))).error().kind,
            DataErrorKind::kTimedOut);
}

}  // namespace
}  // namespace autopilot::testing
