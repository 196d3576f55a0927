#pragma once

#include <string>
#include <vector>

#include "api/model/service_model.h"

namespace autopilot::testing {

// One request at a boundary of the service model, and what must come of it.
struct BoundaryCase {
  enum class Kind {
    kLegal,      // the whole API answers 200, given the job kExistingJobName
    kInside,     // breaks no constraint of the model; a rule of the operation may still refuse it
    kOutside,    // ValidationException that names `path` and `constraint`
    kWrongType,  // SerializationException that names `path`
  };

  std::string operation;
  std::string name;  // what is special about it; unique
  Kind kind = Kind::kLegal;
  std::string body;
  std::string path;        // "autoMLJobConfig.completionCriteria.maxCandidates"
  std::string constraint;  // kOutside: "Member must have value less than or equal to 750"
};

// For every operation of the model its smallest legal request (of CreateAutoMLJobV2 one per problem
// type), and for every member that can be reached from there: a legal request with the member,
// requests just inside and just outside of each of its constraints, and one with a wrong type.
// Every create has a job name of its own.
std::vector<BoundaryCase> MakeBoundaryCases(const ServiceModel& model);

}  // namespace autopilot::testing
