#include "control/faults.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <utility>

#include "common/ascii.h"

namespace autopilot {
namespace {

using std::chrono::microseconds;

bool NeedsDraws(const FaultRule& rule) {
  return (rule.probability > 0 && rule.probability < 1) ||
         (rule.latency && !std::holds_alternative<FixedLatency>(*rule.latency));
}

bool Hits(const FaultRule& rule, DrawKey key) {
  if (rule.probability >= 1) return true;
  return Draws(Derive(key, "hit")).Uniform(0, 1) < rule.probability;
}

// A draw of the standard normal distribution (Box and Muller 1958).
double Normal(Draws& draws) {
  const double radius = std::sqrt(-2 * std::log(1 - draws.Uniform(0, 1)));  // of (0, 1]
  return radius * std::cos(2 * std::numbers::pi * draws.Uniform(0, 1));
}

struct LatencyDraw {
  Draws draws;

  microseconds operator()(const FixedLatency& latency) { return latency.delay; }
  microseconds operator()(const UniformLatency& latency) {
    return microseconds(draws.Between(latency.min.count(), latency.max.count()));
  }
  microseconds operator()(const LognormalLatency& latency) {
    const microseconds cap = latency.max.value_or(kLongestLatency);
    const double delay =
        static_cast<double>(latency.median.count()) * std::exp(latency.sigma * Normal(draws));
    // Compared before the conversion, which is undefined for what is too large.
    if (delay >= static_cast<double>(cap.count())) return cap;
    return microseconds(static_cast<std::int64_t>(delay));
  }
};

microseconds LatencyOf(const FaultRule& rule, DrawKey key) {
  if (!rule.latency) return microseconds(0);
  return std::visit(LatencyDraw{Draws(Derive(key, "latency"))}, *rule.latency);
}

ControlError IdInUse(const FaultRule& rule, std::size_t index) {
  return {.message = "The id '" + rule.id + "' is already in use.",
          .path = "/" + std::to_string(index) + "/id",
          .available = {}};
}

ControlError TooManyRules() {
  return {.message = "There can be at most " + std::to_string(Faults::kMaxRules) +
                     " fault rules; remove some first.",
          .path = "",
          .available = {}};
}

}  // namespace

FaultStatus Faults::Kept::Status(Timestamp wall) const {
  return {.rule = rule,
          .added = added,
          .matched = matched,
          .hits = hits,
          .spent = Spent(),
          .expired = Expired(wall)};
}

ControlResult<std::vector<FaultRule>> Faults::Add(std::vector<FaultRule> rules, Timestamp wall) {
  const std::lock_guard lock(mutex_);
  return AddLocked(std::move(rules), std::nullopt, wall);
}

ControlResult<std::vector<FaultRule>> Faults::ReplaceAll(std::string_view owner,
                                                         std::vector<FaultRule> rules,
                                                         Timestamp wall) {
  const std::lock_guard lock(mutex_);
  return AddLocked(std::move(rules), owner, wall);
}

ControlResult<std::vector<FaultRule>> Faults::AddLocked(std::vector<FaultRule> rules,
                                                        std::optional<std::string_view> replaced,
                                                        Timestamp wall) {
  std::set<std::pair<std::string, std::string>> taken;
  for (const Kept& kept : rules_) {
    if (kept.rule.owner != replaced) taken.emplace(kept.rule.owner, kept.rule.id);
  }
  if (taken.size() + rules.size() > kMaxRules) return tl::unexpected(TooManyRules());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].id.empty() && !taken.emplace(rules[i].owner, rules[i].id).second) {
      return tl::unexpected(IdInUse(rules[i], i));
    }
  }
  std::map<std::string, std::size_t> last_numbers;  // by owner
  for (FaultRule& rule : rules) {
    while (rule.id.empty()) {
      std::string id = "fault-" + std::to_string(++last_numbers[rule.owner]);
      if (taken.emplace(rule.owner, id).second) rule.id = std::move(id);
    }
  }
  if (replaced) EraseOf(replaced);
  for (const FaultRule& rule : rules) rules_.push_back({.rule = rule, .added = wall, .asked = {}});
  count_.store(rules_.size(), std::memory_order_relaxed);
  return rules;
}

