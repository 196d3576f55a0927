#pragma once

#include <string_view>

#include "datasets/stores/s3_uri.h"

namespace autopilot {

// Reads an S3Uri of the API, which the service model lets begin with s3:// or with https://: the
// latter as the addresses that S3 gives to objects, "https://bucket.s3.eu-west-1.amazonaws.com/key"
// and "https://s3.eu-west-1.amazonaws.com/bucket/key". Only bucket and key count, and the key is
// taken as it stands. Fails with kMalformed.
DataResult<S3Uri> ParseDataUri(std::string_view text);

}  // namespace autopilot
