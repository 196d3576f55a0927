#include "storage/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "storage/store.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void ThrowUnusable(const fs::path& folder, const std::string& reason) {
  throw StoreOpenError("The data folder " + folder.string() + " cannot be used: " + reason +
                       ". Choose another one with --data-dir, or --in-memory to keep nothing.");
}

std::string ErrorText(int error) { return std::generic_category().message(error); }

void CreateIfMissing(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return;
  fs::create_directories(folder.parent_path(), error);
  if (error) ThrowUnusable(folder, error.message());
  if (::mkdir(folder.c_str(), S_IRWXU) != 0) {
    const int mkdir_error = errno;
    // Another process may just have made it; a file of that name is no folder.
    if (fs::is_directory(folder, error)) return;
    ThrowUnusable(folder, ErrorText(mkdir_error));
  }
  // Only in a folder that is ours alone: in one that the user had, it would hide the user's files.
  std::ofstream gitignore(folder / ".gitignore");
  if (!(gitignore << "*\n").flush()) ThrowUnusable(folder, "nothing can be written there");
}

int Lock(const fs::path& folder) {
  const fs::path file = folder / "autopilot.lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock < 0) ThrowUnusable(folder, "autopilot.lock: " + ErrorText(errno));
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  const int error = errno;
  ::close(lock);
  if (error == EWOULDBLOCK) {
    throw StoreOpenError("The data folder " + folder.string() +
                         " is in use by another autopilot-local. Stop that one, or choose another "
                         "folder with --data-dir.");
  }
  ThrowUnusable(folder, "autopilot.lock: " + ErrorText(error));
}

// Without a slash at the end, behind which there would be an empty name.
fs::path Normalized(const fs::path& folder) {
  const fs::path absolute = fs::absolute(folder).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

}  // namespace

DataFolder::DataFolder(const fs::path& folder)
    : folder_(Normalized(folder)), database_file_(folder_ / "autopilot.db") {
  CreateIfMissing(folder_);
  lock_ = Lock(folder_);
}

DataFolder::~DataFolder() { ::close(lock_); }

}  // namespace autopilot
