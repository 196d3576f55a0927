#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace autopilot {

// How often each account called each operation with which error, exact for as long as there are at
// most kMaxAccounts accounts, and kMaxKeys combinations of operation and error type in each. Past
// that, the account that has called least recently is counted with all that went this way, and
// further combinations are not counted; sums that may lack something say so. Not thread-safe.
class JournalCounters {
 public:
  static constexpr std::size_t kMaxAccounts = 10'000;
  static constexpr std::size_t kMaxKeys = 1'000;

  // Absent: any. The operation is a glob; the error type "" is success.
  struct Filter {
    std::optional<std::string> account = {};
    std::optional<std::string> operation = {};
    std::optional<std::string> error_type = {};
  };
  struct Sum {
    std::uint64_t count = 0;
    bool exact = true;
  };

  // `sequence` numbers the request, later ones higher.
  void Add(std::string_view account, std::string_view operation, std::string_view error_type,
           std::uint64_t sequence);
  // The entry of this request is no longer kept.
  void NoteEvicted(std::string_view account, std::uint64_t sequence);
  void Clear(std::optional<std::string_view> account);

  Sum Count(const Filter& filter) const;
  // How many entries of the account (absent: of all) have gone, if any of them is of a request
  // after `since`; else 0.
  std::uint64_t Evicted(std::optional<std::string_view> account, std::uint64_t since) const;

 private:
  using Key = std::pair<std::string, std::string>;  // operation, error type
  struct Account {
    std::map<Key, std::uint64_t> counts;
    std::uint64_t last_call = 0;
    std::uint64_t evicted = 0;
    std::uint64_t last_evicted = 0;
    bool lacks_combinations = false;
    bool may_lack_calls = false;  // those from before it was forgotten, if it was
  };
  using Accounts = std::map<std::string, Account, std::less<>>;

  Account& Find(std::string_view account);
  void ForgetOldest();
  static void Count(Account& account, const Key& key, std::uint64_t calls);

  Accounts accounts_;
  Account forgotten_;  // the sum of the accounts that are no longer told apart
  bool has_forgotten_ = false;
};

}  // namespace autopilot
