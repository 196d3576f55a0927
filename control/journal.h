#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/time.h"
#include "control/journal_counters.h"

namespace autopilot {

struct JournalQuery;

// One request and its answer. There is no place for a signature or a token.
struct JournalEntry {
  std::uint64_t sequence = 0;  // from 1, given by the journal
  Timestamp time;              // wall clock
  std::string request_id;
  std::string operation;  // "" if the target was not usable
  std::string account;
  std::string region;
  std::string access_key_id;  // "" if unsigned
  std::string job_name;       // "" if the request named none
  std::string request;        // the body as sent
  bool request_cut = false;   // the body was longer; set by the journal
  unsigned status = 0;        // of HTTP; 0: the connection broke before there was one
  std::string error_type;     // "" on success
  std::string error_message;
  std::chrono::microseconds latency{0};
  std::vector<std::string> warnings;  // unknown members
  std::string scenario;               // that decided about the job; or ""
  std::string fault_id;               // of the rule that struck; or ""
  std::string connection_fault;       // "reset", ...; or ""
};
using JournalEntries = std::vector<std::shared_ptr<const JournalEntry>>;

struct JournalCount {
  std::uint64_t count = 0;
  // How many requests that could have counted are no longer kept. With any, and for a query that
  // the counters cannot answer, `count` is a lower bound.
  std::uint64_t evicted = 0;
  bool exact = true;

  bool operator==(const JournalCount&) const = default;
};

// How far a query has been counted.
struct JournalTally {
  std::uint64_t seen = 0;  // the number of the last entry that was there
  std::uint64_t clears = 0;
  JournalCount count;
};

// What was asked of the server, newest last, bounded by bytes: the oldest entries go first. Counts
// outlive the entries. Any thread; queries do not hold up Add while they look at entries.
class Journal {
 public:
  static constexpr std::size_t kDefaultMaxBytes = 16UL * 1024 * 1024;
  static constexpr std::size_t kMaxRequestBytes = 64UL * 1024;

  // With 0 bytes nothing is kept but the counts.
  explicit Journal(std::size_t max_bytes = kDefaultMaxBytes) : max_bytes_(max_bytes) {}

  // A request longer than kMaxRequestBytes is cut, between characters. Returns the entry's number.
  std::uint64_t Add(JournalEntry entry);

  // Newest last. Without `since` the newest `limit` of those that match, with it the oldest.
  JournalEntries Find(const JournalQuery& query) const;
  // The newest of that request id; of any account if none is given.
  std::shared_ptr<const JournalEntry> Get(std::optional<std::string_view> account,
                                          std::string_view request_id) const;
  // Regardless of the query's limit.
  JournalCount Count(const JournalQuery& query) const;

  // The same for who asks again and again: looks only at what has come since `tally` was counted.
  // An entry that has gone meanwhile still counts, one that was cleared does not.
  JournalCount CountOn(const JournalQuery& query, JournalTally& tally) const;

  // Forgets entries and counts of the account, or all; returns how many entries. Numbers go on.
  std::size_t Clear(std::optional<std::string_view> account);

  std::uint64_t last_sequence() const;
  // What the kept entries take in memory, about.
  std::size_t bytes() const;

 private:
  // Those that are kept of the entries with numbers above `since`; with the lock held.
  JournalEntries KeptSince(std::uint64_t since) const;
  JournalEntries Kept(std::uint64_t since = 0) const;
  // How often entries that could be of that account were cleared; with the lock held.
  std::uint64_t ClearsOf(const std::optional<std::string>& account) const;
  void EvictOldest();

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;  // guards all that follows
  std::deque<std::shared_ptr<const JournalEntry>> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t last_sequence_ = 0;
  std::uint64_t clears_ = 0;                                   // in all
  std::uint64_t clears_of_all_ = 0;                            // of all accounts at once
  std::map<std::string, std::uint64_t, std::less<>> cleared_;  // of single accounts
  JournalCounters counters_;
};

}  // namespace autopilot
