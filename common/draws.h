#pragma once

#include <cstdint>
#include <string_view>

namespace autopilot {

// Keyed, reproducible randomness. Every draw belongs to a key derived from (seed, account, region,
// name, purpose), never to a shared generator, so that parallel callers cannot disturb each other.
// The functions are part of the stored plans' meaning: changing a result changes shown history.

using DrawKey = std::uint64_t;

// The key of `purpose` below `parent`. Distinct purposes give independent keys.
DrawKey Derive(DrawKey parent, std::string_view purpose);
DrawKey Derive(DrawKey parent, std::uint64_t number);

// The sequence of draws of one key.
class Draws {
 public:
  explicit Draws(DrawKey key) : state_(key) {}

  std::uint64_t Next();
  double Uniform(double low, double high);                    // [low, high)
  std::int64_t Between(std::int64_t low, std::int64_t high);  // both ends included
  std::uint32_t Below(std::uint32_t limit);                   // [0, limit), limit > 0

 private:
  std::uint64_t state_;
};

}  // namespace autopilot
