#include "lifecycle/codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "lifecycle/candidate_view.h"
#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "lifecycle/transitions.h"
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
  plan.metric_ranges = {{Metric::kF1, 0.25F, 0.75F}, {Metric::kAUC, 0.5F, 0.5F}};
  plan.model_insights_failed = true;
  plan.held_at = Nominal::Seconds(100);
  plan.progression = {.mode = ProgressionMode::kManual, .times = 3};
  plan.scenario = "partial-failure";
  return plan;
}

EventLog RichEvents() { return WithStop(StartOfLife(kBirth, kSpeed600), After(kBirth, 123'000)); }

// Every kind of event.
EventLog SteeredEvents() {
  EventLog events = StartOfLife(kBirth, kSpeed600);
  const auto add = [&](EventKind kind, std::int64_t ms, std::int64_t argument) {
    events.push_back({.kind = kind, .at = After(kBirth, ms * 1'000), .argument = argument});
  };
  add(EventKind::kAwaitsProfile, 0, 900'000'000);
  add(EventKind::kHeld, 0, 1'000'000);
  add(EventKind::kRateChanged, 5, 1'000'000);
  add(EventKind::kAdvanced, 7, 600'000'000);
  add(EventKind::kReleased, 8, 0);
  add(EventKind::kProfiled, 9, 0);
  add(EventKind::kStopRequested, 1'000, 0);
  add(EventKind::kAdvanced, 1'001, 700'000'000);
  return events;
}

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
  EXPECT_EQ(DecodeEvents(EncodeEvents(SteeredEvents())), SteeredEvents());
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

Plan SmallPlan() {
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
  return plan;
}

// The bytes of each version of SmallPlan, written by hand: later versions must go on reading them.
const std::string kSmallPlanBehindVersion(
    "\x01\x08\x07\x06\x05\x04\x03\x02\x01"  // of the renderer, key
    "\x01\x02\x02\x01\x02"                  // kind, flags, type, objective, candidates
    "\x02\x00\x00\x11\xc8\x01\x90\x03"      // phases, end
    "\x00\x07\x00"                          // final status, no partial reasons
    "\x01\xc8\x01\xac\x02\x01\x03\xc0\x00\x00\x00\x3f",
    37);

TEST(CodecTest, PlansOfVersion1AreRead) {
  EXPECT_EQ(DecodePlan("\x01" + kSmallPlanBehindVersion), SmallPlan());
}

TEST(CodecTest, AStoredPlanOfVersion1IsReadAsItWas) {
  // An ensembling job of two candidates that deploys its model, as version 1 wrote it.
  const std::string bytes(
      "\x01\x01\x07\x00\x00\x00\x00\x00\x00\x00\x01\x0a\x00\x02\x04\x06\x00\x00\x0d\x80"
      "\x9b\xee\x02\x11\x80\x9b\xee\x02\x10\x80\xf6\xe9\xbc\x01\x0b\x80\xb6\xdc\x05\x09"
      "\x80\xb6\xdc\x05\x80\x8c\x8d\x9e\x02\x00\x07\x00\x1c\x61\x75\x74\x6f\x6d\x6c\x2d"
      "\x39\x35\x62\x37\x62\x35\x63\x35\x65\x32\x62\x30\x2d\x65\x6e\x64\x70\x6f\x69\x6e"
      "\x74\x02\xe0\xa7\xfd\x06\xc0\xef\xa6\x5d\x01\x00\xc0\xa6\x5f\x0b\x3f\xe0\x83\x98"
      "\x02\xc0\xee\xbc\xb7\x01\x06\x00\xc0\x62\x89\x6e\x3f",
      113);
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_candidates = 2;
  spec.deploy_model = true;
  EXPECT_EQ(DecodePlan(bytes), MakePlan(spec, 7));
}

TEST(CodecTest, TheStoredFormOfPlansIsFixed) {
  Plan plan = SmallPlan();
  const std::string nothing_decided("\x00\x00\x00\x00\x00\x02", 6);
  EXPECT_EQ(EncodePlan(plan), "\x02" + kSmallPlanBehindVersion + nothing_decided);
  plan.metric_ranges = {{Metric::kR2, 0.5F, 1}};
  plan.explainability_failed = plan.deployment_failed = true;
  plan.held_at = Nominal{100};
  plan.scenario = "mine";
  plan.progression = {.mode = ProgressionMode::kSecondsPerPhase,
                      .phase_length = std::chrono::microseconds(64),
                      .times = 3};
  const std::string decided(
      "\x01\x07\x00\x00\x00\x3f\x00\x00\x80\x3f"  // metrics
      "\x0d\xc8\x01\x04mine"                      // what failed, where it is stuck, scenario
      "\x01\x80\x01\x06",                         // progression
      22);
  EXPECT_EQ(EncodePlan(plan), "\x02" + kSmallPlanBehindVersion + decided);
  EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
}

DataFacts RichFacts() {
  DataFacts facts;
  facts.rows = 300;
  facts.columns = 5;
  facts.problem_type = ProblemType::kRegression;
  facts.label_count = 3;
  facts.labels = {{"a", 200}, {"", 1}};
  facts.target_mean = 1;
  facts.target_deviation = 0.5;
  facts.series = 7;
  return facts;
}

TEST(CodecTest, TheStoredFormOfFactsIsFixed) {
  Plan plan = SmallPlan();
  const std::string without = EncodePlan(plan);
  plan.data = DataFacts{};
  EXPECT_EQ(EncodePlan(plan), "\x03" + without.substr(1) + std::string(5, '\0'));
  EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
  plan.data = RichFacts();
  const std::string facts(
      "\x0f\xac\x02\x05\x02\x03"               // flags, rows, columns, type, labels
      "\x02\x01\x61\xc8\x01\x00\x01"           // those listed
      "\x00\x00\x00\x00\x00\x00\xf0\x3f"       // mean
      "\x00\x00\x00\x00\x00\x00\xe0\x3f\x07",  // deviation, series
      30);
  EXPECT_EQ(EncodePlan(plan), "\x03" + without.substr(1) + facts);
  EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
}

TEST(CodecTest, ImpossibleFactsAreRefused) {
  std::vector<DataFacts> bad(6, RichFacts());
  bad[0].labels.assign(DataFacts::kMaxLabels + 1, {"x", 1});
  bad[1].labels[0].label = std::string(257, 'x');
  bad[2].target_mean = std::numeric_limits<double>::infinity();
  bad[3].target_deviation = std::numeric_limits<double>::quiet_NaN();
  bad[4].target_deviation = -0.5;
  bad[5].problem_type = static_cast<ProblemType>(3);
  Plan plan = SmallPlan();
  for (const DataFacts& facts : bad) {
    plan.data = facts;
    EXPECT_THROW(DecodePlan(EncodePlan(plan)), CodecError);
  }
  plan.data = DataFacts{};
  std::string bytes = EncodePlan(plan);
  bytes[bytes.size() - 5] = '\x10';
  EXPECT_THROW(DecodePlan(bytes), CodecError) << "a flag";
  const std::string too_many = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  EXPECT_THROW(DecodePlan(bytes.substr(0, bytes.size() - 5) + std::string(4, '\0') + too_many),
               CodecError);
}

TEST(CodecTest, TheStoredFormOfEventsIsFixed) {
  const EventLog events = StartOfLife(Timestamp(std::chrono::microseconds(64)), Rate{3});
  EXPECT_EQ(EncodeEvents(events), std::string("\x01\x01\x01\x80\x01\x06\x00", 7));
  EventLog changed = WithStop(events, Timestamp(std::chrono::microseconds(65)));
  changed[0].change = 1;
  changed[1].change = 65;
  const std::string changed_bytes("\x01\x02\x01\x80\x01\x06\x02\x02\x02\x00\x80\x01", 12);
  EXPECT_EQ(EncodeEvents(changed), changed_bytes);
  EXPECT_EQ(DecodeEvents(changed_bytes), changed);

  EventLog steered = events;
  steered.push_back({EventKind::kRateChanged, steered[0].at, 9, 1});
  steered.push_back({EventKind::kAdvanced, steered[0].at, 10, 2});
  steered.push_back({EventKind::kHeld, steered[0].at, 11, 3});
  steered.push_back({EventKind::kReleased, steered[0].at, 0, 4});
  const std::string steered_bytes(
      "\x01\x05\x01\x80\x01\x06\x00"
      "\x03\x00\x12\x02\x04\x00\x14\x02\x05\x00\x16\x02\x06\x00\x00\x02",
      23);
  EXPECT_EQ(EncodeEvents(steered), steered_bytes);
  EXPECT_EQ(DecodeEvents(steered_bytes), steered);
}

TEST(CodecTest, TruncatedAndExtendedBytesAreRefused) {
  Plan with_facts = RichPlan();
  with_facts.data = RichFacts();
  const std::string plan = EncodePlan(with_facts);
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
  const std::string too_many = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  const std::string before_candidates = "\x02" + kSmallPlanBehindVersion.substr(0, 25);
  EXPECT_NO_THROW(DecodePlan(before_candidates + std::string(6, '\0') + "\x02"));
  EXPECT_THROW(DecodePlan(before_candidates + too_many), CodecError);
  EXPECT_THROW(DecodePlan(before_candidates + '\0' + too_many), CodecError) << "metrics";
  EXPECT_THROW(DecodeEvents("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), CodecError);
}

TEST(CodecTest, UnknownVersionsAreRefused) {
  for (const char version : {'\0', '\4', '\xff'}) {
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

struct ArgumentCase {
  EventKind kind;
  std::int64_t argument;
  bool possible;
};

TEST(CodecTest, EventsWithImpossibleArgumentsAreRefused) {
  constexpr std::int64_t kLongest = std::int64_t{1} << 52;
  const ArgumentCase cases[] = {
      {EventKind::kRateChanged, 1, true},     {EventKind::kRateChanged, 0, false},
      {EventKind::kRateChanged, -1, false},   {EventKind::kAdvanced, 0, true},
      {EventKind::kAdvanced, kLongest, true}, {EventKind::kAdvanced, kLongest + 1, false},
      {EventKind::kAdvanced, -1, false},      {EventKind::kHeld, 0, true},
      {EventKind::kHeld, kLongest, true},     {EventKind::kHeld, kLongest + 1, false},
      {EventKind::kHeld, -1, false},          {EventKind::kReleased, 0, true},
      {EventKind::kAwaitsProfile, 0, true},   {EventKind::kAwaitsProfile, kLongest + 1, false},
      {EventKind::kAwaitsProfile, -1, false}, {EventKind::kProfiled, 0, true},
      {static_cast<EventKind>(0), 1, false},  {static_cast<EventKind>(9), 1, false},
  };
  for (const ArgumentCase& c : cases) {
    EventLog events = StartOfLife(kBirth, kSpeed600);
    events.push_back({.kind = c.kind, .at = kBirth, .argument = c.argument});
    const std::string bytes = EncodeEvents(events);
    if (c.possible) {
      EXPECT_EQ(DecodeEvents(bytes), events);
    } else {
      EXPECT_THROW(DecodeEvents(bytes), CodecError) << static_cast<int>(c.kind) << c.argument;
    }
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

TEST(CodecTest, ImpossibleOutcomesAreRefused) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  std::vector<Plan> plans(9, RichPlan());
  plans[0].metric_ranges = {{Metric::kF1, 0.5F, 0.4F}};
  plans[1].metric_ranges = {{Metric::kF1, -kInfinity, 0.4F}};
  plans[2].metric_ranges = {{Metric::kF1, 0, std::numeric_limits<float>::quiet_NaN()}};
  plans[3].metric_ranges.assign(kMetricCount + 1, {Metric::kF1, 0, 1});
  plans[4].partial_failure_reasons.assign(6, "reason");
  plans[5].failure_reason = std::string(3 * 1'024 + 1, 'x');
  plans[6].held_at = plans[6].end + Nominal{1};
  plans[7].progression.times = 0;
  plans[8].progression.phase_length = std::chrono::microseconds(-1);
  for (const Plan& plan : plans) EXPECT_THROW(DecodePlan(EncodePlan(plan)), CodecError);
}

TEST(CodecTest, TheLongestTextsOfTheApiFit) {
  Plan plan = RichPlan();
  std::string reason;
  for (int n = 0; n < 1'024; ++n) reason += "\u20ac";  // three bytes for one UTF-16 unit
  plan.failure_reason = reason;
  plan.partial_failure_reasons.assign(5, reason);
  EXPECT_EQ(DecodePlan(EncodePlan(plan)), plan);
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
  TransitionsOf(plan, events, kBirth);
  StartOfLife(kBirth, kSpeed600, plan);
  ViewJobArtifacts(plan, job);
  Plan even = plan;
  ApplyProgression(
      even, {.mode = ProgressionMode::kSecondsPerPhase, .phase_length = std::chrono::seconds(1)});
  EXPECT_EQ(DecodePlan(EncodePlan(even)), even);
}

TEST(CodecTest, DamagedPlansAreRefusedOrHarmless) {
  Plan with_facts = RichPlan();
  with_facts.data = RichFacts();
  const std::string good = EncodePlan(with_facts);
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
  const std::string good = EncodeEvents(SteeredEvents());
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
      TransitionsOf(plan, *events, now);
      NextChange(plan, *events, now);
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
    if (bytes.size() > 1) {
      bytes[0] = static_cast<char>(n % 3 + 1);
      bytes[1] = '\1';
    }
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
