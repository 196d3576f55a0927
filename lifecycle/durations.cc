#include "lifecycle/durations.h"

#include "lifecycle/training_schedule.h"

namespace autopilot {
namespace {

Durations UsualDurations(JobKind kind, DrawKey key) {
  Durations durations;
  if (kind == JobKind::kTabularHpo) {
    durations.training_phase = SecondaryStatus::kModelTuning;
    durations.analysis = Nominal::Seconds(510);
    durations.feature_engineering = Nominal::Seconds(480);
    durations.explainability = durations.model_insights = Nominal::Seconds(90);
    return durations;
  }
  if (kind == JobKind::kTabularEnsembling) {
    durations.analysis = Nominal::Seconds(3);
    durations.wave = Nominal::Seconds(196);
    durations.explainability = durations.model_insights = Nominal::Seconds(6);
    return durations;
  }
  durations.analysis_phase = SecondaryStatus::kPreTraining;
  const Nominal total = Nominal::Seconds(Draws(Derive(key, "duration")).Between(600, 1'800));
  durations.analysis = Nominal{total.us / 5};
  if (kind == JobKind::kTimeSeriesForecasting) durations.explainability = Nominal::Seconds(90);
  durations.wave = total - durations.starting - durations.analysis -
                   durations.explainability.value_or(Nominal{}) - kAfterLastCandidate;
  return durations;
}

void Replace(std::optional<Nominal>& had, Nominal length) {
  if (had) had = length;
}

void Give(Durations& durations, const PhaseLength& given) {
  if (given.phase == durations.analysis_phase) durations.analysis = given.length;
  if (given.phase == durations.training_phase) durations.training = given.length;
  switch (given.phase) {
    case SecondaryStatus::kStarting:
      durations.starting = given.length;
      return;
    case SecondaryStatus::kFeatureEngineering:
      return Replace(durations.feature_engineering, given.length);
    case SecondaryStatus::kGeneratingExplainabilityReport:
      return Replace(durations.explainability, given.length);
    case SecondaryStatus::kGeneratingModelInsightsReport:
      return Replace(durations.model_insights, given.length);
    case SecondaryStatus::kDeployingModel:
      durations.deploying = given.length;
      return;
    default:
      return;
  }
}

}  // namespace

Durations DurationsOf(JobKind kind, DrawKey key, const std::vector<PhaseLength>& given) {
  Durations durations = UsualDurations(kind, key);
  for (const PhaseLength& length : given) Give(durations, length);
  return durations;
}

}  // namespace autopilot
