#include "datasets/stores/folder_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "datasets/stores/file_facts.h"
#include "datasets/stores/folder_listing.h"
#include "datasets/stores/s3_uri.h"
#include "datasets/stores/store_errors.h"

namespace autopilot {
namespace {

constexpr std::size_t kPiece =
    std::size_t{1024} * 1024;  // bytes read between looks at the deadline

tl::unexpected<DataError> OpenError(const std::string& uri, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ENXIO:  // a socket, or a device that is not there
      return store_errors::NoSuchObject(uri);
    case EACCES:
      return store_errors::AccessDenied(uri, "The file may not be read.");
    case EXDEV:
    case ELOOP:
      return store_errors::AccessDenied(
          uri,
          "It is, or lies behind, a symbolic link that is not followed: one that is absolute "
          "or leads out of its bucket.");
    default:
      return store_errors::Unreachable(uri, std::generic_category().message(error) + ".");
  }
}

}  // namespace

DataResult<FileDescriptor> FolderStore::OpenBucket(const std::string& bucket) const {
  if (!IsBucketName(bucket)) return store_errors::NoSuchBucket(bucket);
  const FileDescriptor root(::open(root_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  FileDescriptor folder;
  if (root.is_open()) folder = OpenBeneath(root.get(), bucket, O_PATH | O_DIRECTORY, following_);
  if (folder.is_open()) return folder;
  if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG) {
    return store_errors::NoSuchBucket(bucket);
  }
  return OpenError("s3://" + bucket, errno);
}

DataResult<FolderStore::OpenObject> FolderStore::Open(const std::string& bucket,
                                                      const std::string& key,
                                                      const Deadline& deadline) const {
  const std::string uri = "s3://" + bucket + "/" + key;
  if (auto end = store_errors::EndOf(deadline, uri)) return *end;
  const auto folder = OpenBucket(bucket);
  if (!folder) return tl::unexpected(folder.error());
  if (!IsObjectKey(key)) return store_errors::NoSuchObject(uri);

  // Looked at before it is opened: opening a device or the end of a pipe does things.
  struct stat facts {};
  const auto is_file = [&facts](const FileDescriptor& file) {
    return ::fstat(file.get(), &facts) == 0 && S_ISREG(facts.st_mode);
  };
  const FileDescriptor seen = OpenBeneath(folder->get(), key, O_PATH, following_);
  if (!seen.is_open()) return OpenError(uri, errno);
  if (!is_file(seen)) return store_errors::NoSuchObject(uri);
  FileDescriptor file =
      OpenBeneath(folder->get(), key, O_RDONLY | O_NONBLOCK | O_NOCTTY, following_);
  if (!file.is_open()) return OpenError(uri, errno);
  if (!is_file(file)) return store_errors::NoSuchObject(uri);
  return OpenObject{.file = std::move(file), .info = ObjectOf(bucket, key, facts)};
}

DataResult<ObjectPage> FolderStore::List(const std::string& bucket, const std::string& prefix,
                                         const std::string& next, std::size_t limit,
                                         const Deadline& deadline) {
  if (auto end = store_errors::EndOf(deadline, "s3://" + bucket + "/" + prefix)) return *end;
  const auto folder = OpenBucket(bucket);
  if (!folder) return tl::unexpected(folder.error());
  return ListFolder(folder->get(), bucket, prefix, next, limit, deadline, following_);
}

DataResult<ObjectInfo> FolderStore::Find(const std::string& bucket, const std::string& key,
                                         const Deadline& deadline) {
  auto object = Open(bucket, key, deadline);
  if (!object) return tl::unexpected(std::move(object.error()));
  return std::move(object->info);
}

DataResult<std::string> FolderStore::Read(const ObjectInfo& object, std::uint64_t offset,
                                          std::size_t length, const Deadline& deadline) {
  const auto opened = Open(object.bucket, object.key, deadline);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->info.version != object.version) return store_errors::Changed(object.Uri());
  if (offset >= object.size) return std::string();

  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(length, object.size - offset)),
                    '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    if (auto end = store_errors::EndOf(deadline, object.Uri())) return *end;
    const std::size_t piece = std::min(kPiece, bytes.size() - done);
    const ssize_t count =
        ::pread(opened->file.get(), bytes.data() + done, piece, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return OpenError(object.Uri(), errno);
    if (count == 0) return store_errors::Changed(object.Uri());
    done += static_cast<std::size_t>(count);
  }
  // Written to meanwhile: then the bytes may be of both versions.
  struct stat facts {};
  const bool is_same = ::fstat(opened->file.get(), &facts) == 0 &&
                       ObjectOf(object.bucket, object.key, facts).version == object.version;
  if (!is_same) return store_errors::Changed(object.Uri());
  return bytes;
}

}  // namespace autopilot