ControlResult<bool> Faults::Put(FaultRule rule, Timestamp wall) {
  const std::lock_guard lock(mutex_);
  const auto place = Find(rule.owner, rule.id);
  if (place == rules_.end()) {
    const auto added = AddLocked({std::move(rule)}, std::nullopt, wall);
    if (!added) return tl::unexpected(added.error());
    return false;
  }
  rules_.insert(Erase(place), {.rule = std::move(rule), .added = wall, .asked = {}});
  count_.store(rules_.size(), std::memory_order_relaxed);
  return true;
}

std::optional<FaultStatus> Faults::Get(std::string_view owner, std::string_view id,
                                       Timestamp wall) const {
  const std::lock_guard lock(mutex_);
  for (const Kept& kept : rules_) {
    if (kept.rule.owner == owner && kept.rule.id == id) return kept.Status(wall);
  }
  return std::nullopt;
}

std::vector<FaultStatus> Faults::List(std::optional<std::string_view> owner, Timestamp wall) const {
  const std::lock_guard lock(mutex_);
  std::vector<FaultStatus> list;
  for (const Kept& kept : rules_) {
    if (!owner || kept.rule.owner == *owner) list.push_back(kept.Status(wall));
  }
  return list;
}

bool Faults::Remove(std::string_view owner, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto place = Find(owner, id);
  if (place == rules_.end()) return false;
  Erase(place);
  return true;
}

std::size_t Faults::Clear(std::optional<std::string_view> owner) {
  const std::lock_guard lock(mutex_);
  return EraseOf(owner);
}

std::optional<FaultHit> Faults::Match(const FaultCall& call, Timestamp wall) {
  if (empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  for (Kept& kept : rules_) {
    const FaultRule& rule = kept.rule;
    if (kept.Spent() || kept.Expired(wall) || !MeetsConditions(rule, call)) continue;
    ++kept.matched;
    // Drawn for those that pass, too: which draw a call gets must not hang on them.
    const DrawKey key = NeedsDraws(rule) ? NextDraw(kept, call) : 0;
    if (kept.matched <= rule.after || rule.probability <= 0 || !Hits(rule, key)) continue;
    ++kept.hits;
    return FaultHit{.owner = rule.owner,
                    .rule_id = rule.id,
                    .when = rule.when,
                    .error = rule.error,
                    .connection = rule.connection,
                    .latency = LatencyOf(rule, key)};
  }
  return std::nullopt;
}

Faults::Rules::iterator Faults::Find(std::string_view owner, std::string_view id) {
  return std::find_if(rules_.begin(), rules_.end(), [&](const Kept& kept) {
    return kept.rule.owner == owner && kept.rule.id == id;
  });
}

Faults::Rules::iterator Faults::Erase(Rules::iterator rule) {
  counted_pairs_ -= rule->asked.size();
  const auto next = rules_.erase(rule);
  count_.store(rules_.size(), std::memory_order_relaxed);
  return next;
}

std::size_t Faults::EraseOf(std::optional<std::string_view> owner) {
  const std::size_t before = rules_.size();
  for (auto rule = rules_.begin(); rule != rules_.end();) {
    rule = !owner || rule->rule.owner == *owner ? Erase(rule) : std::next(rule);
  }
  return before - rules_.size();
}

DrawKey Faults::NextDraw(Kept& kept, const FaultCall& call) {
  DrawKey key = Derive(call.seed, "fault");
  for (const std::string_view part :
       {std::string_view(kept.rule.owner), std::string_view(kept.rule.id), call.account,
        call.region, call.operation}) {
    key = Derive(key, part);
  }
  key = Derive(key, ToLowerAscii(call.job_name));
  const auto known = kept.asked.find(key);
  if (known != kept.asked.end()) return Derive(key, known->second++);
  if (counted_pairs_ >= kMaxCountedPairs) {
    return Derive(key, shared_counts_[key % shared_counts_.size()]++);
  }
  kept.asked.emplace(key, 1);
  ++counted_pairs_;
  return Derive(key, std::uint64_t{0});
}

}  // namespace autopilot
