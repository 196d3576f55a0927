#include "datasets/stores/folder_store.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>

#include "tests/unit/datasets/stores/folder_support.h"

namespace autopilot::testing {
namespace {

class FolderStoreTest : public ::testing::TestWithParam<Following> {
 protected:
  DataErrorKind KindOfFind(const std::string& key) {
    const auto found = store_.Find("bucket", key, {});
    if (found) throw std::runtime_error("found " + key);
    return found.error().kind;
  }

  Buckets buckets_;
  FolderStore store_{buckets_.root(), GetParam()};
};

INSTANTIATE_TEST_SUITE_P(All, FolderStoreTest,
                         ::testing::Values(Following::kKernel, Following::kWalk),
                         [](const auto& param) {
                           return param.param == Following::kKernel ? "ByTheKernel" : "ByAWalk";
                         });

TEST_P(FolderStoreTest, FindsAndReadsFiles) {
  buckets_.Write("bucket/a/b+c %20\u00e9.csv", "0123456789");
  const auto object = store_.Find("bucket", "a/b+c %20\u00e9.csv", {});
  ASSERT_TRUE(object);
  EXPECT_EQ(object->Uri(), "s3://bucket/a/b+c %20\u00e9.csv");
  EXPECT_EQ(object->size, 10U);
  EXPECT_EQ(store_.Read(*object, 0, 100, {}).value(), "0123456789");
  EXPECT_EQ(store_.Read(*object, 3, 2, {}).value(), "34");
  EXPECT_EQ(store_.Read(*object, 9, 2, {}).value(), "9");
  EXPECT_EQ(store_.Read(*object, 10, 2, {}).value(), "");
}

TEST_P(FolderStoreTest, ReadsMoreThanOnePiece) {
  std::string bytes;
  for (int n = 0; bytes.size() < 3'000'000; ++n) bytes += std::to_string(n);
  buckets_.Write("bucket/large", bytes);
  const auto object = store_.Find("bucket", "large", {});
  ASSERT_TRUE(object);
  EXPECT_EQ(store_.Read(*object, 5, bytes.size(), {}).value(), bytes.substr(5));
}

TEST_P(FolderStoreTest, NothingOutsideOfTheRootHasAKey) {
  buckets_.Write("bucket/a/file", "1");
  for (const std::string key :
       {"", "/", "..", ".", "../secret", "../../secret", "a/../a/file", "./a/file", "a//file",
        "/a/file", "a/file/", "a", "a/file/..", "/etc/passwd", "a/none", "none/file"}) {
    EXPECT_EQ(KindOfFind(key), DataErrorKind::kNoSuchObject) << key;
  }
  EXPECT_EQ(KindOfFind(std::string("a/file\0x", 8)), DataErrorKind::kNoSuchObject);
  EXPECT_EQ(KindOfFind(std::string(300, 'n')), DataErrorKind::kNoSuchObject);
  EXPECT_EQ(KindOfFind(std::string(5'000, 'n')), DataErrorKind::kNoSuchObject);
}

TEST_P(FolderStoreTest, LinksThatLeadOutAreDenied) {
  buckets_.Link("bucket/file", "../../secret");
  buckets_.Link("bucket/folder", "../..");
  buckets_.Link("bucket/absolute", "/etc/passwd");
  buckets_.Link("bucket/process", "/proc/self/fd/0");
  for (const char* key : {"file", "folder/secret", "absolute", "process"}) {
    EXPECT_EQ(KindOfFind(key), DataErrorKind::kAccessDenied) << key;
  }
  buckets_.Link("out", "..");
  EXPECT_EQ(store_.Find("out", "secret", {}).error().kind, DataErrorKind::kAccessDenied);
}

TEST_P(FolderStoreTest, LinksInsideAreFollowedIfTheKernelSeesToIt) {
  buckets_.Write("bucket/data/real", "12345");
  buckets_.Link("bucket/data/link", "real");
  const auto object = store_.Find("bucket", "data/link", {});
  if (GetParam() == Following::kWalk) {
    ASSERT_FALSE(object);
    EXPECT_EQ(object.error().kind, DataErrorKind::kAccessDenied);
  } else {
    ASSERT_TRUE(object);
    EXPECT_EQ(store_.Read(*object, 1, 2, {}).value(), "23");
  }
}

TEST_P(FolderStoreTest, WhatIsNoFileIsNoObjectAndBlocksNobody) {
  std::filesystem::create_directories(buckets_.bucket() / "folder");
  ASSERT_EQ(::mkfifo((buckets_.bucket() / "pipe").c_str(), S_IRUSR | S_IWUSR), 0);
  const auto socket_path = (buckets_.bucket() / "socket").string();
  const FileDescriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(socket_path.size(), sizeof(address.sun_path));
  socket_path.copy(address.sun_path, socket_path.size());
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
            0);
  for (const char* key : {"folder", "pipe", "socket"}) {
    EXPECT_EQ(KindOfFind(key), DataErrorKind::kNoSuchObject) << key;
  }
}

TEST_P(FolderStoreTest, FilesThatMayNotBeReadAreDenied) {
  buckets_.Write("bucket/closed", "1");
  ::chmod((buckets_.bucket() / "closed").c_str(), 0);
  const AsOrdinaryUser user;
  EXPECT_EQ(store_.Find("bucket", "closed", {}).error(),
            (DataError{DataErrorKind::kAccessDenied,
                       "Access to s3://bucket/closed is denied. The file may not be read."}));
}

TEST_P(FolderStoreTest, AReplacedFileIsAnotherVersion) {
  buckets_.Write("bucket/file", "12345");
  const auto object = store_.Find("bucket", "file", {});
  ASSERT_TRUE(object);
  buckets_.Write("bucket/new", "67890");
  // The same time and size.
  std::filesystem::last_write_time(buckets_.bucket() / "new",
                                   std::filesystem::last_write_time(buckets_.bucket() / "file"));
  std::filesystem::rename(buckets_.bucket() / "new", buckets_.bucket() / "file");
  EXPECT_EQ(store_.Read(*object, 0, 5, {}).error().kind, DataErrorKind::kChanged);
  std::filesystem::remove(buckets_.bucket() / "file");
  EXPECT_EQ(store_.Read(*object, 0, 5, {}).error().kind, DataErrorKind::kNoSuchObject);
}

TEST_P(FolderStoreTest, ATimeOfChangeIsAnotherVersion) {
  buckets_.Write("bucket/file", "12345");
  const auto object = store_.Find("bucket", "file", {});
  ASSERT_TRUE(object);
  std::filesystem::last_write_time(
      buckets_.bucket() / "file",
      std::filesystem::last_write_time(buckets_.bucket() / "file") + std::chrono::nanoseconds(1));
  EXPECT_EQ(store_.Read(*object, 0, 5, {}).error().kind, DataErrorKind::kChanged);
}

TEST_P(FolderStoreTest, BucketsThatDoNotExistAreNamed) {
  EXPECT_EQ(store_.Find("none", "key", {}).error().kind, DataErrorKind::kNoSuchBucket);
  EXPECT_EQ(store_.Find("..", "secret", {}).error().kind, DataErrorKind::kNoSuchBucket);
}

TEST_P(FolderStoreTest, TheRootMayComeLater) {
  FolderStore store(buckets_.root() / "later", GetParam());
  EXPECT_EQ(store.Find("bucket", "key", {}).error().kind, DataErrorKind::kNoSuchBucket);
  buckets_.Write("later/bucket/key", "1");
  EXPECT_TRUE(store.Find("bucket", "key", {}));
}

TEST_P(FolderStoreTest, StopsAtTheDeadline) {
  buckets_.Write("bucket/file", "1");
  const auto object = store_.Find("bucket", "file", {});
  ASSERT_TRUE(object);
  const CancelFlag cancel;
  cancel.Cancel();
  const Deadline cancelled = Deadline::In(std::chrono::hours(1), cancel);
  EXPECT_EQ(store_.Read(*object, 0, 1, cancelled).error().kind, DataErrorKind::kCancelled);
  EXPECT_EQ(store_.Find("bucket", "file", Deadline::In(std::chrono::seconds(0))).error().kind,
            DataErrorKind::kTimedOut);
}

}  // namespace
}  // namespace autopilot::testing
