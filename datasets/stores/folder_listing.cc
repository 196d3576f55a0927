#include "datasets/stores/folder_listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "datasets/stores/file_facts.h"
#include "datasets/stores/s3_uri.h"
#include "datasets/stores/store_errors.h"

namespace autopilot {
namespace {

constexpr std::size_t kNamesBetweenLooks = 256;  // at the deadline

// Walks folders in the order of keys. That is the order of paths if a folder is sorted as its name
// with '/' behind: "a-b" < "a/b" < "a0". So one folder after the other is enough, and of each only
// as many names are put in order as the page needs.
class Walk {
 public:
  Walk(int bucket_folder, const std::string& bucket, const std::string& prefix,
       const std::string& next, std::size_t limit, const Deadline& deadline, Following following)
      : bucket_folder_(bucket_folder),
        bucket_(bucket),
        prefix_(prefix),
        next_(next),
        limit_(limit),
        deadline_(deadline),
        following_(following) {}

  DataResult<ObjectPage> Run() {
    if (auto error = EnterFirst()) return tl::unexpected(std::move(*error));
    ObjectPage page;
    if (found_.size() > limit_) {
      found_.resize(limit_);
      page.next = found_.back().key;
    }
    page.objects = std::move(found_);
    return page;
  }

 private:
  using Failure = std::optional<DataError>;
  struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
  };
  using Folder = std::unique_ptr<DIR, CloseFolder>;
  using FileId = std::pair<dev_t, ino_t>;

  // One more than the page has tells whether there is a next one.
  bool IsDone() const { return found_.size() > limit_; }

  std::string UriOf(const std::string& key) const { return "s3://" + bucket_ + "/" + key; }

  // `folder`: "" or with '/' at its end.
  bool MayHaveSome(const std::string& folder) const {
    return (folder.starts_with(prefix_) || prefix_.starts_with(folder)) &&
           (folder > next_ || next_.starts_with(folder));
  }

  // `name` of what lies in `folder`, as it is sorted; nothing for what has no place in the page.
  std::optional<std::string> PlaceOf(const std::string& folder, const dirent& entry) const {
    const std::string name = entry.d_name;
    if (name == "." || name == "..") return std::nullopt;
    const std::string path = folder + name;
    if (!IsObjectKey(path)) return std::nullopt;
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN || type == DT_LNK) type = TypeBehind(path);
    if (type == DT_DIR) return MayHaveSome(path + "/") ? std::optional(name + "/") : std::nullopt;
    const bool is_in_page = type == DT_REG && path.starts_with(prefix_) && path > next_;
    return is_in_page ? std::optional(name) : std::nullopt;
  }

  unsigned char TypeBehind(const std::string& path) const {
    const FileDescriptor file = OpenBeneath(bucket_folder_, path, O_PATH, following_);
    struct stat facts {};
    if (!file.is_open() || ::fstat(file.get(), &facts) != 0) return DT_UNKNOWN;
    return S_ISDIR(facts.st_mode) ? DT_DIR : S_ISREG(facts.st_mode) ? DT_REG : DT_UNKNOWN;
  }

  Failure ErrorOf(const std::string& path, int error) const {
    // What went meanwhile, or never was a folder, has no objects.
    if (error == ENOENT || error == ENOTDIR || error == EXDEV || error == ELOOP ||
        error == ENAMETOOLONG) {
      return std::nullopt;
    }
    if (error == EACCES) {
      return store_errors::AccessDenied(UriOf(path), path.empty() || path.back() == '/'
                                                         ? "The folder may not be read."
                                                         : "Its folder may not be entered.")
          .value();
    }
    return store_errors::Unreachable(UriOf(path), std::generic_category().message(error) + ".")
        .value();
  }

