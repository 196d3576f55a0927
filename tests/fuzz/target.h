#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace autopilot::fuzzing {

// The engine's own mutation of the first `size` bytes of `data`, in place; gives the new size, at
// most `room`.
using MutateBytes = std::size_t (*)(std::uint8_t* data, std::size_t size, std::size_t room);

// What is fuzzed: a way into the program for bytes of others.
struct Target {
  std::string_view name;
  // Tries one input. Aborts where the program does what it must not.
  void (*run)(std::string_view input);
  // A mutation of the input that keeps its form, which bytes by themselves would hardly find; null:
  // the engine's. The same for the same seed, as far as `bytes` is.
  std::string (*mutate)(std::string_view input, std::uint32_t seed, MutateBytes bytes) = nullptr;
};

extern const Target kJson;
extern const Target kOperation;
extern const Target kNextToken;
extern const Target kCaller;
extern const Target kSignature;
extern const Target kControl;
extern const Target kScenarios;
extern const Target kImport;
extern const Target kStored;
extern const Target kCsv;
extern const Target kParquet;
extern const Target kS3Listing;
extern const Target kManifest;
extern const Target kFeatureSpecification;

// Aborts, with the text on stderr, unless `holds`.
void Expect(bool holds, std::string_view what, std::string_view detail = {});

bool IsUtf8(std::string_view text);

// Aborts unless the text of an error is of the form that clients are shown.
void ExpectSentence(std::string_view text);

}  // namespace autopilot::fuzzing
