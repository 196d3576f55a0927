#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/base/byte_source.h"
#include "datasets/base/object_store.h"

namespace autopilot {

struct ReadAhead {
  std::size_t bytes = std::size_t{256} * 1024;  // fetched at least, as far as there are
  std::size_t windows = 4;                      // kept; at least 1
};

// An object's bytes at any place. Short reads near each other, as those of a file's footer or of
// columns that are read side by side, cost one call of the store. The store must outlive it.
class ObjectAccess final : public RandomAccess {
 public:
  ObjectAccess(ObjectStore& store, ObjectInfo object, Deadline deadline, ReadAhead ahead = {});

  std::uint64_t Size() const override { return object_.size; }
  // Also fails with kMalformed for what is beyond Size(), and with kChanged if the store has fewer
  // bytes than that.
  DataResult<std::string> Read(std::uint64_t offset, std::size_t length) override;

 private:
  struct Window {
    std::uint64_t offset = 0;
    std::string bytes;
  };

  DataResult<std::string> Fetch(std::uint64_t offset, std::size_t length);

  ObjectStore& store_;
  const ObjectInfo object_;
  const Deadline deadline_;
  const ReadAhead ahead_;
  std::vector<Window> windows_;  // the one used last is the last
};

}  // namespace autopilot
