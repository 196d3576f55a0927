#include "control/control_state.h"

#include <gtest/gtest.h>

#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {
namespace {

constexpr const char* kOne = "111111111111";
constexpr const char* kTwo = "222222222222";

TEST(ControlState, StartsWithItsDefaultsAndTheWallClock) {
  ControlStateFixture f({.rate = Rate{1'000'000}, .seed = 7});
  EXPECT_EQ(f.state().Now(kOne), ControlStateFixture::kStart);
  EXPECT_EQ(f.state().RateOf(kOne), Rate{1'000'000});
  EXPECT_EQ(f.state().SeedOf(kOne), 7U);
  EXPECT_EQ(f.state().ProgressionOf(kOne), Progression{});
}

TEST(ControlState, SettingsOfAnAccountGoBeforeThoseOfAllBeforeTheDefaults) {
  ControlStateFixture f;
  f.Set(kAllAccounts, [](AccountSettings& all) {
    all.rate = Rate{2'000'000};
    all.seed = 2;
    all.progression = Progression{.mode = ProgressionMode::kImmediate};
  });
  f.Set(kOne, [](AccountSettings& one) { one.rate = Rate{1'000'000}; });
  EXPECT_EQ(f.state().RateOf(kOne), Rate{1'000'000});
  EXPECT_EQ(f.state().RateOf(kTwo), Rate{2'000'000});
  EXPECT_EQ(f.state().SeedOf(kOne), 2U);
  EXPECT_EQ(f.state().ProgressionOf(kTwo).mode, ProgressionMode::kImmediate);
}

TEST(ControlState, SettingsOutliveARestartAndAreGoneWhenTheySayNothing) {
  ControlStateFixture f;
  f.Set(kOne, [](AccountSettings& one) { one.seed = 9; });
  f.Reload();
  EXPECT_EQ(f.state().SeedOf(kOne), 9U);
  f.Set(kOne, [](AccountSettings& one) { one.seed.reset(); });
  EXPECT_TRUE(f.store().AllSettings().empty());
  EXPECT_EQ(f.state().SeedOf(kOne), 0U);
}

TEST(ControlState, SettingsOfOneAccountTooManyAreRefused) {
  ControlStateFixture f({.max_accounts = 1});
  const auto seed = [&f](const char* owner, std::optional<std::uint64_t> value) {
    const auto outcome = f.Await([&](ControlState::Done done) {
      f.state().Update(
          owner,
          [value](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
            settings.seed = value;
            return nlohmann::json::object();
          },
          std::move(done));
    });
    return outcome ? "" : outcome.error().message;
  };
  EXPECT_EQ(seed(kOne, 1), "");
  EXPECT_EQ(seed(kTwo, 1),
            "Settings of 1 accounts are kept already, which is all of --max-accounts: reset one "
            "that is not needed any more.");
  EXPECT_EQ(seed(kTwo, std::nullopt), "") << "they say nothing, so nothing is kept";
  EXPECT_EQ(seed(kOne, 2), "");
  EXPECT_EQ(seed(kAllAccounts, 3), "");
  EXPECT_EQ(seed(kOne, std::nullopt), "");
}

TEST(ControlState, OfAChangeThatIsRefusedNothingIsKept) {
  ControlStateFixture f;
  const auto outcome = f.Await([&](ControlState::Done done) {
    f.state().Update(
        kOne,
        [](WriteTransaction& transaction, AccountSettings& settings) -> ControlState::Outcome {
          settings.seed = 5;
          transaction.PutSettings(kTwo, R"({"seed":5})");
          return tl::unexpected(ControlError{.message = "No."});
        },
        std::move(done));
  });
  EXPECT_EQ(RefusalOf(outcome), "No.");
  EXPECT_EQ(f.state().SeedOf(kOne), 0U);
  EXPECT_TRUE(f.store().AllSettings().empty());
}

TEST(ControlState, SettingsThatCouldNotBeReadBackAreNotStored) {
  ControlStateFixture f;
  const auto outcome = f.Await([&](ControlState::Done done) {
    f.state().Update(
        kOne,
        [](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
          for (int n = 0; n <= 1'000; ++n) {
            Scenario scenario;
            scenario.name = "s" + std::to_string(n);
            settings.scenarios.emplace(scenario.name, scenario);
          }
          return nlohmann::json::object();
        },
        std::move(done));
  });
  EXPECT_EQ(RefusalOf(outcome), "/scenarios: 'scenarios' must be a list of at most 1000.");
  EXPECT_TRUE(f.store().AllSettings().empty());
}

TEST(ControlState, ChangesOfManyAccountsShowAtOnce) {
  ControlStateFixture f;
  f.Set(kOne, [](AccountSettings& one) { one.seed = 1; });
  f.Await([&](ControlState::Done done) {
    f.state().UpdateStored(
        kAllAccounts,
        [](WriteTransaction& transaction) -> ControlState::Outcome {
          transaction.RemoveSettings(kOne);
          AccountSettings two;
          two.seed = 2;
          WriteSettings(transaction, kTwo, two);
          return nlohmann::json::object();
        },
        std::move(done));
  });
  EXPECT_EQ(f.state().SeedOf(kOne), 0U);
  EXPECT_EQ(f.state().SeedOf(kTwo), 2U);
}

Scenario Named(const std::string& name, const std::string& description) {
  Scenario scenario;
  scenario.name = name;
  scenario.description = description;
  return scenario;
}

TEST(ControlState, ScenariosOfTheAccountHideThoseOfAllAndThoseLoaded) {
  ControlStateFixture f({.scenarios = {{"a", Named("a", "loaded")}, {"b", Named("b", "loaded")}}});
  f.Set(kAllAccounts, [](AccountSettings& all) { all.scenarios["a"] = Named("a", "of all"); });
  f.Set(kOne, [](AccountSettings& one) { one.scenarios["a"] = Named("a", "own"); });
  const auto description = [&](const char* account, const char* name) {
    return f.state().FindScenario(account, name).value().description;
  };
  EXPECT_EQ(description(kOne, "a"), "own");
  EXPECT_EQ(description(kTwo, "a"), "of all");
  EXPECT_EQ(description(kTwo, "b"), "loaded");
  EXPECT_TRUE(f.state().FindScenario(kTwo, "stuck").has_value());
  EXPECT_FALSE(f.state().FindScenario(kTwo, "c").has_value());
  EXPECT_EQ(f.state().ScenarioNames(kTwo).size(), BuiltInScenarios().size() + 2);
}

class PolicyTest : public ::testing::Test {
 protected:
  std::string ScenarioOf(const std::string& job, const std::vector<Tag>& tags = {}) {
    const auto policy = f.state().PolicyFor(kOne, job, tags);
    if (!policy) return RefusalOf(policy);
    return policy->scenario ? policy->scenario->name : "none";
  }

