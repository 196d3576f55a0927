#pragma once

#include <string>

#include "datasets/base/object_store.h"
#include "datasets/stores/beneath.h"

namespace autopilot {

// One page of the files below a bucket's folder, see ObjectStore::List. `bucket_folder` is its
// descriptor.
DataResult<ObjectPage> ListFolder(int bucket_folder, const std::string& bucket,
                                  const std::string& prefix, const std::string& next,
                                  std::size_t limit, const Deadline& deadline, Following following);

}  // namespace autopilot
