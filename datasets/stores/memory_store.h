#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "datasets/base/object_store.h"

namespace autopilot {

// Objects in memory, for tests. Any thread.
class MemoryStore final : public ObjectStore {
 public:
  enum class Operation : std::uint8_t { kList, kFind, kRead };
  struct Call {
    Operation operation;
    const std::string& bucket;
    const std::string& key;  // or prefix
    const Deadline& deadline;
  };
  // Called before each operation, on its thread and without a lock: what it gives is the answer,
  // and it may wait, or change the store.
  using Hook = std::function<std::optional<DataError>(const Call&)>;

  explicit MemoryStore(Hook hook = {}) : hook_(std::move(hook)) {}

  void MakeBucket(const std::string& bucket);
  // Makes the bucket if there is none. A new version, whatever the bytes.
  void Put(const std::string& bucket, const std::string& key, std::string bytes);
  void Remove(const std::string& bucket, const std::string& key);

  DataResult<ObjectPage> List(const std::string& bucket, const std::string& prefix,
                              const std::string& next, std::size_t limit,
                              const Deadline& deadline) override;
  DataResult<ObjectInfo> Find(const std::string& bucket, const std::string& key,
                              const Deadline& deadline) override;
  DataResult<std::string> Read(const ObjectInfo& object, std::uint64_t offset, std::size_t length,
                               const Deadline& deadline) override;

 private:
  struct Object {
    std::string bytes;
    std::string version;
  };
  using Bucket = std::map<std::string, Object>;

  static ObjectInfo InfoOf(const std::string& bucket, const Bucket::value_type& entry);
  std::optional<DataError> Begin(const Call& call) const;
  DataResult<const Bucket::value_type*> Lookup(const std::string& bucket,
                                               const std::string& key) const;

  const Hook hook_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
  std::uint64_t puts_ = 0;
};

}  // namespace autopilot
