#pragma once

#include <optional>
#include <string>

#include "datasets/base/data_error.h"
#include "datasets/base/deadline.h"

// What every store has to say, in the same words. `uri`: s3://bucket/key.
namespace autopilot::store_errors {

tl::unexpected<DataError> NoSuchBucket(const std::string& bucket);
tl::unexpected<DataError> NoSuchObject(const std::string& uri);
// `reason`: one sentence with its full stop, or "".
tl::unexpected<DataError> AccessDenied(const std::string& uri, const std::string& reason);
tl::unexpected<DataError> Unreachable(const std::string& uri, const std::string& reason);
tl::unexpected<DataError> Changed(const std::string& uri);
tl::unexpected<DataError> TimedOut(const std::string& uri);
tl::unexpected<DataError> Cancelled(const std::string& uri);

// Whether work on `uri` has to end.
std::optional<tl::unexpected<DataError>> EndOf(const Deadline& deadline, const std::string& uri);

}  // namespace autopilot::store_errors
