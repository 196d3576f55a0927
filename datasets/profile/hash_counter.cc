#include "datasets/profile/hash_counter.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace autopilot {

bool HashCounter::Add(std::uint64_t hash) {
  Shard& shard = shards_[IndexOf(hash)];
  if (shard.places.empty()) Grow(shard);
  std::size_t n = PlaceOf(shard, hash);
  if (std::uint32_t& rows = shard.places[n].rows; rows > 0) {
    if (rows < std::numeric_limits<std::uint32_t>::max()) ++rows;
    return false;
  }
  if (size_ >= most_) {
    has_more_ = true;
    return false;
  }
  const bool is_full = (shard.used + 1) * 4 > shard.places.size() * 3;
  if (is_full) {
    Grow(shard);
    n = PlaceOf(shard, hash);
  }
  shard.places[n] = {static_cast<std::uint32_t>(hash >> kHalf), static_cast<std::uint32_t>(hash),
                     1};
  ++shard.used;
  ++size_;
  return true;
}

std::uint32_t HashCounter::RowsOf(std::uint64_t hash) const {
  const Shard& shard = shards_[IndexOf(hash)];
  return shard.places.empty() ? 0 : shard.places[PlaceOf(shard, hash)].rows;
}

std::uint32_t HashCounter::Fewest() const {
  std::uint32_t fewest = 0;
  for (const Shard& shard : shards_) {
    for (const Place& place : shard.places) {
      if (place.rows > 0 && (fewest == 0 || place.rows < fewest)) fewest = place.rows;
    }
  }
  return fewest;
}

std::size_t HashCounter::Bytes() const {
  std::size_t bytes = sizeof *this;
  for (const Shard& shard : shards_) bytes += shard.places.capacity() * sizeof(Place);
  return bytes;
}

std::size_t HashCounter::PlaceOf(const Shard& shard, std::uint64_t hash) {
  const std::size_t mask = shard.places.size() - 1;
  std::size_t n = hash & mask;
  while (shard.places[n].rows > 0 && shard.places[n].hash() != hash) n = (n + 1) & mask;
  return n;
}

void HashCounter::Grow(Shard& shard) {
  constexpr std::size_t kFewestPlaces = 16;
  Shard grown{std::vector<Place>(std::max(kFewestPlaces, shard.places.size() * 2)), shard.used};
  for (const Place& place : shard.places) {
    if (place.rows > 0) grown.places[PlaceOf(grown, place.hash())] = place;
  }
  shard = std::move(grown);
}

}  // namespace autopilot
