#include "datasets/stores/store_errors.h"

#include <utility>

namespace autopilot::store_errors {
namespace {

tl::unexpected<DataError> Failed(DataErrorKind kind, std::string text) {
  return tl::unexpected(DataError{kind, std::move(text)});
}

std::string WithReason(std::string text, const std::string& reason) {
  return reason.empty() ? text : std::move(text) + " " + reason;
}

}  // namespace

tl::unexpected<DataError> NoSuchBucket(const std::string& bucket) {
  return Failed(DataErrorKind::kNoSuchBucket, "The bucket s3://" + bucket + " does not exist.");
}

tl::unexpected<DataError> NoSuchObject(const std::string& uri) {
  return Failed(DataErrorKind::kNoSuchObject, "The object " + uri + " does not exist.");
}

tl::unexpected<DataError> AccessDenied(const std::string& uri, const std::string& reason) {
  return Failed(DataErrorKind::kAccessDenied,
                WithReason("Access to " + uri + " is denied.", reason));
}

tl::unexpected<DataError> Unreachable(const std::string& uri, const std::string& reason) {
  return Failed(DataErrorKind::kUnreachable, WithReason(uri + " cannot be read.", reason));
}

tl::unexpected<DataError> Changed(const std::string& uri) {
  return Failed(DataErrorKind::kChanged, "The object " + uri + " was changed while it was read.");
}

tl::unexpected<DataError> TimedOut(const std::string& uri) {
  return Failed(DataErrorKind::kTimedOut, uri + " could not be read in time.");
}

tl::unexpected<DataError> Cancelled(const std::string& uri) {
  return Failed(DataErrorKind::kCancelled, "Reading " + uri + " was called off.");
}

std::optional<tl::unexpected<DataError>> EndOf(const Deadline& deadline, const std::string& uri) {
  if (deadline.IsCancelled()) return Cancelled(uri);
  if (deadline.HasPassed()) return TimedOut(uri);
  return std::nullopt;
}

}  // namespace autopilot::store_errors
