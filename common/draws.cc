#include "common/draws.h"

namespace autopilot {
namespace {

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit.
std::uint64_t Mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

}  // namespace

DrawKey Derive(DrawKey parent, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : purpose) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return Mix(Mix(parent + kGolden) ^ Mix(hash + purpose.size()));
}

DrawKey Derive(DrawKey parent, std::uint64_t number) {
  return Mix(Mix(parent + kGolden) ^ Mix(~number));
}

std::uint64_t Draws::Next() { return Mix(state_ += kGolden); }

double Draws::Uniform(double low, double high) {
  const double unit = static_cast<double>(Next() >> 11) * 0x1.0p-53;
  return low + unit * (high - low);
}

std::int64_t Draws::Between(std::int64_t low, std::int64_t high) {
  const auto span = static_cast<std::uint64_t>(high - low) + 1;
  return span == 0 ? static_cast<std::int64_t>(Next())
                   : low + static_cast<std::int64_t>(Next() % span);
}

std::uint32_t Draws::Below(std::uint32_t limit) {
  return static_cast<std::uint32_t>(Next() % limit);
}

}  // namespace autopilot
