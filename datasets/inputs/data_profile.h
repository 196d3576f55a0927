#pragma once

#include <cstdint>
#include <optional>

#include "datasets/base/object_store.h"
#include "datasets/inputs/data_request.h"
#include "datasets/profile/table_profile.h"

namespace autopilot {

// Reads the training data to its end, every object of it, and then the validation data for what
// is wrong with it. Of tables it profiles the columns that the request names; of images it counts
// their classes as if they were a target column: the folders below the prefix, or those of the
// augmented manifest; there is no target if an image has no class.
//
// Memory does not depend on the size of the data. Fails as the store does, with kMalformed for
// what cannot be decoded, kTooLarge beyond the limits, kUnsupported for what we do not read.
DataResult<TableProfile> ProfileData(ObjectStore& store, const DataRequest& request,
                                     const DataLimits& limits, const Deadline& deadline);

}  // namespace autopilot
