#include "lifecycle/training_schedule.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#include "lifecycle/limits.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

constexpr std::size_t kWaveSize = 10;
constexpr std::int64_t kMaxPipelines = 10;

// What a candidate trains, in start order.
struct Trial {
  Algorithm algorithm = Algorithm::kNone;
  std::uint8_t pipeline = 0;
};

template <typename T>
void Shuffle(std::vector<T>& items, Draws& draws) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[draws.Below(static_cast<std::uint32_t>(i))]);
  }
}

std::vector<Algorithm> AllowedAlgorithms(const JobSpec& spec) {
  std::vector<Algorithm> allowed;
  for (const Algorithm algorithm : AlgorithmsOf(spec.kind)) {
    const auto& wanted = spec.algorithms;
    if (std::find(wanted.begin(), wanted.end(), algorithm) != wanted.end()) {
      allowed.push_back(algorithm);
    }
  }
  return allowed.empty() ? AlgorithmsOf(spec.kind) : allowed;
}

// A data processing pipeline belongs to one algorithm, as in the service's candidate notebooks.
// Each pipeline is tried once before any is tried again, and the first few pipelines already show
// every allowed algorithm; of ten, six are xgboost's.
std::vector<Trial> HpoTrials(const std::vector<Algorithm>& allowed, std::int64_t count,
                             DrawKey key) {
  constexpr std::array kShares{Algorithm::kXGBoost, Algorithm::kLinearLearner, Algorithm::kMlp,
                               Algorithm::kXGBoost, Algorithm::kXGBoost,       Algorithm::kXGBoost,
                               Algorithm::kMlp,     Algorithm::kLinearLearner, Algorithm::kXGBoost,
                               Algorithm::kXGBoost};
  std::vector<Algorithm> shares;
  std::copy_if(kShares.begin(), kShares.end(), std::back_inserter(shares), [&](Algorithm a) {
    return std::find(allowed.begin(), allowed.end(), a) != allowed.end();
  });
  Draws draws(Derive(key, "pipelines"));
  std::vector<Trial> pipelines;
  for (std::int64_t n = 0; n < std::min(count, kMaxPipelines); ++n) {
    const auto index = static_cast<std::size_t>(n);
    pipelines.push_back({shares[index % shares.size()], 0});
  }
  Shuffle(pipelines, draws);
  for (std::size_t n = 0; n < pipelines.size(); ++n) {
    pipelines[n].pipeline = static_cast<std::uint8_t>(n);
  }
  std::vector<Trial> trials = pipelines;
  Shuffle(trials, draws);
  while (trials.size() < static_cast<std::size_t>(count)) {
    trials.push_back(pipelines[draws.Below(static_cast<std::uint32_t>(pipelines.size()))]);
  }
  return trials;
}

std::vector<Trial> EnsemblingTrials(std::vector<Algorithm> allowed, std::int64_t count,
                                    DrawKey key) {
  Draws draws(Derive(key, "algorithms"));
  Shuffle(allowed, draws);
  std::vector<Trial> trials;
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    trials.push_back({allowed[n % allowed.size()], 0});
  }
  return trials;
}

// The algorithms in their documented order, and as the last candidate the ensemble of them.
std::vector<Trial> ForecastTrials(const std::vector<Algorithm>& allowed, std::int64_t count) {
  std::vector<Trial> trials;
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    trials.push_back({allowed[n % allowed.size()], 0});
  }
  if (allowed.size() > 1 && !trials.empty()) trials.back().algorithm = Algorithm::kEnsemble;
  return trials;
}

std::vector<Trial> Trials(const JobSpec& spec, std::int64_t count, DrawKey key) {
  switch (spec.kind) {
    case JobKind::kTabularHpo:
      return HpoTrials(AllowedAlgorithms(spec), count, key);
    case JobKind::kTabularEnsembling:
      return EnsemblingTrials(AllowedAlgorithms(spec), count, key);
    case JobKind::kTimeSeriesForecasting:
      return ForecastTrials(AllowedAlgorithms(spec), count);
    default:
      return std::vector<Trial>(static_cast<std::size_t>(count));
  }
}

// A search gets better on its way, linear models are usually behind, ensembles in front.
float DrawQuality(Draws& draws, const Trial& trial, double progress) {
  double quality = 0.1 + 0.6 * draws.Uniform(0, 1) + 0.25 * progress;
  if (trial.algorithm == Algorithm::kLinearLearner) quality *= 0.85;
  if (trial.algorithm == Algorithm::kEnsemble) quality = 0.8 + 0.15 * draws.Uniform(0, 1);
  return static_cast<float>(quality);
}

