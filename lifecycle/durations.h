#pragma once

#include <optional>
#include <vector>

#include "common/draws.h"
#include "common/time.h"
#include "lifecycle/outcome.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

// How long the phases of a kind take. Recorded runs: HPO jobs of 2020 to 2023, and an ensembling
// job of 216 seconds in 2024, of which its candidate trained from second 2.6 to 208.9. The phases
// of ensembling are ours: short around the training, yet long enough to be noticed. The other kinds
// are documented to take 10 to 30 minutes.
struct Durations {
  SecondaryStatus analysis_phase = SecondaryStatus::kAnalyzingData;
  SecondaryStatus training_phase = SecondaryStatus::kTrainingModels;
  Nominal starting = Nominal::Seconds(3);
  Nominal analysis;
  std::optional<Nominal> feature_engineering;  // HPO only
  Nominal wave;                     // of ten candidates; HPO candidates have lengths of their own
  std::optional<Nominal> training;  // of the whole phase, where a test gives it
  std::optional<Nominal> explainability;  // none: no such report
  std::optional<Nominal> model_insights;
  Nominal deploying = Nominal::Seconds(300);
};

// `given` replaces the lengths of those of its phases that the kind has.
Durations DurationsOf(JobKind kind, DrawKey key, const std::vector<PhaseLength>& given);

}  // namespace autopilot
