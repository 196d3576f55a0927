#pragma once

#include <string>
#include <string_view>

#include "datasets/base/data_error.h"

namespace autopilot {

// What an s3:// URI names: an object, or all objects whose keys begin with `key`.
struct S3Uri {
  std::string bucket;
  std::string key;  // "" for the bucket itself; otherwise any text, and taken as it stands

  std::string Text() const { return "s3://" + bucket + "/" + key; }
  bool operator==(const S3Uri&) const = default;
};

// Reads "s3://bucket", "s3://bucket/" and "s3://bucket/key". Nothing in the key is decoded: '%',
// '+' and blanks are characters of it. Fails with kMalformed.
DataResult<S3Uri> ParseS3Uri(std::string_view text);

// Letters, digits, '.', '-' and '_', at most 255, and neither "." nor "..": more than S3 gives
// today, for there are old buckets and other servers.
bool IsBucketName(std::string_view text);

// 1 to 1,024 bytes of UTF-8 without NUL.
bool IsObjectKey(std::string_view text);

}  // namespace autopilot