  ControlStateFixture f;
};

TEST_F(PolicyTest, WithoutAnythingThereIsNoScenario) { EXPECT_EQ(ScenarioOf("job"), "none"); }

TEST_F(PolicyTest, TagsGoBeforeRulesBeforeDefaults) {
  f.Set(kAllAccounts, [](AccountSettings& all) {
    all.default_scenario = ScenarioChoice{.scenario = "partial-failure"};
    all.rules = {{.job = "*-all", .choice = ScenarioChoice{.scenario = "insights-error"}}};
  });
  EXPECT_EQ(ScenarioOf("job"), "partial-failure");
  EXPECT_EQ(ScenarioOf("job-ALL"), "insights-error");
  f.Set(kOne, [](AccountSettings& one) {
    one.default_scenario = ScenarioChoice{.scenario = "completed"};
    one.rules = {{.job = "churn-?-all", .choice = ScenarioChoice{.scenario = "stuck"}},
                 {.job = "churn-*", .choice = ScenarioChoice{.scenario = "failed"}}};
  });
  EXPECT_EQ(ScenarioOf("job"), "completed");
  EXPECT_EQ(ScenarioOf("job-all"), "insights-error");
  EXPECT_EQ(ScenarioOf("Churn-1-all"), "stuck");
  EXPECT_EQ(ScenarioOf("churn-1"), "failed");
  EXPECT_EQ(ScenarioOf("churn-1", {{"autopilot-local:scenario", "capacity-error"}}),
            "capacity-error");
}

TEST_F(PolicyTest, ARuleOfAProgressionLeavesTheScenarioToTheDefault) {
  f.Set(kOne, [](AccountSettings& one) {
    one.default_scenario = ScenarioChoice{.scenario = "stuck"};
    one.progression = Progression{.mode = ProgressionMode::kImmediate};
    one.rules = {
        {.job = "slow-*", .progression = Progression{.mode = ProgressionMode::kManual, .times = 2}},
        {.job = "*", .choice = ScenarioChoice{.scenario = "failed"}}};
  });
  const auto slow = f.state().PolicyFor(kOne, "slow-1", {});
  ASSERT_TRUE(slow);
  EXPECT_EQ(slow->scenario->name, "stuck");
  EXPECT_EQ(slow->progression.times, 2);
  const auto other = f.state().PolicyFor(kOne, "other", {});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->scenario->name, "failed");
  EXPECT_EQ(other->progression.mode, ProgressionMode::kImmediate);
}

TEST_F(PolicyTest, TagsThatSayNothingRightAreRefused) {
  EXPECT_EQ(ScenarioOf("job", {{"autopilot-local:scenari", "failed"}}),
            "There is no tag autopilot-local:scenari. | autopilot-local:scenario | "
            "autopilot-local:phase | autopilot-local:reason");
  EXPECT_EQ(ScenarioOf("job", {{"autopilot-local:phase", "ModelTuning"}}),
            "'scenario' is required.");
  EXPECT_EQ(ScenarioOf("job", {{"autopilot-local:scenario", "stuck"},
                               {"autopilot-local:reason", "Because."}}),
            "The scenario stuck does not fail, so it takes no reason.");
  EXPECT_TRUE(ScenarioOf("job", {{"autopilot-local:scenario", "faild"}})
                  .starts_with("There is no scenario faild. | access-denied | capacity-error"));
}

TEST_F(PolicyTest, OtherTagsDoNotMatter) {
  EXPECT_EQ(ScenarioOf("job", {{"scenario", "failed"}, {"autopilot", "local"}}), "none");
}

}  // namespace
}  // namespace autopilot::testing
