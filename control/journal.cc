#include "control/journal.h"

#include <algorithm>
#include <utility>

#include "control/journal_query.h"

namespace autopilot {
namespace {

// Of the entry's own allocations: the reference counts, and heap overhead.
constexpr std::size_t kOverhead = 64;

std::size_t BytesOf(const JournalEntry& entry) {
  std::size_t bytes = sizeof(JournalEntry) + kOverhead;
  for (const std::string* text :
       {&entry.request_id, &entry.operation, &entry.account, &entry.region, &entry.access_key_id,
        &entry.job_name, &entry.request, &entry.error_type, &entry.error_message, &entry.scenario,
        &entry.fault_id, &entry.connection_fault}) {
    bytes += text->capacity();
  }
  for (const std::string& warning : entry.warnings)
    bytes += sizeof(std::string) + warning.capacity();
  return bytes;
}

// The longest beginning of at most `max_bytes` bytes that does not end within a character of UTF-8.
std::size_t CutAt(const std::string& text, std::size_t max_bytes) {
  std::size_t size = max_bytes;
  while (size > max_bytes - 3 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return size;
}

}  // namespace

std::uint64_t Journal::Add(JournalEntry entry) {
  if (entry.request.size() > kMaxRequestBytes) {
    entry.request = entry.request.substr(0, CutAt(entry.request, kMaxRequestBytes));
    entry.request_cut = true;
  }
  auto kept = std::make_shared<JournalEntry>(std::move(entry));
  const std::size_t size = BytesOf(*kept);
  const std::lock_guard lock(mutex_);
  kept->sequence = ++last_sequence_;
  counters_.Add(kept->account, kept->operation, kept->error_type, kept->sequence);
  bytes_ += size;
  entries_.push_back(std::move(kept));
  while (bytes_ > max_bytes_) EvictOldest();
  return last_sequence_;
}

void Journal::EvictOldest() {
  const JournalEntry& oldest = *entries_.front();
  bytes_ -= BytesOf(oldest);
  counters_.NoteEvicted(oldest.account, oldest.sequence);
  entries_.pop_front();
}

JournalEntries Journal::Find(const JournalQuery& query) const {
  const JournalEntries kept = Kept(query.since);
  JournalEntries found;
  const auto take = [&](const auto& entry) {
    if (found.size() < query.limit && Matches(query, *entry)) found.push_back(entry);
  };
  if (query.since > 0) {
    std::for_each(kept.begin(), kept.end(), take);
  } else {
    std::for_each(kept.rbegin(), kept.rend(), take);
    std::reverse(found.begin(), found.end());
  }
  return found;
}

std::shared_ptr<const JournalEntry> Journal::Get(std::optional<std::string_view> account,
                                                 std::string_view request_id) const {
  const JournalEntries kept = Kept();
  const auto found = std::find_if(kept.rbegin(), kept.rend(), [&](const auto& entry) {
    return entry->request_id == request_id && (!account || entry->account == *account);
  });
  return found == kept.rend() ? nullptr : *found;
}

JournalCount Journal::Count(const JournalQuery& query) const {
  JournalCounters::Sum counted;
  JournalCount count;
  {
    const std::lock_guard lock(mutex_);
    counted = counters_.Count(
        {.account = query.account, .operation = query.operation, .error_type = query.error_type});
    count.evicted = counters_.Evicted(query.account, query.since);
  }
  if (IsAnsweredByCounters(query)) {
    count.count = counted.count;
    count.exact = counted.exact;
    return count;
  }
  const JournalEntries kept = Kept(query.since);
  count.count = static_cast<std::uint64_t>(std::count_if(
      kept.begin(), kept.end(), [&](const auto& entry) { return Matches(query, *entry); }));
  count.exact = count.evicted == 0 && counted.exact;
  return count;
}

JournalCount Journal::CountOn(const JournalQuery& query, JournalTally& tally) const {
  if (IsAnsweredByCounters(query)) return Count(query);
  JournalEntries added;
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t clears = ClearsOf(query.account);
    if (tally.clears != clears) tally = {.seen = 0, .clears = clears, .count = {}};
    const std::uint64_t since = std::max(query.since, tally.seen);
    added = KeptSince(since);
    tally.count.evicted = std::max(tally.count.evicted, counters_.Evicted(query.account, since));
    tally.seen = last_sequence_;
  }
  tally.count.count += static_cast<std::uint64_t>(std::count_if(
      added.begin(), added.end(), [&](const auto& entry) { return Matches(query, *entry); }));
  tally.count.exact = tally.count.evicted == 0;
  return tally.count;
}

std::size_t Journal::Clear(std::optional<std::string_view> account) {
  std::deque<std::shared_ptr<const JournalEntry>> cleared;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  counters_.Clear(account);
  ++clears_;
  ++(account ? cleared_[std::string(*account)] : clears_of_all_);
  if (!account) {
    cleared.swap(entries_);
    bytes_ = 0;
    return cleared.size();
  }
  std::deque<std::shared_ptr<const JournalEntry>> others;
  for (auto& entry : entries_) {
    if (entry->account == *account) {
      bytes_ -= BytesOf(*entry);
      cleared.push_back(std::move(entry));
    } else {
      others.push_back(std::move(entry));
    }
  }
  entries_.swap(others);
  return cleared.size();
}

std::uint64_t Journal::last_sequence() const {
  const std::lock_guard lock(mutex_);
  return last_sequence_;
}

std::size_t Journal::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::uint64_t Journal::ClearsOf(const std::optional<std::string>& account) const {
  if (!account) return clears_;
  const auto found = cleared_.find(*account);
  return clears_of_all_ + (found == cleared_.end() ? 0 : found->second);
}

JournalEntries Journal::KeptSince(std::uint64_t since) const {
  const auto first =
      std::partition_point(entries_.begin(), entries_.end(),
                           [since](const auto& entry) { return entry->sequence <= since; });
  return {first, entries_.end()};
}

JournalEntries Journal::Kept(std::uint64_t since) const {
  const std::lock_guard lock(mutex_);
  return KeptSince(since);
}

}  // namespace autopilot
