#include "control/duration.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace autopilot {
namespace {

using nlohmann::json;
using std::chrono::microseconds;

TEST(DurationTest, IsoTextAndMillisecondsAreRead) {
  struct Case {
    json value;
    std::int64_t us;
  };
  const Case cases[] = {
      {"PT10M", 600'000'000},
      {"PT0.5S", 500'000},
      {"P1DT2H", 93'600'000'000},
      {"P2W", 1'209'600'000'000},
      {"P1W1D", 691'200'000'000},
      {"P1DT1H1M1.000001S", 90'061'000'001},
      {"PT1.5H", 5'400'000'000},
      {"PT0S", 0},
      {"PT007S", 7'000'000},
      {"P36500D", 3'153'600'000'000'000},
      {0, 0},
      {1'500, 1'500'000},
      {0.25, 250},
      {0.0001, 0},
      {3'153'600'000'000, 3'153'600'000'000'000},
  };
  for (const Case& c : cases) {
    const auto duration = ParseDuration(c.value);
    ASSERT_TRUE(duration) << c.value << ": " << duration.error();
    EXPECT_EQ(duration->count(), c.us) << c.value;
  }
}

TEST(DurationTest, AnythingElseIsRefusedWithTheFormsThatExist) {
  const json cases[] = {"",
                        "P",
                        "PT",
                        "P1DT",
                        "10M",
                        "PT10",
                        "PT10X",
                        "P1Y",
                        "P1M",
                        "PT1M1H",
                        "PT1M1M",
                        "P1H",
                        "PT1D",
                        "-PT1S",
                        "PT-1S",
                        "PT.5S",
                        "PT1.S",
                        "PT1.5M1S",
                        "PT1S ",
                        " PT1S",
                        "pt1s",
                        "PT1,5S",
                        "PTT1S",
                        "PT1ST1S",
                        "1000",
                        "P1W2W",
                        "PT0.0000001S",
                        "PT1234567890123456789S",
                        -1,
                        -0.5,
                        true,
                        nullptr,
                        json::array(),
                        json::object()};
  for (const json& value : cases) {
    const auto duration = ParseDuration(value);
    ASSERT_FALSE(duration) << value;
    EXPECT_EQ(duration.error(),
              R"(must be a duration: ISO 8601 such as "PT10M", "PT0.5S" or "P1DT2H", without )"
              R"(years and months, or a number of milliseconds)")
        << value;
  }
}

TEST(DurationTest, ADurationBeyondTheBoundIsRefusedAsSuch) {
  const json cases[] = {"P36500DT0.000001S",
                        "P36501D",
                        "P999999999999999999W",
                        "PT999999999999999999S",
                        "P20000DT999999999999999999M",
                        3'153'600'000'001,
                        1e300,
                        std::numeric_limits<std::uint64_t>::max()};
  for (const json& value : cases) {
    const auto duration = ParseDuration(value);
    ASSERT_FALSE(duration) << value;
    EXPECT_EQ(duration.error(), "must not be longer than P36500D") << value;
  }
}

TEST(DurationTest, TheTextIsTheShortestThatReadsBack) {
  struct Case {
    std::int64_t us;
    std::string text;
  };
  const Case cases[] = {{0, "PT0S"},
                        {1, "PT0.000001S"},
                        {500'000, "PT0.5S"},
                        {60'000'000, "PT1M"},
                        {3'600'000'000, "PT1H"},
                        {86'400'000'000, "P1D"},
                        {86'400'500'000, "P1DT0.5S"},
                        {90'061'500'000, "P1DT1H1M1.5S"},
                        {604'800'000'000, "P7D"},
                        {kMaxDuration.count(), "P36500D"}};
  for (const Case& c : cases) {
    EXPECT_EQ(FormatDuration(microseconds(c.us)), c.text);
    EXPECT_EQ(ParseDuration(c.text), microseconds(c.us)) << c.text;
  }
}

}  // namespace
}  // namespace autopilot
