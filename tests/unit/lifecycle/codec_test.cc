#include "lifecycle/codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "lifecycle/candidate_view.h"
#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

Plan RichPlan() {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 4;
  spec.deploy_model = true;
  spec.max_runtime_per_training_job_s = 150;
  Plan plan = MakePlan(spec, 0x0123456789abcdef);
  plan.final_status = JobStatus::kFailed;
  plan.final_secondary_status = SecondaryStatus::kFailed;
  plan.failure_reason = "Could not complete the data builder processing job.";
  plan.partial_failure_reasons = {"one", "", "three"};
  plan.candidates[2].outcome = CandidateStatus::kFailed;
  plan.candidates[2].has_metrics = plan.candidates[2].may_be_best = false;
  return plan;
}

EventLog RichEvents() { return WithStop(StartOfLife(kBirth, kSpeed600), After(kBirth, 123'000)); }

TEST(CodecTest, PlansReadBackAsTheyWere) {
  const Plan rich = RichPlan();
  EXPECT_EQ(DecodePlan(EncodePlan(rich)), rich);
  for (const JobKind kind : kAllKinds) {
    for (DrawKey key = 0; key < 20; ++key) {
      const Plan plan = MakePlan(SpecOf(kind), key);
      EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
    }
  }
}

TEST(CodecTest, EventsReadBackAsTheyWere) {
  EXPECT_EQ(DecodeEvents(EncodeEvents(RichEvents())), RichEvents());
  for (const std::int64_t us : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 57}) {
    const EventLog events = StartOfLife(Timestamp(std::chrono::microseconds(us)), Rate{1});
    EXPECT_EQ(DecodeEvents(EncodeEvents(events)), events);
  }
}

TEST(CodecTest, ChangesReadBackAsTheyWere) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  const std::pair<std::int64_t, std::int64_t> changes[] = {
      {0, 0}, {1, 1}, {1, 2}, {5, kLast}, {kLast, kLast}};
  for (const auto& [created, stopped] : changes) {
    EventLog events = RichEvents();
    events[0].change = created;
    events[1].change = stopped;
    EXPECT_EQ(DecodeEvents(EncodeEvents(events)), events);
  }
}

TEST(CodecTest, ACandidateTakesAtMost32Bytes) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 750;
  const Plan plan = MakePlan(spec, 1);
  Plan bare = plan;
  bare.candidates.clear();
  EXPECT_LE(EncodePlan(plan).size() - EncodePlan(bare).size(), 750U * 32U);
  EXPECT_LE(EncodePlan(bare).size(), 100U);
}

// The bytes of version 1, written by hand: later versions must go on reading them.
TEST(CodecTest, TheStoredFormOfVersion1IsFixed) {
  Plan plan;
  plan.draw_key = 0x0102030405060708;
  plan.kind = JobKind::kTabularEnsembling;
  plan.problem_type = ProblemType::kRegression;
  plan.objective = Metric::kMSE;
  plan.max_candidates = 1;
  plan.phases = {{SecondaryStatus::kStarting, {}},
                 {SecondaryStatus::kTrainingModels, Nominal{100}}};
  plan.end = Nominal{300};
  plan.candidates = {{.start = Nominal{100},
                      .end = Nominal{250},
                      .algorithm = Algorithm::kXGBoost,
                      .pipeline = 3,
                      .quality = 0.5F}};
  const std::string bytes = EncodePlan(plan);
  const std::string expected(
      "\x01\x01\x08\x07\x06\x05\x04\x03\x02\x01"  // versions, key
      "\x01\x02\x02\x01\x02"                      // kind, flags, type, objective, candidates
      "\x02\x00\x00\x11\xc8\x01\x90\x03"          // phases, end
      "\x00\x07\x00"                              // final status, no partial reasons
      "\x01\xc8\x01\xac\x02\x01\x03\xc0\x00\x00\x00\x3f",
      38);
  EXPECT_EQ(bytes, expected);
  EXPECT_EQ(DecodePlan(expected), plan);

  const EventLog events = StartOfLife(Timestamp(std::chrono::microseconds(64)), Rate{3});
  EXPECT_EQ(EncodeEvents(events), std::string("\x01\x01\x01\x80\x01\x06\x00", 7));
  EventLog changed = WithStop(events, Timestamp(std::chrono::microseconds(65)));
  changed[0].change = 1;
  changed[1].change = 65;
  const std::string changed_bytes("\x01\x02\x01\x80\x01\x06\x02\x02\x02\x00\x80\x01", 12);
  EXPECT_EQ(EncodeEvents(changed), changed_bytes);
  EXPECT_EQ(DecodeEvents(changed_bytes), changed);
}

