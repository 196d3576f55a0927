#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/base/data_error.h"
#include "datasets/stores/s3_uri.h"

namespace autopilot {

// The objects that a ManifestFile names, in its order: a JSON array of {"prefix": "s3://..."} and
// then texts, each of which is a key behind that prefix. Fails with kMalformed.
DataResult<std::vector<S3Uri>> ParseManifest(std::string_view text);

// A line of an AugmentedManifestFile.
struct AugmentedRecord {
  S3Uri source;
  std::string label;  // "class-name" of the metadata of its label
};
// {"source-ref": "s3://...", "<label>-metadata": {"class-name": "<class>"}}, where other members do
// not count. Fails with kMalformed, in words that follow those for the line: "has no source-ref".
DataResult<AugmentedRecord> ParseAugmentedRecord(std::string_view line);

}  // namespace autopilot
