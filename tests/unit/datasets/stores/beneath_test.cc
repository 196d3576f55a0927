#include "datasets/stores/beneath.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "tests/unit/datasets/stores/folder_support.h"

namespace autopilot::testing {
namespace {

TEST(OpenBeneath, SaysWhyNotByErrno) {
  const Buckets buckets;
  buckets.Write("bucket/a/file", "1");
  buckets.Link("bucket/out", "../../secret");
  buckets.Link("bucket/folder", "a");
  buckets.Link("bucket/loop", "loop");
  const FileDescriptor folder(::open(buckets.bucket().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const struct {
    std::string path;
    int flags;
    int kernel;  // 0: opened
    int walk;
  } cases[] = {
      {"a/file", O_RDONLY, 0, 0},
      {"a", O_PATH | O_DIRECTORY, 0, 0},
      {"a/file", O_PATH | O_DIRECTORY, ENOTDIR, ENOTDIR},
      {"a/file/x", O_RDONLY, ENOTDIR, ENOTDIR},
      {"a/none", O_RDONLY, ENOENT, ENOENT},
      {"none/file", O_RDONLY, ENOENT, ENOENT},
      {"", O_RDONLY, ENOENT, ENOENT},
      {"a/../a/file", O_RDONLY, ENOENT, ENOENT},
      {"/a/file", O_RDONLY, ENOENT, ENOENT},
      {"a//file", O_RDONLY, ENOENT, ENOENT},
      {std::string("a\0", 2), O_RDONLY, ENOENT, ENOENT},
      {"out", O_RDONLY, EXDEV, ELOOP},
      {"out", O_PATH, EXDEV, ELOOP},
      {"folder/file", O_RDONLY, 0, ELOOP},
      {"folder", O_PATH, 0, ELOOP},
      {"folder", O_PATH | O_DIRECTORY, 0, ELOOP},
      {"loop", O_RDONLY, ELOOP, ELOOP},
  };
  for (const auto& each : cases) {
    for (const Following following : {Following::kKernel, Following::kWalk}) {
      const FileDescriptor file = OpenBeneath(folder.get(), each.path, each.flags, following);
      const int error = file.is_open() ? 0 : errno;
      EXPECT_EQ(error, following == Following::kKernel ? each.kernel : each.walk) << each.path;
    }
  }
}

}  // namespace
}  // namespace autopilot::testing
