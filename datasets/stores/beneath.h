#pragma once

#include <cstdint>
#include <string>
#include <utility>

// Opening of files whose names come from others, below a folder that they must not leave.
namespace autopilot {

// A file descriptor that is closed at the end. Move only.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() { Close(); }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  void Close();

  int fd_ = -1;
};

// How names are followed. kWalk is for systems without openat2 (before Linux 5.6, or where a filter
// of system calls forbids it) and follows no symbolic link at all.
enum class Following : std::uint8_t { kKernel, kWalk };

// Opens `path`, names joined by '/', below `folder` (a descriptor) with the flags of open(2); also
// O_CLOEXEC. A symbolic link is followed as long as it stays below the folder and is relative. On
// failure a descriptor that is not open, and errno: EXDEV for what leads out, ENOENT also for a
// path with "", "." or ".." among its names or NUL in it. kWalk gives ELOOP for every link.
FileDescriptor OpenBeneath(int folder, const std::string& path, int flags,
                           Following following = Following::kKernel);

}  // namespace autopilot
