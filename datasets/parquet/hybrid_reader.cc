#include "datasets/parquet/hybrid_reader.h"

#include <algorithm>
#include <limits>

namespace autopilot {

bool HybridReader::StartRun() {
  while (left_ == 0) {
    const auto header = bytes_.TakeVarint();
    if (!header || *header > std::numeric_limits<std::uint32_t>::max()) return false;
    const std::uint64_t count = *header >> 1U;
    is_packed_ = (*header & 1U) != 0;
    if (is_packed_) {
      left_ = count * 8;
      bit_ = 0;
      // Some writers leave out the zeros at the end of the last run.
      packed_ = *bytes_.Take(std::min<std::uint64_t>(count * width_, bytes_.rest().size()));
    } else {
      left_ = count;
      const auto value = bytes_.Take((width_ + 7) / 8);
      if (!value) return false;
      repeated_ = static_cast<std::uint32_t>(LittleEndian(*value));
    }
  }
  return true;
}

}  // namespace autopilot
