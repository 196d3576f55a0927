#include "lifecycle/timeline.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

struct AtCase {
  std::int64_t millionths;
  std::int64_t nominal_us;
  std::int64_t clock_us;
};

TEST(TimelineTest, NominalTimeTakesItsShareOfClockTimeRoundedUp) {
  const AtCase cases[] = {
      {1'000'000, 0, 0},
      {1'000'000, 1, 1},
      {1'000'000, 1'620'000'000, 1'620'000'000},
      {600'000'000, 1'620'000'000, 2'700'000},  // 27 minutes take 2.7 s
      {600'000'000, 1, 1},
      {600'000'000, 600, 1},
      {600'000'000, 601, 2},
      {1'000'000'000'000, 1'620'000'000, 1'620},
      {1'000, 1, 1'000},  // a thousand times slower
      {1'000, 1'620'000'000, 1'620'000'000'000},
      {3'000'000, 1, 1},
      {700'000, 1, 2},
      {700'000, 7, 10},
  };
  for (const AtCase& c : cases) {
    const Timeline timeline(StartOfLife(kBirth, Rate{c.millionths}));
    EXPECT_EQ(timeline.At(Nominal{c.nominal_us}), After(kBirth, c.clock_us))
        << c.millionths << " millionths, " << c.nominal_us << " us";
  }
}

TEST(TimelineTest, NothingIsReachedBeforeTheStart) {
  const Timeline timeline(StartOfLife(kBirth, kSpeed600));
  EXPECT_EQ(timeline.Reached(kBirth), Nominal{0});
  EXPECT_EQ(timeline.Reached(After(kBirth, -1)), Nominal{0});
  EXPECT_EQ(timeline.Reached(Timestamp{}), Nominal{0});
  EXPECT_EQ(timeline.Reached(After(kBirth, 1)), Nominal{600});
}

TEST(TimelineTest, ReachedIsTheExactInverseOfAt) {
  for (const std::int64_t millionths :
       {std::int64_t{1'000}, std::int64_t{700'000}, std::int64_t{1'000'000},
        std::int64_t{1'234'567}, std::int64_t{600'000'000}, std::int64_t{1'000'000'000'000}}) {
    const Timeline timeline(StartOfLife(kBirth, Rate{millionths}));
    Draws draws(Derive(7, static_cast<std::uint64_t>(millionths)));
    for (int n = 0; n < 2'000; ++n) {
      const Nominal nominal{draws.Between(1, std::int64_t{1} << draws.Between(1, 45))};
      const Timestamp at = timeline.At(nominal);
      ASSERT_GE(timeline.Reached(at), nominal) << millionths;
      ASSERT_LT(timeline.Reached(After(at, -1)), nominal) << millionths;
      const Timestamp t = After(kBirth, draws.Between(0, std::int64_t{1} << 40));
      const Nominal reached = timeline.Reached(t);
      ASSERT_LE(timeline.At(reached), t) << millionths;
      ASSERT_GT(timeline.At(reached + Nominal{1}), t) << millionths;
    }
  }
}

TEST(TimelineTest, TheFarFutureIsCappedInsteadOfOverflowing) {
  const Timeline slow(StartOfLife(kBirth, Rate{1}));
  EXPECT_GT(slow.At(Nominal{std::int64_t{1} << 60}), kBirth);
  const Timeline fast(StartOfLife(kBirth, Rate{std::int64_t{1} << 60}));
  EXPECT_GT(fast.Reached(Timestamp::max()), Nominal{std::int64_t{1} << 60});
}

constexpr std::int64_t kMs = 1'000;
constexpr std::int64_t kSecond = 1'000'000;

struct SteeredCase {
  const char* what;
  std::vector<Event> added;                               // `at` counted from the birth
  std::vector<std::pair<std::int64_t, std::int64_t>> at;  // nominal us, clock us from the birth
};

Event At(std::int64_t clock_us, EventKind kind, std::int64_t argument = 0) {
  return {.kind = kind, .at = After(kBirth, clock_us), .argument = argument};
}

constexpr std::int64_t kNeverHere = -1;

// At rate 1 from the birth on, unless an event says otherwise. An event takes effect at the end of
// its millisecond.
TEST(TimelineTest, EventsChangeTheCourseFromTheirMillisecondOn) {
  using enum EventKind;
  const SteeredCase cases[] = {
      {"rate changed: what was reached stays, the rest is faster",
       {At(10 * kSecond, kRateChanged, 10'000'000)},
       {{0, 0},
        {10 * kSecond, 10 * kSecond},
        {10 * kSecond + 999, 10 * kSecond + 999},
        {10 * kSecond + 1'009, 10 * kSecond + 1'000},
        {20 * kSecond + 999, 11 * kSecond + 999}}},
      {"a change to the same rate changes nothing",
       {At(10 * kSecond, kRateChanged, 1'000'000), At(10 * kSecond, kRateChanged, 1'000'000)},
       {{10 * kSecond, 10 * kSecond}, {10 * kSecond + 1'000, 10 * kSecond + 1'000}}},
      {"advanced: what is jumped over happens at the jump",
       {At(10 * kSecond, kAdvanced, 60 * kSecond)},
       {{10 * kSecond, 10 * kSecond},
        {11 * kSecond, 10 * kSecond + 999},
        {60 * kSecond, 10 * kSecond + 999},
        {61 * kSecond, 11 * kSecond + 999}}},
      {"advanced to what lies behind: nothing",
       {At(10 * kSecond, kAdvanced, 5 * kSecond)},
       {{5 * kSecond, 5 * kSecond}, {20 * kSecond, 20 * kSecond}}},
      {"held at the birth: time stands there", {At(0, kHeld, 0)}, {{0, 0}, {1, kNeverHere}}},
      {"held ahead",
       {At(10 * kSecond, kHeld, 15 * kSecond)},
       {{15 * kSecond, 15 * kSecond}, {15 * kSecond + 1, kNeverHere}}},
      {"held behind: where it is",
       {At(10 * kSecond, kHeld, 5 * kSecond)},
       {{10 * kSecond + 999, 10 * kSecond + 999}, {10 * kSecond + 1'000, kNeverHere}}},
      {"a held job that is advanced is held there",
       {At(0, kHeld, 0), At(10 * kSecond, kAdvanced, 60 * kSecond)},
       {{0, 0},
        {1, 10 * kSecond + 999},
        {60 * kSecond, 10 * kSecond + 999},
        {60 * kSecond + 1, kNeverHere}}},
      {"advanced within the hold, the hold stays",
       {At(0, kHeld, 60 * kSecond), At(10 * kSecond, kAdvanced, 50 * kSecond)},
       {{50 * kSecond, 10 * kSecond + 999},
        {60 * kSecond, 20 * kSecond + 999},
        {60 * kSecond + 1, kNeverHere}}},
      {"released: time goes on from where it stood",
       {At(0, kHeld, 5 * kSecond), At(10 * kSecond, kReleased)},
       {{5 * kSecond, 5 * kSecond}, {6 * kSecond, 11 * kSecond + 999}}},
      {"a held job keeps its rate",
       {At(0, kHeld, 5 * kSecond), At(kSecond, kRateChanged, 2'000'000),
        At(10 * kSecond, kReleased)},
       {{kSecond, kSecond},
        {3 * kSecond + 999, 2 * kSecond + 999},
        {7 * kSecond, 11 * kSecond + 999}}},
      {"a gate at the birth: time does not pass it",
       {At(0, kAwaitsProfile, 5 * kSecond)},
       {{5 * kSecond, 5 * kSecond}, {5 * kSecond + 1, kNeverHere}}},
      {"opened before time has come to it, a gate leaves no trace",
       {At(0, kAwaitsProfile, 5 * kSecond), At(4 * kSecond, kProfiled)},
       {{5 * kSecond, 5 * kSecond}, {60 * kSecond, 60 * kSecond}}},
      {"opened later, time goes on from it",
       {At(0, kAwaitsProfile, 5 * kSecond), At(9 * kSecond, kProfiled)},
       {{5 * kSecond, 5 * kSecond},
        {5 * kSecond + 1, 9 * kSecond + 1'000},
        {6 * kSecond, 10 * kSecond + 999}}},
      {"a job that is advanced beyond its gate is at it",
       {At(0, kAwaitsProfile, 5 * kSecond), At(kSecond, kAdvanced, 60 * kSecond)},
       {{kSecond, kSecond}, {5 * kSecond, kSecond + 999}, {5 * kSecond + 1, kNeverHere}}},
      {"a release does not open the gate",
       {At(0, kAwaitsProfile, 5 * kSecond), At(0, kHeld, 4 * kSecond), At(9 * kSecond, kReleased)},
       {{4 * kSecond, 4 * kSecond},
        {5 * kSecond, 10 * kSecond + 999},
        {5 * kSecond + 1, kNeverHere}}},
      {"an open gate does not end the hold, which lies behind it",
       {At(0, kAwaitsProfile, 5 * kSecond), At(0, kHeld, 7 * kSecond), At(9 * kSecond, kProfiled)},
       {{5 * kSecond, 5 * kSecond},
        {7 * kSecond, 11 * kSecond + 999},
        {7 * kSecond + 1, kNeverHere}}},
      {"nor one that lies before it",
       {At(0, kAwaitsProfile, 5 * kSecond), At(0, kHeld, 4 * kSecond), At(9 * kSecond, kProfiled),
        At(10 * kSecond, kReleased)},
       {{4 * kSecond, 4 * kSecond}, {6 * kSecond, 12 * kSecond + 999}}},
      {"a gate opens once, and where there is none nothing opens",
       {At(kSecond, kProfiled), At(2 * kSecond, kProfiled)},
       {{60 * kSecond, 60 * kSecond}}},
      {"a waiting job keeps its rate",
       {At(0, kAwaitsProfile, 5 * kSecond), At(6 * kSecond, kRateChanged, 2'000'000),
        At(9 * kSecond, kProfiled)},
       {{5 * kSecond, 5 * kSecond}, {7 * kSecond, 10 * kSecond + 999}}},
      {"a stop request changes nothing",
       {At(10 * kSecond, kStopRequested)},
       {{20 * kSecond, 20 * kSecond}}},
      {"several at one instant",
       {At(10 * kSecond, kAdvanced, 60 * kSecond), At(10 * kSecond, kRateChanged, 2'000'000),
        At(10 * kSecond, kAdvanced, 80 * kSecond)},
       {{10 * kSecond, 10 * kSecond},
        {60 * kSecond, 10 * kSecond + 999},
        {80 * kSecond, 10 * kSecond + 999},
        {82 * kSecond, 11 * kSecond + 999}}},
      {"an uneven event counts at its millisecond",
       {At(10 * kSecond + 5 * kMs + 7, kAdvanced, 60 * kSecond)},
       {{60 * kSecond, 10 * kSecond + 5 * kMs + 999}}},
  };
  for (const SteeredCase& c : cases) {
    const Timeline timeline(With(StartOfLife(kBirth, kRealTime), c.added));
    for (const auto& [nominal, clock] : c.at) {
      const Timestamp expected = clock == kNeverHere ? kNever : After(kBirth, clock);
      EXPECT_EQ(timeline.At(Nominal{nominal}), expected) << c.what << ", " << nominal << " us";
    }
  }
}

TEST(TimelineTest, NeverIsAWholeMillisecondBehindEveryDateAndFitsTheStore) {
  EXPECT_EQ(FloorToMillis(kNever), kNever);
  EXPECT_GT(kNever, Timestamp(std::chrono::microseconds(std::int64_t{1} << 58)));
  EXPECT_LT(kNever.time_since_epoch().count(), std::numeric_limits<std::int64_t>::max() / 2);
  const Timeline slow(StartOfLife(kBirth, Rate{1}));
  EXPECT_EQ(slow.At(Nominal{std::int64_t{1} << 52}), kNever);
}

EventLog RandomCourse(Draws& draws) {
  const std::int64_t rates[] = {1'000, 1'000'000, 7'000'000, 600'000'000, 1'000'000'000'000};
  const auto rate = [&] { return rates[draws.Below(5)]; };
  EventLog events = StartOfLife(kBirth, Rate{rate()});
  Timestamp at = kBirth;
  for (std::uint32_t n = draws.Below(8); n > 0; --n) {
    if (draws.Below(3) != 0) at = After(at, draws.Between(0, 5'000) * kMs);
    const auto kind = static_cast<EventKind>(draws.Between(3, 8));
    const std::int64_t nominal = draws.Between(0, std::int64_t{1} << draws.Between(1, 40));
    events.push_back(
        {.kind = kind, .at = at, .argument = kind == EventKind::kRateChanged ? rate() : nominal});
  }
  return events;
}

TEST(TimelineTest, NothingThatSomebodyMayHaveSeenEverMoves) {
  for (DrawKey seed = 0; seed < 5'000; ++seed) {
    Draws draws(Derive(seed, "course"));
    const EventLog events = RandomCourse(draws);
    Timeline before(events.front());
    for (std::size_t n = 1; n < events.size(); ++n) {
      Timeline after = before;
      after.Add(events[n]);
      const bool from_birth =
          events[n].at == kBirth &&
          (events[n].kind == EventKind::kHeld || events[n].kind == EventKind::kAwaitsProfile);
      for (int i = 0; i < 20 && !from_birth; ++i) {
        const Nominal nominal{draws.Between(0, std::int64_t{1} << draws.Between(1, 42))};
        const Timestamp shown = FloorToMillis(before.At(nominal));
        if (shown <= events[n].at) {
          ASSERT_EQ(after.At(nominal), before.At(nominal)) << seed;
        } else {
          ASSERT_GE(FloorToMillis(after.At(nominal)), events[n].at) << seed;
        }
      }
      before = after;
    }
  }
}

TEST(TimelineTest, ReachedIsTheInverseOfAtOnEveryCourse) {
  for (DrawKey seed = 0; seed < 5'000; ++seed) {
    Draws draws(Derive(seed, "inverse"));
    const Timeline timeline(RandomCourse(draws));
    Timestamp previous = kBirth;
    Nominal nominal;
    for (int n = 0; n < 20; ++n) {
      nominal = nominal + Nominal{draws.Between(1, std::int64_t{1} << draws.Between(1, 38))};
      const Timestamp at = timeline.At(nominal);
      ASSERT_GE(at, previous) << seed;
      previous = at;
      if (at == kNever) {
        ASSERT_LT(timeline.Reached(After(kNever, -1)), nominal) << seed;
        continue;
      }
      ASSERT_GE(timeline.Reached(at), nominal) << seed;
      ASSERT_TRUE(at == kBirth || timeline.Reached(After(at, -1)) < nominal) << seed;
    }
  }
}

}  // namespace
}  // namespace autopilot