TEST(CodecTest, TruncatedAndExtendedBytesAreRefused) {
  const std::string plan = EncodePlan(RichPlan());
  for (std::size_t size = 0; size < plan.size(); ++size) {
    EXPECT_THROW(DecodePlan(plan.substr(0, size)), CodecError) << size;
  }
  EXPECT_THROW(DecodePlan(plan + '\0'), CodecError);
  const std::string events = EncodeEvents(RichEvents());
  for (std::size_t size = 0; size < events.size(); ++size) {
    EXPECT_THROW(DecodeEvents(events.substr(0, size)), CodecError) << size;
  }
  EXPECT_THROW(DecodeEvents(events + '\0'), CodecError);
}

TEST(CodecTest, ChangesBeyondTheLargestNumberAreRefused) {
  const std::string largest = "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
  const std::string created = "\x01\x80\x01\x06" + largest;
  const std::string header = "\x01\x02";
  EXPECT_NO_THROW(DecodeEvents(header + created + "\x02" + std::string(3, '\0')));
  EXPECT_THROW(DecodeEvents(header + created + "\x02" + std::string(2, '\0') + "\x02"), CodecError);
}

TEST(CodecTest, EventsUpToAChangeAreThoseWithAtMostItsNumber) {
  EventLog events = RichEvents();
  events[0].change = 3;
  events[1].change = 7;
  const EventLog created{events[0]};
  EXPECT_EQ(EventsUpTo(events, 2), EventLog{});
  EXPECT_EQ(EventsUpTo(events, 3), created);
  EXPECT_EQ(EventsUpTo(events, 6), created);
  EXPECT_EQ(EventsUpTo(events, 7), events);
}

