#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "datasets/base/object_store.h"
#include "datasets/s3/s3_listing.h"

namespace autopilot {

// Where a listing goes on.
struct S3Position {
  std::string last_key;      // of all pages before; "" if they had none
  std::string continuation;  // of the server; "" where it gave none

  std::string Token() const;  // for ObjectPage::next, never ""
  bool operator==(const S3Position&) const = default;
};

// Absent for what Token() did not give. "" is the beginning.
std::optional<S3Position> ParseS3Position(std::string_view token);

// The query of ListObjectsV2, encoded.
std::string S3ListQuery(const std::string& prefix, const S3Position& from, std::size_t limit);

// The page that a listing is, if it follows `from` and is what was asked for, with its objects in
// order; only those of a listing of one page are brought into it. The error says what is wrong, as
// that of ParseS3Listing.
tl::expected<ObjectPage, std::string> S3PageOf(S3Listing listing, const std::string& bucket,
                                               const std::string& prefix, const S3Position& from,
                                               std::size_t limit);

}  // namespace autopilot
