#include "control/journal_counters.h"

#include <algorithm>
#include <functional>

#include "control/glob.h"

namespace autopilot {

void JournalCounters::Add(std::string_view account, std::string_view operation,
                          std::string_view error_type, std::uint64_t sequence) {
  Account& of = Find(account);
  of.last_call = sequence;
  Count(of, {std::string(operation), std::string(error_type)}, 1);
}

void JournalCounters::Count(Account& account, const Key& key, std::uint64_t calls) {
  if (const auto known = account.counts.find(key); known != account.counts.end()) {
    known->second += calls;
  } else if (account.counts.size() < kMaxKeys) {
    account.counts.emplace(key, calls);
  } else {
    account.lacks_combinations = true;
  }
}

void JournalCounters::NoteEvicted(std::string_view account, std::uint64_t sequence) {
  const auto known = accounts_.find(account);
  Account& of = known == accounts_.end() ? forgotten_ : known->second;
  ++of.evicted;
  of.last_evicted = std::max(of.last_evicted, sequence);
}

void JournalCounters::Clear(std::optional<std::string_view> account) {
  if (!account) {
    *this = {};
    return;
  }
  // It stays known, so that its new counts are complete even if others have been forgotten.
  const auto known = accounts_.find(*account);
  if (known != accounts_.end()) {
    const std::uint64_t last_call = known->second.last_call;
    known->second = {};
    known->second.last_call = last_call;
  }
}

JournalCounters::Sum JournalCounters::Count(const Filter& filter) const {
  Sum sum;
  const auto add = [&](const Account& account) {
    sum.exact = sum.exact && !account.lacks_combinations;
    for (const auto& [key, count] : account.counts) {
      if (filter.operation && !GlobMatches(*filter.operation, key.first, GlobCase::kSensitive)) {
        continue;
      }
      if (filter.error_type && *filter.error_type != key.second) continue;
      sum.count += count;
    }
  };
  if (!filter.account) {
    add(forgotten_);
    for (const auto& [name, account] : accounts_) add(account);
  } else if (const auto known = accounts_.find(*filter.account); known != accounts_.end()) {
    add(known->second);
    sum.exact = sum.exact && !known->second.may_lack_calls;
  } else {
    sum.exact = !has_forgotten_;
  }
  return sum;
}

std::uint64_t JournalCounters::Evicted(std::optional<std::string_view> account,
                                       std::uint64_t since) const {
  const auto of = [since](const Account& one) {
    return one.last_evicted > since ? one.evicted : 0;
  };
  if (account) {
    const auto known = accounts_.find(*account);
    return of(known == accounts_.end() ? forgotten_ : known->second);
  }
  std::uint64_t sum = of(forgotten_);
  for (const auto& [name, one] : accounts_) sum += of(one);
  return sum;
}

JournalCounters::Account& JournalCounters::Find(std::string_view account) {
  const auto known = accounts_.find(account);
  if (known != accounts_.end()) return known->second;
  if (accounts_.size() >= kMaxAccounts) ForgetOldest();
  Account& fresh = accounts_[std::string(account)];
  fresh.may_lack_calls = has_forgotten_;
  return fresh;
}

void JournalCounters::ForgetOldest() {
  const auto oldest = std::min_element(
      accounts_.begin(), accounts_.end(),
      [](const auto& a, const auto& b) { return a.second.last_call < b.second.last_call; });
  const Account& account = oldest->second;
  for (const auto& [key, calls] : account.counts) Count(forgotten_, key, calls);
  forgotten_.evicted += account.evicted;
  forgotten_.last_evicted = std::max(forgotten_.last_evicted, account.last_evicted);
  forgotten_.lacks_combinations |= account.lacks_combinations;
  has_forgotten_ = true;
  accounts_.erase(oldest);
}

}  // namespace autopilot
