#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "datasets/base/object_store.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {

// A folder of buckets, beside which lies what must not be found.
class Buckets {
 public:
  Buckets() {
    std::filesystem::create_directories(root() / "bucket");
    Write("../secret", "not for you");
    // Other users may enter, for the tests of permissions.
    ::chmod(folder_.path().c_str(), S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH);
  }

  std::filesystem::path root() const { return folder_.path() / "root"; }
  std::filesystem::path bucket() const { return root() / "bucket"; }

  // `name` relative to the root.
  void Write(const std::string& name, const std::string& bytes) const {
    const auto file = root() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  void Link(const std::string& name, const std::string& target) const {
    std::filesystem::create_symlink(target, root() / name);
  }

 private:
  TempFolder folder_;
};

// Root may read everything; permissions are seen as somebody else.
class AsOrdinaryUser {
 public:
  AsOrdinaryUser() : was_(::geteuid()) {
    constexpr uid_t kNobody = 65'534;
    if (was_ == 0 && ::seteuid(kNobody) != 0) throw std::runtime_error("cannot change the user");
  }
  ~AsOrdinaryUser() {
    if (was_ == 0 && ::seteuid(0) != 0) std::abort();
  }
  AsOrdinaryUser(const AsOrdinaryUser&) = delete;
  AsOrdinaryUser& operator=(const AsOrdinaryUser&) = delete;

 private:
  const uid_t was_;
};

inline std::vector<std::string> KeysOf(const ObjectPage& page) {
  std::vector<std::string> keys;
  for (const ObjectInfo& object : page.objects) keys.push_back(object.key);
  return keys;
}

// All pages of a listing.
inline std::vector<std::string> AllKeys(ObjectStore& store, const std::string& bucket,
                                        const std::string& prefix, std::size_t limit) {
  std::vector<std::string> keys;
  std::string next;
  do {
    const auto page = store.List(bucket, prefix, next, limit, {});
    if (!page) throw std::runtime_error(page.error().text);
    if (page->objects.size() > limit) throw std::runtime_error("too long a page");
    if (!page->next.empty() && page->objects.size() != limit) {
      throw std::runtime_error("too short a page");
    }
    for (const ObjectInfo& object : page->objects) keys.push_back(object.key);
    next = page->next;
  } while (!next.empty());
  return keys;
}

}  // namespace autopilot::testing
