#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datasets/base/data_error.h"
#include "datasets/base/table.h"
#include "datasets/inputs/data_request.h"

namespace autopilot {

// The object behind FeatureSpecificationS3Uri: what columns are features, and of what types.
struct FeatureSpecification {
  std::optional<std::vector<std::string>> names;           // FeatureAttributeNames
  std::vector<std::pair<std::string, std::string>> types;  // FeatureDataTypes: column and type
};

// Reads {"FeatureAttributeNames": ["col1", ...], "FeatureDataTypes": {"col1": "numeric", ...}}, of
// which one may be missing. Fails with kMalformed: no JSON of that form, a name twice.
DataResult<FeatureSpecification> ParseFeatureSpecification(std::string_view text);

// The first rule of the command reference that the specification breaks for a table with these
// columns, as a sentence; nothing if it keeps all. Names are compared byte by byte. A target of ""
// is none.
std::optional<std::string> ProblemOf(const FeatureSpecification& specification,
                                     const std::vector<Column>& columns, std::string_view target,
                                     const FeatureSpecificationSource& source);

}  // namespace autopilot
