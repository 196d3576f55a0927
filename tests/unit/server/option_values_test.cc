#include "server/option_values.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(OptionValues, AProgressionIsAModeAndMayHaveANumber) {
  using Mode = ProgressionMode;
  const struct {
    const char* text;
    Progression progression;
  } cases[] = {
      {"time", {}},
      {"manual", {.mode = Mode::kManual, .phase_length = {}, .times = 1}},
      {"manual:3", {.mode = Mode::kManual, .phase_length = {}, .times = 3}},
      {"immediate", {.mode = Mode::kImmediate, .phase_length = {}, .times = 1}},
      {"seconds:0.5",
       {.mode = Mode::kSecondsPerPhase,
        .phase_length = std::chrono::milliseconds(500),
        .times = 1}},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseProgressionOption(c.text), c.progression) << c.text;
  for (const char* text :
       {"", "Time", "manual:", "manual:0", "manual:1.5", "manual:1000001", "seconds", "seconds:0",
        "seconds:nan", "seconds:86401", "time:1", "immediate:1", "seconds:1x"}) {
    EXPECT_EQ(ParseProgressionOption(text), std::nullopt) << text;
  }
}

TEST(OptionValues, AnAddressIsAHostAndAPort) {
  const struct {
    const char* text;
    HostAndPort address;
  } cases[] = {{"127.0.0.1:7241", {"127.0.0.1", 7241}},
               {"localhost:0", {"localhost", 0}},
               {"[::1]:65535", {"::1", 65535}}};
  for (const auto& c : cases) EXPECT_EQ(ParseHostAndPort(c.text), c.address) << c.text;
  for (const char* text : {"", "7241", ":7241", "localhost", "localhost:", "localhost:65536",
                           "localhost:-1", "::1:7241", "[]:1", "[::1]"}) {
    EXPECT_EQ(ParseHostAndPort(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace autopilot
