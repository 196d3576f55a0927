#pragma once

#include <optional>
#include <string>

#include "common/time.h"
#include "lifecycle/events.h"
#include "lifecycle/plan.h"

namespace autopilot {

// A job whose data is read waits for that in the phase that analyzes it, however fast its time goes
// or whoever moves it: behind this phase shows what was found. The gate is the last instant of the
// phase; EventKind::kAwaitsProfile shuts it, kProfiled opens it.

// Where AnalyzingData or PreTraining ends; nothing in a plan without one.
std::optional<Nominal> AnalysisEnd(const Plan& plan);

// The last instant inside the phase. Nothing where the plan needs no gate: the job fails in that
// phase or reaches its own runtime limit there, whatever its data is; or where it cannot have one:
// the phase is empty (see MakeRoomForProfile).
std::optional<Nominal> ProfileGate(const Plan& plan);

// For a plan whose job will await its profile: where the phase is empty, which a scenario may ask
// for, it gets the microsecond that the job needs to wait in it, and all behind is as much later.
void MakeRoomForProfile(Plan& plan);

// What is wrong with the events about the profile, of a job that comes from outside, as a sentence;
// nothing for those of StartOfLife and ProfiledEvents, with anything in between.
std::optional<std::string> ProblemOfProfileEvents(const Plan& plan, const EventLog& events);

}  // namespace autopilot
