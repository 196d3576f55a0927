#include "datasets/stores/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <string_view>

namespace autopilot {
namespace {

// A rename elsewhere below the folder makes the kernel give up with EAGAIN.
constexpr int kAttempts = 8;

bool IsPlainPath(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return false;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view name = path.substr(start, end - start);
    if (name.empty() || name == "." || name == "..") return false;
    start = end + 1;
  }
  return true;
}

FileDescriptor OpenByKernel(int folder, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<__u64>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  long fd = -1;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    fd = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof(how));
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return FileDescriptor(static_cast<int>(fd));
}

FileDescriptor OpenByWalk(int folder, const std::string& path, int flags) {
  FileDescriptor at;
  std::size_t start = 0;
  for (std::size_t slash; (slash = path.find('/', start)) != std::string::npos; start = slash + 1) {
    const std::string name = path.substr(start, slash - start);
    const int from = at.is_open() ? at.get() : folder;
    FileDescriptor next(::openat(from, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!next.is_open()) return next;
    struct stat facts {};
    if (::fstat(next.get(), &facts) != 0) return {};
    if (!S_ISDIR(facts.st_mode)) {
      errno = S_ISLNK(facts.st_mode) ? ELOOP : ENOTDIR;
      return {};
    }
    at = std::move(next);
  }
  const std::string name = path.substr(start);
  const int from = at.is_open() ? at.get() : folder;
  FileDescriptor last(::openat(from, name.c_str(), flags | O_NOFOLLOW));
  const int error = errno;
  // A link is opened itself with O_PATH, and no folder for O_DIRECTORY.
  const bool may_be_link =
      last.is_open() ? (flags & O_PATH) != 0 : error == ENOTDIR && (flags & O_DIRECTORY) != 0;
  struct stat facts {};
  if (may_be_link && ::fstatat(from, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISLNK(facts.st_mode)) {
    errno = ELOOP;
    return {};
  }
  errno = error;
  return last;
}

}  // namespace

void FileDescriptor::Close() {
  if (fd_ < 0) return;
  const int error = errno;  // of what made the caller leave
  ::close(fd_);
  errno = error;
}

FileDescriptor OpenBeneath(int folder, const std::string& path, int flags, Following following) {
  if (!IsPlainPath(path)) {
    errno = ENOENT;
    return {};
  }
  flags |= O_CLOEXEC;
  if (following == Following::kKernel) {
    FileDescriptor opened = OpenByKernel(folder, path, flags);
    if (opened.is_open() || (errno != ENOSYS && errno != EPERM)) return opened;
  }
  return OpenByWalk(folder, path, flags);
}

}  // namespace autopilot