TEST(CodecTest, ACountBeyondTheBytesIsRefusedBeforeMemoryIsTaken) {
  Plan plan = RichPlan();
  plan.candidates.clear();
  std::string bytes = EncodePlan(plan);
  bytes.pop_back();  // the count of candidates
  EXPECT_THROW(DecodePlan(bytes + "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), CodecError);
  EXPECT_THROW(DecodeEvents("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), CodecError);
}

TEST(CodecTest, UnknownVersionsAreRefused) {
  for (const char version : {'\0', '\2', '\xff'}) {
    std::string plan = EncodePlan(RichPlan());
    plan[0] = version;
    EXPECT_THROW(DecodePlan(plan), CodecError);
    std::string renderer = EncodePlan(RichPlan());
    renderer[1] = version;
    EXPECT_THROW(DecodePlan(renderer), CodecError);
    std::string events = EncodeEvents(RichEvents());
    events[0] = version;
    EXPECT_THROW(DecodeEvents(events), CodecError);
  }
}

TEST(CodecTest, ImpossibleEventsAreRefused) {
  EventLog without_creation = RichEvents();
  without_creation.erase(without_creation.begin());
  EventLog created_twice = StartOfLife(kBirth, kSpeed600);
  created_twice.push_back(created_twice.front());
  EventLog backwards = WithStop(StartOfLife(kBirth, kSpeed600), After(kBirth, -1));
  EventLog change_below_zero = RichEvents();
  change_below_zero[0].change = -1;
  EventLog changes_backwards = RichEvents();
  changes_backwards[0].change = 2;
  changes_backwards[1].change = 1;
  for (const EventLog& events :
       {EventLog{}, without_creation, created_twice, backwards, change_below_zero,
        changes_backwards, StartOfLife(kBirth, Rate{0}), StartOfLife(kBirth, Rate{-5})}) {
    EXPECT_THROW(DecodeEvents(EncodeEvents(events)), CodecError);
  }
}

TEST(CodecTest, ImpossiblePlansAreRefused) {
  Plan without_phases = RichPlan();
  without_phases.phases.clear();
  Plan late_start = RichPlan();
  late_start.phases.front().start = Nominal{1};
  Plan backwards = RichPlan();
  std::swap(backwards.phases[1], backwards.phases[2]);
  Plan early_end = RichPlan();
  early_end.end = Nominal{5};
  Plan too_good = RichPlan();
  too_good.candidates[0].quality = 1.5F;
  Plan endless = RichPlan();
  endless.end = Nominal{std::int64_t{1} << 60};
  for (const Plan& plan : {without_phases, late_start, backwards, early_end, too_good, endless}) {
    EXPECT_THROW(DecodePlan(EncodePlan(plan)), CodecError);
  }
}

// Uses everything that a plan is used for, so that sanitizers see it.
void Exercise(const Plan& plan, const EventLog& events) {
  const JobIdentity job{{"000000000000", "us-east-1"}, "my-job", "s3://bucket/out"};
  EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
  for (const Timestamp now : {kBirth, kBirth + std::chrono::hours(1), Timestamp::max()}) {
    const auto states = EvaluateCandidates(plan, events, now);
    EXPECT_LE(Evaluate(plan, events, now).created, now);
    EXPECT_LE(states.size(), plan.candidates.size());
    BestCandidate(plan, states);
    for (const auto& state : states) ViewCandidate(plan, job, state.index);
  }
  Project(plan, events);
  ViewJobArtifacts(plan, job);
}

TEST(CodecTest, DamagedPlansAreRefusedOrHarmless) {
  const std::string good = EncodePlan(RichPlan());
  const EventLog events = WithStop(StartOfLife(kBirth, kSpeed600), After(kBirth, 1'234'000));
  Draws draws(99);
  int refused = 0;
  int harmless = 0;
  for (int n = 0; n < 20'000; ++n) {
    std::string bytes = good;
    for (std::int64_t changes = draws.Between(1, 3); changes > 0; --changes) {
      bytes[draws.Below(static_cast<std::uint32_t>(bytes.size()))] =
          static_cast<char>(draws.Below(256));
    }
    std::optional<Plan> plan;
    try {
      plan = DecodePlan(bytes);
    } catch (const CodecError&) {
      ++refused;
      continue;
    }
    ++harmless;
    Exercise(*plan, events);
  }
  EXPECT_GT(refused, 1'000);
  EXPECT_GT(harmless, 1'000);
}

TEST(CodecTest, DamagedEventsAreRefusedOrHarmless) {
  const std::string good = EncodeEvents(RichEvents());
  const Plan plan = MakePlan(SpecOf(JobKind::kTimeSeriesForecasting), 3);
  Draws draws(98);
  int harmless = 0;
  for (int n = 0; n < 20'000; ++n) {
    std::string bytes = good;
    bytes[draws.Below(static_cast<std::uint32_t>(bytes.size()))] =
        static_cast<char>(draws.Below(256));
    std::optional<EventLog> events;
    try {
      events = DecodeEvents(bytes);
    } catch (const CodecError&) {
      continue;
    }
    ++harmless;
    for (const Timestamp now : {kBirth, Timestamp::max()}) {
      Evaluate(plan, *events, now);
      EvaluateCandidates(plan, *events, now);
    }
    Project(plan, *events);
  }
  EXPECT_GT(harmless, 1'000);
}

TEST(CodecTest, RandomBytesAreRefusedOrHarmless) {
  Draws draws(97);
  for (int n = 0; n < 20'000; ++n) {
    std::string bytes(draws.Below(80), '\0');
    for (char& byte : bytes) byte = static_cast<char>(draws.Below(256));
    if (bytes.size() > 1) bytes[0] = bytes[1] = '\1';
    try {
      Exercise(DecodePlan(bytes), RichEvents());
    } catch (const CodecError&) {
    }
    try {
      DecodeEvents(bytes);
    } catch (const CodecError&) {
    }
  }
}

}  // namespace
}  // namespace autopilot
