#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/draws.h"
#include "common/time.h"
#include "control/control_error.h"
#include "control/fault_conditions.h"
#include "control/fault_rule.h"

namespace autopilot {

// What happens to one call.
struct FaultHit {
  std::string owner;  // with `rule_id`: which rule it was
  std::string rule_id;
  FaultWhen when = FaultWhen::kBefore;
  std::optional<FaultError> error;
  std::optional<ConnectionFault> connection;
  std::chrono::microseconds latency{0};

  bool operator==(const FaultHit&) const = default;
};

// A rule and what has become of it.
struct FaultStatus {
  FaultRule rule;
  Timestamp added;            // wall clock
  std::uint64_t matched = 0;  // calls that met its conditions while it was active
  std::uint64_t hits = 0;     // calls that it struck
  bool spent = false;
  bool expired = false;
};

// The rules of all accounts, in memory. Ids are the owner's own: two accounts may use the same one.
// `wall` is the wall clock. Any thread.
//
// A draw belongs to (seed, owner, id, account, region, operation, job name without case, how often
// the rule was asked about these): callers with different jobs cannot disturb each other, and a run
// with the same seed and calls has the same faults. The counts are exact for the first
// kMaxCountedPairs combinations that the rules have to draw for; further ones share 1,024 counts
// and are random, but may then depend on the order of calls.
class Faults {
 public:
  static constexpr std::size_t kMaxRules = 10'000;
  static constexpr std::size_t kMaxCountedPairs = 200'000;

  // Adds all of the rules behind the others, or none, and returns them with their ids. Refused are
  // ids that the owner already has ("/0/id": the first rule) and more than kMaxRules in all.
  ControlResult<std::vector<FaultRule>> Add(std::vector<FaultRule> rules, Timestamp wall);
  // The same after the removal of the owner's rules, in one step.
  ControlResult<std::vector<FaultRule>> ReplaceAll(std::string_view owner,
                                                   std::vector<FaultRule> rules, Timestamp wall);
  // Puts a rule, which must have an id, into the place of that of the same owner and id, with new
  // counts, or adds it. The result tells whether there was one.
  ControlResult<bool> Put(FaultRule rule, Timestamp wall);

  std::optional<FaultStatus> Get(std::string_view owner, std::string_view id, Timestamp wall) const;
  // In the order of adding; of all owners if none is given.
  std::vector<FaultStatus> List(std::optional<std::string_view> owner, Timestamp wall) const;
  bool Remove(std::string_view owner, std::string_view id);  // false: there is none
  std::size_t Clear(std::optional<std::string_view> owner);  // how many were removed
  bool empty() const { return count_.load(std::memory_order_relaxed) == 0; }

  // The first rule, in the order of adding, that is active, whose conditions the call meets, which
  // has let enough calls pass and whose draw hits. Costs one atomic load while there are no rules.
  std::optional<FaultHit> Match(const FaultCall& call, Timestamp wall);

 private:
  struct Kept {
    FaultRule rule;
    Timestamp added;
    std::uint64_t matched = 0;
    std::uint64_t hits = 0;
    std::unordered_map<DrawKey, std::uint64_t> asked;

    bool Spent() const { return rule.times && hits >= *rule.times; }
    bool Expired(Timestamp wall) const { return rule.ttl && wall - added >= *rule.ttl; }
    FaultStatus Status(Timestamp wall) const;
  };
  using Rules = std::list<Kept>;

  Rules::iterator Find(std::string_view owner, std::string_view id);
  ControlResult<std::vector<FaultRule>> AddLocked(std::vector<FaultRule> rules,
                                                  std::optional<std::string_view> replaced,
                                                  Timestamp wall);
  Rules::iterator Erase(Rules::iterator rule);
  std::size_t EraseOf(std::optional<std::string_view> owner);
  DrawKey NextDraw(Kept& kept, const FaultCall& call);

  std::atomic<std::size_t> count_{0};  // of rules_, for the fast path
  mutable std::mutex mutex_;           // guards all that follows
  Rules rules_;
  std::size_t counted_pairs_ = 0;  // the sizes of all `asked`
  std::array<std::uint64_t, 1'024> shared_counts_{};
};

}  // namespace autopilot
