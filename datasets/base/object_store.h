#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/base/data_error.h"
#include "datasets/base/deadline.h"

namespace autopilot {

struct ObjectInfo {
  std::string bucket;
  std::string key;
  std::uint64_t size = 0;  // bytes
  std::string version;     // differs when the object was replaced: an ETag, or what the store has

  std::string Uri() const { return "s3://" + bucket + "/" + key; }
  bool operator==(const ObjectInfo&) const = default;
};

struct ObjectPage {
  std::vector<ObjectInfo> objects;
  std::string next;  // continues the listing; "" at its end

  bool operator==(const ObjectPage&) const = default;
};

// Where s3:// URIs are looked up. Calls block until they have an answer or the deadline has passed;
// any thread, several at once.
class ObjectStore {
 public:
  static constexpr std::size_t kMaxPage = 1'000;

  virtual ~ObjectStore() = default;

  // The objects whose key begins with `prefix` (all for ""), by the bytes of their keys, at most
  // `limit` (1 to kMaxPage). `next` is "" or what the page before gave. A bucket that exists and
  // has no such object: an empty page. Fails with kNoSuchBucket if there is no such bucket.
  virtual DataResult<ObjectPage> List(const std::string& bucket, const std::string& prefix,
                                      const std::string& next, std::size_t limit,
                                      const Deadline& deadline) = 0;

  // The object of exactly that key; kNoSuchObject, kNoSuchBucket.
  virtual DataResult<ObjectInfo> Find(const std::string& bucket, const std::string& key,
                                      const Deadline& deadline) = 0;

  // The bytes from `offset` on, `length` of them or as many as there are. kChanged if the object is
  // no longer the one that was found.
  virtual DataResult<std::string> Read(const ObjectInfo& object, std::uint64_t offset,
                                       std::size_t length, const Deadline& deadline) = 0;
};

}  // namespace autopilot
