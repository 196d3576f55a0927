#pragma once

#include "lifecycle/byte_codec.h"
#include "lifecycle/data_facts.h"

namespace autopilot {

// The stored form of facts, as a part of that of a plan. ReadFacts throws CodecError for what
// WithData (profiled_plan.h) does not make: too many labels, or too long ones, numbers that are not
// finite.
void WriteFacts(ByteWriter& out, const DataFacts& facts);
DataFacts ReadFacts(ByteReader& in);

}  // namespace autopilot
