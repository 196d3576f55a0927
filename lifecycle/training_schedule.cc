#include "lifecycle/training_schedule.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lifecycle/limits.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

// A product of two times does not fit 64 bits.
__extension__ using Wide = __int128;

constexpr std::size_t kWaveSize = 10;
constexpr std::size_t kMaxPipelines = 10;
constexpr std::size_t kShowingAll = 5;  // so many pipelines have every allowed algorithm
constexpr std::size_t kFew = 10;        // fewer HPO candidates need not

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

// The algorithms of the pipelines dpp0, dpp1 and so on: xgboost's come first, as in recorded jobs
// of few candidates; the fifth has shown every allowed algorithm; of ten, six are xgboost's.
std::vector<Algorithm> PipelineAlgorithms(const std::vector<Algorithm>& allowed, Draws& draws) {
  std::vector<Algorithm> others{Algorithm::kLinearLearner, Algorithm::kMlp};
  std::vector<Algorithm> rest{Algorithm::kXGBoost, Algorithm::kXGBoost, Algorithm::kXGBoost,
                              Algorithm::kLinearLearner, Algorithm::kMlp};
  Shuffle(others, draws);
  Shuffle(rest, draws);
  std::vector<Algorithm> algorithms;
  algorithms.reserve(kMaxPipelines);
  for (int n = 0; n < 3; ++n) algorithms.push_back(Algorithm::kXGBoost);
  for (const Algorithm algorithm : others) algorithms.push_back(algorithm);
  for (const Algorithm algorithm : rest) algorithms.push_back(algorithm);
  std::erase_if(algorithms, [&](Algorithm a) {
    return std::find(allowed.begin(), allowed.end(), a) == allowed.end();
  });
  for (std::size_t n = 0; algorithms.size() < kMaxPipelines; ++n) {
    algorithms.push_back(algorithms[n]);
  }
  return algorithms;
}

// A data processing pipeline belongs to one algorithm, as in the service's candidate notebooks.
// About every second trial opens the next pipeline, the others use an open one again, as recorded
// (dpp0 twice before the third pipeline). The tenth trial has opened the fifth pipeline, so that
// every allowed algorithm shows.
std::vector<Trial> HpoTrials(const std::vector<Algorithm>& allowed, std::int64_t count,
                             DrawKey key) {
  Draws draws(Derive(key, "pipelines"));
  const auto algorithms = PipelineAlgorithms(allowed, draws);
  std::vector<Trial> trials;
  std::size_t open = 0;
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    const bool must_open = open == 0 || (open < kShowingAll && n + kShowingAll >= kFew + open);
    std::size_t pipeline = open;
    if (must_open || (open < kMaxPipelines && draws.Below(2) == 0)) {
      ++open;
    } else {
      pipeline = draws.Below(static_cast<std::uint32_t>(open));
    }
    trials.push_back({algorithms[pipeline], static_cast<std::uint8_t>(pipeline)});
  }
  return trials;
}

std::vector<Trial> EnsemblingTrials(std::vector<Algorithm> allowed, std::int64_t count,
                                    DrawKey key) {
  Draws draws(Derive(key, "algorithms"));
  Shuffle(allowed, draws);
  std::vector<Trial> trials;
  trials.reserve(static_cast<std::size_t>(count));
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    trials.push_back({allowed[n % allowed.size()], 0});
  }
  return trials;
}

// The algorithms in their documented order, and as the last candidate the ensemble of them.
std::vector<Trial> ForecastTrials(const std::vector<Algorithm>& allowed, std::int64_t count) {
  std::vector<Trial> trials;
  trials.reserve(static_cast<std::size_t>(count));
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    trials.push_back({allowed[n % allowed.size()], 0});
  }
  if (allowed.size() > 1 && count > 1) trials.back().algorithm = Algorithm::kEnsemble;
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

// Where the request leaves the choice, linear models and networks are usually behind: the best
// candidates recorded are xgboost's.
double Handicap(const JobSpec& spec, Algorithm algorithm) {
  if (!spec.algorithms.empty()) return 1;
  if (algorithm == Algorithm::kLinearLearner) return 0.7;
  return algorithm == Algorithm::kMlp ? 0.8 : 1;
}

// A search gets better on its way; ensembles are in front.
float DrawQuality(const JobSpec& spec, Draws& draws, Algorithm algorithm, double progress) {
  if (algorithm == Algorithm::kEnsemble) return static_cast<float>(draws.Uniform(0.8, 0.95));
  const double quality = 0.1 + 0.6 * draws.Uniform(0, 1) + 0.25 * progress;
  return static_cast<float>(Handicap(spec, algorithm) * quality);
}

// Ends the candidate's training at `end`. Its quality falls with what it could not learn.
void CutCandidate(PlannedCandidate& candidate, Nominal full_length, Nominal end) {
  const std::int64_t done = (end - candidate.start).us;
  const std::int64_t had = (candidate.end - candidate.start).us;
  candidate.end = end;
  candidate.outcome = CandidateStatus::kStopped;
  candidate.has_metrics = 2 * done >= full_length.us;
  candidate.may_be_best = candidate.has_metrics;
  if (had > 0) candidate.quality *= static_cast<float>(done) / static_cast<float>(had);
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

std::int64_t ForecastCandidates(const JobSpec& spec) {
  const auto members = static_cast<std::int64_t>(AllowedAlgorithms(spec).size());
  return members > 1 ? members + 1 : 1;
}

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
                               .quality = DrawQuality(spec, draws, trials[n].algorithm, progress)};
    if (limit && *limit < length) CutCandidate(candidate, length, candidate.start + *limit);
    wave_end = std::max(wave_end, candidate.end);
    training.candidates.push_back(candidate);
    training.full_lengths.push_back(length);
  }
  training.end = wave_end + DrawTail(spec.kind, key);
  return training;
}

void StretchTraining(TrainingSchedule& training, Nominal start, Nominal length,
                     std::optional<Nominal> limit) {
  const Nominal had = training.end - start;
  const auto stretched = [&](Nominal n) {
    const Wide product = Wide{n.us} * length.us;
    return Nominal{static_cast<std::int64_t>(product / std::max<std::int64_t>(had.us, 1))};
  };
  for (std::size_t n = 0; n < training.candidates.size(); ++n) {
    PlannedCandidate& candidate = training.candidates[n];
    candidate.start = start + stretched(candidate.start - start);
    candidate.end = start + stretched(candidate.end - start);
    const Nominal full_length = candidate.end - candidate.start;
    training.full_lengths[n] = full_length;
    if (limit && *limit < full_length) {
      CutCandidate(candidate, full_length, candidate.start + *limit);
    }
  }
  training.end = start + length;
}

void EndCandidates(TrainingSchedule& training, const std::vector<CandidateStatus>& statuses) {
  const std::size_t count = std::min(statuses.size(), training.candidates.size());
  for (std::size_t n = 0; n < count; ++n) {
    PlannedCandidate& candidate = training.candidates[n];
    const Nominal length = candidate.end - candidate.start;
    if (statuses[n] == CandidateStatus::kFailed) {
      candidate.end = candidate.start + Nominal{length.us / 2};
      candidate.outcome = CandidateStatus::kFailed;
      candidate.has_metrics = candidate.may_be_best = false;
    } else if (statuses[n] == CandidateStatus::kStopped) {
      CutCandidate(candidate, training.full_lengths[n],
                   candidate.start + Nominal{length.us - length.us / 4});
    }
  }
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
