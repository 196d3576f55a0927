#include "common/iso_time.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(IsoTime, IsUtcCutToTheMillisecond) {
  using std::chrono::microseconds;
  EXPECT_EQ(IsoTime(Timestamp(microseconds(0))), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(IsoTime(Timestamp(microseconds(1'606'961'388'927'999))), "2020-12-03T02:09:48.927Z");
  EXPECT_EQ(IsoTime(Timestamp(microseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(ParseIsoTime, ReadsDatesWithAnyZoneAndUpToSixDigitsOfASecond) {
  using std::chrono::microseconds;
  struct Case {
    const char* text;
    std::int64_t us;
  };
  for (const Case& each : {Case{"1970-01-01T00:00:00Z", 0},
                           {"2020-12-03T02:09:48.927999Z", 1'606'961'388'927'999},
                           {"2020-12-03T02:09:48.9Z", 1'606'961'388'900'000},
                           {"2020-12-03T04:09:48+02:00", 1'606'961'388'000'000},
                           {"2020-12-02T21:39:48-04:30", 1'606'961'388'000'000},
                           {"2024-02-29T00:00:00Z", 1'709'164'800'000'000}}) {
    EXPECT_EQ(ParseIsoTime(each.text), Timestamp(microseconds(each.us))) << each.text;
  }
}

TEST(ParseIsoTime, ReadsWhatIsoTimeWrites) {
  const Timestamp t(std::chrono::milliseconds(1'767'225'600'123));
  EXPECT_EQ(ParseIsoTime(IsoTime(t)), t);
}

TEST(ParseIsoTime, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026", "2026-01-31", "2026-01-31T12:34:56", "2026-01-31 12:34:56Z",
        "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z", "2026-01-31T12:34:60Z", "2026-01-31T12:34:56.Z",
        "2026-01-31T12:34:56.1234567Z", "2026-01-31T12:34:56+0200", "2026-01-31T12:34:56Zx",
        "1969-12-31T23:59:59Z", "2026-1-31T12:34:56Z", "+026-01-31T12:34:56Z", "tomorrow"}) {
    EXPECT_EQ(ParseIsoTime(text), std::nullopt) << text;
  }
}

TEST(BasicIsoTime, IsTheFormOfSignatures) {
  const Timestamp t(std::chrono::milliseconds(1'440'938'160'999));
  EXPECT_EQ(BasicIsoTime(t), "20150830T123600Z");
  EXPECT_EQ(ParseBasicIsoTime("20150830T123600Z"), Timestamp(std::chrono::seconds(1'440'938'160)));
}

TEST(BasicIsoTime, NoOtherFormIsRead) {
  for (const char* text :
       {"", "201", "2015-08-30T12:36:00Z", "20150830T123600", "20150830T123600z",
        "20150830T123600+", "20151330T123600Z", "20150830T243600Z", "20150830 123600Z",
        "20150830T12360.Z", "20150830T123600ZZ", "Sun, 30 Aug 2015 12:36:00 GMT"}) {
    EXPECT_EQ(ParseBasicIsoTime(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace autopilot
