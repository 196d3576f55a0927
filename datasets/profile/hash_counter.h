#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace autopilot {

// Counts rows by a hash of what they have in common, such as the value of a column. Many hashes
// take at most 32 bytes each, five million of them 100 MB. Beyond `most` no new ones are taken.
class HashCounter {
 public:
  explicit HashCounter(std::size_t most) : most_(most) {}

  // A row; all bits of the hash must be as good. True if it is the first one of a hash that is
  // taken.
  bool Add(std::uint64_t hash);

  // Distinct hashes, at most `most`.
  std::size_t size() const { return size_; }
  // There were others that were not taken.
  bool has_more() const { return has_more_; }
  // Rows with that hash, 0 if it is not taken. This count and the next one stop at 2^32 - 1.
  std::uint32_t RowsOf(std::uint64_t hash) const;
  // Rows with the rarest of the hashes, 0 without any.
  std::uint32_t Fewest() const;
  // Of memory.
  std::size_t Bytes() const;

 private:
  static constexpr int kHashBits = 64;
  static constexpr int kHalf = 32;
  static constexpr int kShardBits = 6;

  struct Place {
    // The halves of the hash: as one number they would take 16 bytes with `rows`.
    std::uint32_t high = 0;
    std::uint32_t low = 0;
    std::uint32_t rows = 0;  // 0: the place is free

    std::uint64_t hash() const { return std::uint64_t{high} << kHalf | low; }
  };
  // A table with open addressing. There are several so that the memory grows in small steps and not
  // to one and a half of what is needed.
  struct Shard {
    std::vector<Place> places;  // a power of two
    std::size_t used = 0;
  };

  static std::size_t IndexOf(std::uint64_t hash) { return hash >> (kHashBits - kShardBits); }
  // Where the hash is, or the free place where it belongs.
  static std::size_t PlaceOf(const Shard& shard, std::uint64_t hash);
  static void Grow(Shard& shard);

  const std::size_t most_;
  std::array<Shard, std::size_t{1} << kShardBits> shards_;  // by the highest bits of the hash
  std::size_t size_ = 0;
  bool has_more_ = false;
};

}  // namespace autopilot
