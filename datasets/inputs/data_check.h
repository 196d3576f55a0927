#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datasets/base/object_store.h"
#include "datasets/base/table.h"
#include "datasets/inputs/data_request.h"

namespace autopilot {

// What a first look at a channel tells.
struct ChannelFacts {
  std::uint64_t objects = 0;  // looked at
  std::uint64_t bytes = 0;    // of these
  bool has_more = false;      // objects than are looked at
  bool is_small = false;      // what Mode AUTO takes for small: less than 100 MB behind a prefix
};

// How many objects the first look takes in; the profile reads them all. Those of a manifest have to
// be asked for one by one, which must not take the time that a create request has.
inline constexpr std::uint64_t kMostLookedAt = 10'000;
inline constexpr std::uint64_t kMostOfManifestLookedAt = 100;

// What the service checks before it accepts a job: that there are objects, at most so many bytes,
// that manifests and the feature specification are well formed, and that the headers have the
// columns that the job names. Reads listings, headers and small objects, nothing else. The error is
// the first problem, for the client; see fidelity.md for which texts are observed.
DataResult<ChannelFacts> CheckData(ObjectStore& store, const DataRequest& request,
                                   const DataLimits& limits, const Deadline& deadline);

// The first of the columns that `columns` does not have, or the first beyond them where there may
// be no other; nothing if all is well.
std::optional<DataError> ProblemOfHeader(const DataRequest& request,
                                         const std::vector<Column>& columns,
                                         const std::string& uri);

// That a channel has more bytes than it may.
DataError TooManyBytes(const std::string& channel, std::uint64_t bytes, std::uint64_t limit);

}  // namespace autopilot
