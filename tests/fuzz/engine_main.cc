// What libFuzzer calls, for the one target that the build names.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "tests/fuzz/target.h"

namespace {
constexpr const auto& kTarget = autopilot::fuzzing::AUTOPILOT_FUZZ_TARGET;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t room);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kTarget.run({reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t room, unsigned seed) {
  // A few plain mutations remain, to see what is made of broken forms.
  constexpr unsigned kPlainOneIn = 8;
  if (kTarget.mutate == nullptr || seed % kPlainOneIn == 0) {
    return LLVMFuzzerMutate(data, size, room);
  }
  const std::string mutated =
      kTarget.mutate({reinterpret_cast<const char*>(data), size}, seed, LLVMFuzzerMutate);
  if (mutated.size() > room) return LLVMFuzzerMutate(data, size, room);
  std::memcpy(data, mutated.data(), mutated.size());
  return mutated.size();
}
