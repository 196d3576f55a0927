#pragma once

#include <sys/stat.h>

#include <string>

#include "datasets/base/object_store.h"

namespace autopilot {

// The object that a file is.
inline ObjectInfo ObjectOf(const std::string& bucket, const std::string& key,
                           const struct stat& facts) {
  return {.bucket = bucket,
          .key = key,
          .size = static_cast<std::uint64_t>(facts.st_size),
          .version = std::to_string(facts.st_mtim.tv_sec) + "." +
                     std::to_string(facts.st_mtim.tv_nsec) + "-" + std::to_string(facts.st_size) +
                     "-" + std::to_string(facts.st_ino)};
}

}  // namespace autopilot
