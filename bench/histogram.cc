#include "bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace autopilot::bench {
namespace {

// A value below 2^kBits has a bucket of its own; each further power of two has 2^kBits of them.
constexpr unsigned kBits = 6;
constexpr std::uint64_t kPerPower = std::uint64_t{1} << kBits;
constexpr std::size_t kBuckets = (64 - kBits + 1) * kPerPower;

std::size_t BucketOf(std::uint64_t value) {
  if (value < kPerPower) return value;
  const auto power = static_cast<unsigned>(std::bit_width(value)) - 1 - kBits;
  return (power + 1) * kPerPower + ((value >> power) - kPerPower);
}

// The largest value that the bucket takes.
std::uint64_t EndOf(std::size_t bucket) {
  if (bucket < kPerPower) return bucket;
  const std::uint64_t power = bucket / kPerPower - 1;
  return ((bucket % kPerPower + kPerPower + 1) << power) - 1;
}

}  // namespace

Histogram::Histogram() : buckets_(kBuckets) {}

void Histogram::Record(Duration duration) {
  const Duration counted = std::max(duration, Duration{0});
  ++buckets_[BucketOf(static_cast<std::uint64_t>(counted.count()))];
  ++count_;
  max_ = std::max(max_, counted);
}

void Histogram::Clear() { *this = Histogram(); }

Histogram::Duration Histogram::Quantile(double share) const {
  if (count_ == 0) return Duration{0};
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  const std::uint64_t wanted = std::clamp<std::uint64_t>(rank, 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= wanted) {
      return std::min(max_, Duration{static_cast<Duration::rep>(EndOf(bucket))});
    }
  }
  return max_;
}

}  // namespace autopilot::bench
