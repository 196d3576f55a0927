#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datasets/base/data_error.h"
#include "datasets/base/table.h"

namespace autopilot {

// The object behind FeatureSpecificationS3Uri: what columns are features, and of what types.
struct FeatureSpecification {
  std::optional<std::vector<std::string>> names;           // FeatureAttributeNames
  std::vector<std::pair<std::string, std::string>> types;  // FeatureDataTypes, by column
};

// Reads {"FeatureAttributeNames": ["col1", ...], "FeatureDataTypes": {"col1": "numeric", ...}}, of
// which one may be missing. Fails with kMalformed: no JSON of that form, a name twice.
DataResult<FeatureSpecification> ParseFeatureSpecification(std::string_view text);

// What a job demands of its specification, besides columns that the data has.
struct FeatureRules {
  std::string target;              // no feature; "": none
  std::vector<std::string> taken;  // no features either
  bool may_have_sequences = false;
};

// The first rule of the command reference that the specification breaks for a table with these
// columns, as a sentence; nothing if it keeps all. Names are compared byte by byte.
std::optional<std::string> ProblemOf(const FeatureSpecification& specification,
                                     const std::vector<Column>& columns, const FeatureRules& rules);

}  // namespace autopilot
