#pragma once

#include <filesystem>
#include <string>

#include "datasets/base/object_store.h"
#include "datasets/stores/beneath.h"

namespace autopilot {

// Buckets are the folders in `root`, objects the files in them: root/bucket/key. Nothing outside of
// its bucket is ever opened, whatever keys and symbolic links say; a link that stays inside is
// followed where the system can tell (see beneath.h). What is no file or folder does not exist, nor
// does a name that is not UTF-8. A version is made of time of change, size and number of the file.
//
// The folder is looked up for every call, so that it may come later. Calls block as long as the
// file system does; between two reads they look at the deadline.
class FolderStore final : public ObjectStore {
 public:
  explicit FolderStore(std::filesystem::path root, Following following = Following::kKernel)
      : root_(std::move(root)), following_(following) {}

  // Each page reads the folders that may have some of its objects: `next` is a key. A folder that
  // may not be read is an error, kAccessDenied.
  DataResult<ObjectPage> List(const std::string& bucket, const std::string& prefix,
                              const std::string& next, std::size_t limit,
                              const Deadline& deadline) override;
  DataResult<ObjectInfo> Find(const std::string& bucket, const std::string& key,
                              const Deadline& deadline) override;
  DataResult<std::string> Read(const ObjectInfo& object, std::uint64_t offset, std::size_t length,
                               const Deadline& deadline) override;

 private:
  struct OpenObject {
    FileDescriptor file;
    ObjectInfo info;
  };

  DataResult<FileDescriptor> OpenBucket(const std::string& bucket) const;
  DataResult<OpenObject> Open(const std::string& bucket, const std::string& key,
                              const Deadline& deadline) const;

  const std::filesystem::path root_;
  const Following following_;
};

}  // namespace autopilot