// Ends the candidate's training at `end`. Its quality falls with what it could not learn.
void CutCandidate(PlannedCandidate& candidate, Nominal full_length, Nominal end) {
  const std::int64_t done = (end - candidate.start).us;
  const std::int64_t had = (candidate.end - candidate.start).us;
  candidate.end = end;
  candidate.outcome = CandidateStatus::kStopped;
  candidate.has_metrics = 2 * done >= full_length.us;
  candidate.may_be_best = candidate.has_metrics;
  candidate.quality *= static_cast<float>(done) / static_cast<float>(had);
}

// A wave begins with every tenth candidate, and a forecasting job's ensemble trains alone once its
// members are there.
bool StartsWave(const std::vector<Trial>& trials, std::size_t n) {
  return n % kWaveSize == 0 || trials[n].algorithm == Algorithm::kEnsemble;
}

bool EndsWave(const std::vector<Trial>& trials, std::size_t n) {
  return n + 1 == trials.size() || StartsWave(trials, n + 1);
}

// The members of an ensemble get four fifths of the time, the ensemble the rest.
Nominal ShareOfWave(const std::vector<Trial>& trials, std::size_t n, Nominal wave_length) {
  if (trials.size() == 1 || trials.back().algorithm != Algorithm::kEnsemble) return wave_length;
  const int fifths = trials[n].algorithm == Algorithm::kEnsemble ? 1 : 4;
  return Nominal{wave_length.us / 5 * fifths};
}

// `room` is what is left of the wave when the candidate starts: HPO ignores it, of the others the
// last one of the wave fills it.
Nominal DrawLength(JobKind kind, Draws& draws, Nominal room, bool last_of_wave) {
  if (kind == JobKind::kTabularHpo) return Nominal::Seconds(draws.Between(120, 300));
  if (last_of_wave) return room;
  return Nominal::Millis(draws.Between(room.us / 2'000, room.us / 1'000));
}

// Recorded HPO candidates of one wave start 3 and 6 seconds apart.
Nominal DrawStagger(JobKind kind, Draws& draws) {
  return kind == JobKind::kTabularHpo ? Nominal::Seconds(draws.Between(3, 6))
                                      : Nominal::Millis(draws.Between(1'000, 2'500));
}

Nominal DrawTail(JobKind kind, DrawKey key) {
  if (kind != JobKind::kTabularHpo) return kAfterLastCandidate;
  return Nominal::Seconds(Draws(Derive(key, "end-of-training")).Between(5, 15));
}

}  // namespace

TrainingSchedule ScheduleTraining(const JobSpec& spec, std::int64_t count, Nominal start,
                                  Nominal wave_length, DrawKey key) {
  const auto trials = Trials(spec, count, key);
  const auto limit = LimitOf(spec.max_runtime_per_training_job_s);
  TrainingSchedule training;
  Nominal wave_start = start;
  Nominal wave_end = start;
  Nominal next_start = start;
  for (std::size_t n = 0; n < trials.size(); ++n) {
    if (StartsWave(trials, n)) next_start = wave_start = wave_end;
    Draws draws(Derive(Derive(key, "candidate"), n));
    next_start = next_start + DrawStagger(spec.kind, draws);
    const Nominal room = wave_start + ShareOfWave(trials, n, wave_length) - next_start;
    const Nominal length = DrawLength(spec.kind, draws, room, EndsWave(trials, n));
    const double progress =
        static_cast<double>(n) / static_cast<double>(std::max<std::size_t>(trials.size() - 1, 1));
    PlannedCandidate candidate{.start = next_start,
                               .end = next_start + length,
                               .algorithm = trials[n].algorithm,
                               .pipeline = trials[n].pipeline,
                               .quality = DrawQuality(draws, trials[n], progress)};
    if (limit && *limit < length) CutCandidate(candidate, length, candidate.start + *limit);
    wave_end = std::max(wave_end, candidate.end);
    training.candidates.push_back(candidate);
    training.full_lengths.push_back(length);
  }
  training.end = wave_end + DrawTail(spec.kind, key);
  return training;
}

void CutTraining(TrainingSchedule& training, Nominal limit) {
  auto& candidates = training.candidates;
  std::erase_if(candidates, [&](const PlannedCandidate& c) { return c.start >= limit; });
  training.full_lengths.resize(candidates.size());
  for (std::size_t n = 0; n < candidates.size(); ++n) {
    if (candidates[n].end <= limit) continue;
    CutCandidate(candidates[n], training.full_lengths[n], limit);
    candidates[n].may_be_best = false;
  }
  training.end = std::min(training.end, limit);
}

}  // namespace autopilot