  // The innermost folder that has all keys with the prefix, without reading those around it.
  Failure EnterFirst() {
    std::size_t end = 0;  // of the folder's part of the prefix
    for (std::size_t slash; (slash = prefix_.find('/', end)) != std::string::npos;
         end = slash + 1) {
      const FileDescriptor opened = OpenFolder(prefix_.substr(0, end), O_PATH);
      if (!opened.is_open()) return ErrorOf(prefix_.substr(0, end), errno);
      const auto id = NewIdOf(opened);
      if (!id) return std::nullopt;
      around_.push_back(*id);
    }
    return Enter(prefix_.substr(0, end));
  }

  FileDescriptor OpenFolder(const std::string& folder, int flags) const {
    flags |= O_DIRECTORY;
    if (folder.empty()) return FileDescriptor(::openat(bucket_folder_, ".", flags | O_CLOEXEC));
    return OpenBeneath(bucket_folder_, folder.substr(0, folder.size() - 1), flags, following_);
  }

  // Nothing for a folder that we are in: a link back to one would never end.
  std::optional<FileId> NewIdOf(const FileDescriptor& folder) const {
    struct stat facts {};
    if (::fstat(folder.get(), &facts) != 0) return std::nullopt;
    const FileId id(facts.st_dev, facts.st_ino);
    const bool is_new = std::find(around_.begin(), around_.end(), id) == around_.end();
    return is_new ? std::optional(id) : std::nullopt;
  }

  Failure Enter(const std::string& folder) {
    FileDescriptor opened = OpenFolder(folder, O_RDONLY | O_NONBLOCK);
    if (!opened.is_open()) return ErrorOf(folder, errno);
    const auto id = NewIdOf(opened);
    if (!id) return std::nullopt;
    std::vector<std::string> names;
    if (auto error = ReadNames(folder, std::move(opened), names)) return error;
    around_.push_back(*id);
    Failure error = Visit(folder, names);
    around_.pop_back();
    return error;
  }

  Failure ReadNames(const std::string& folder, FileDescriptor opened,
                    std::vector<std::string>& names) const {
    const Folder reading(::fdopendir(opened.get()));
    if (!reading) return ErrorOf(folder, errno);
    opened.Release();
    for (std::size_t count = 0;; ++count) {
      if (count % kNamesBetweenLooks == 0) {
        if (auto end = store_errors::EndOf(deadline_, UriOf(folder))) return end->value();
      }
      errno = 0;
      const dirent* entry = ::readdir(reading.get());
      if (entry == nullptr) return errno == 0 ? std::nullopt : ErrorOf(folder, errno);
      if (auto place = PlaceOf(folder, *entry)) names.push_back(std::move(*place));
    }
  }

  Failure Visit(const std::string& folder, std::vector<std::string>& names) {
    std::make_heap(names.begin(), names.end(), std::greater<>());
    while (!names.empty() && !IsDone()) {
      std::pop_heap(names.begin(), names.end(), std::greater<>());
      const std::string path = folder + names.back();
      names.pop_back();
      if (path.back() == '/') {
        if (auto error = Enter(path)) return error;
        continue;
      }
      const FileDescriptor file = OpenBeneath(bucket_folder_, path, O_PATH, following_);
      if (!file.is_open()) {  // gone meanwhile, or an error: a page never lacks objects silently
        if (auto error = ErrorOf(path, errno)) return error;
        continue;
      }
      struct stat facts {};
      const bool is_file = ::fstat(file.get(), &facts) == 0 && S_ISREG(facts.st_mode);
      if (is_file) found_.push_back(ObjectOf(bucket_, path, facts));
    }
    return std::nullopt;
  }

  const int bucket_folder_;
  const std::string& bucket_;
  const std::string& prefix_;
  const std::string& next_;
  const std::size_t limit_;
  const Deadline& deadline_;
  const Following following_;
  std::vector<FileId> around_;  // the folders that we are in
  std::vector<ObjectInfo> found_;
};

}  // namespace

DataResult<ObjectPage> ListFolder(int bucket_folder, const std::string& bucket,
                                  const std::string& prefix, const std::string& next,
                                  std::size_t limit, const Deadline& deadline,
                                  Following following) {
  return Walk(bucket_folder, bucket, prefix, next, limit, deadline, following).Run();
}

}  // namespace autopilot
