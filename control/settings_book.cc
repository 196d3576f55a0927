#include "control/settings_book.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace autopilot {
namespace {

Timestamp TimeOf(const AccountSettings& settings, Timestamp wall) {
  return settings.clock ? settings.clock->Now(wall) : wall;
}

bool AnyClock(const SettingsBook::Records& records) {
  return std::any_of(records.begin(), records.end(),
                     [](const auto& record) { return record.second->clock.has_value(); });
}

}  // namespace

const SettingsBook::Settings& NoSettings() {
  static const auto kNone = std::make_shared<const AccountSettings>();
  return kNone;
}

SettingsBook::SettingsBook(const Clock& wall, Records records)
    : wall_(wall), is_special_(AnyClock(records)), published_(std::move(records)) {}

Timestamp SettingsBook::Now(std::string_view account) const {
  // The time before the flag: whoever stamps a write sets the flag before it reads the time, so
  // this time is not later than the stamp, or the flag is seen.
  const Timestamp unlocked = wall_.Now();
  if (!is_special_) return unlocked;
  const std::shared_lock lock(mutex_);
  const Timestamp wall = wall_.Now();
  Timestamp now = TimeOf(*Published(account), wall);
  const auto pending = pending_.find(account);
  if (pending == pending_.end()) return now;
  if (pending->second.settings) now = std::min(now, TimeOf(**pending->second.settings, wall));
  return std::min(now, pending->second.cap.value_or(now));
}

SettingsBook::Settings SettingsBook::Of(std::string_view owner) const {
  const std::shared_lock lock(mutex_);
  return Published(owner);
}

SettingsBook::Settings SettingsBook::Published(std::string_view owner) const {
  const auto found = published_.find(owner);
  return found == published_.end() ? NoSettings() : found->second;
}

SettingsBook::Pending& SettingsBook::PendingOf(WriteTransaction& transaction,
                                               std::string_view owner) {
  if (pending_.empty()) {
    transaction.OnBatchEnd([this](bool committed) { EndBatch(committed); });
    is_special_ = true;
  }
  const auto found = pending_.find(owner);
  return found != pending_.end() ? found->second : pending_[std::string(owner)];
}

SettingsBook::Moment SettingsBook::MomentIn(WriteTransaction& transaction,
                                            std::string_view account) {
  const std::unique_lock lock(mutex_);
  Pending& pending = PendingOf(transaction, account);
  if (!pending.cap) {
    const Timestamp wall = FloorToMillis(wall_.Now());
    const Settings settings = pending.settings.value_or(Published(account));
    pending.moment = {.wall = wall, .now = FloorToMillis(TimeOf(*settings, wall))};
    pending.cap = pending.moment.now;
  }
  return pending.moment;
}

SettingsBook::Settings SettingsBook::OfIn(WriteTransaction&, std::string_view owner) const {
  const std::shared_lock lock(mutex_);
  const auto pending = pending_.find(owner);
  if (pending != pending_.end() && pending->second.settings) return *pending->second.settings;
  return Published(owner);
}

void SettingsBook::Replace(Pending& pending, Settings settings) {
  if (pending.cap) pending.moment.now = FloorToMillis(TimeOf(*settings, pending.moment.wall));
  pending.settings = std::move(settings);
}

void SettingsBook::Announce(WriteTransaction& transaction, const std::string& owner,
                            AccountSettings settings) {
  auto shared = std::make_shared<const AccountSettings>(std::move(settings));
  const std::unique_lock lock(mutex_);
  Replace(PendingOf(transaction, owner), std::move(shared));
}

void SettingsBook::AnnounceAll(WriteTransaction& transaction, Records settings) {
  const std::unique_lock lock(mutex_);
  for (const auto& [owner, published] : published_) settings.try_emplace(owner, NoSettings());
  for (const auto& [owner, pending] : pending_) settings.try_emplace(owner, NoSettings());
  for (auto& [owner, each] : settings) Replace(PendingOf(transaction, owner), std::move(each));
}

void SettingsBook::EndBatch(bool committed) {
  const std::unique_lock lock(mutex_);
  std::map<std::string, Pending, std::less<>> pending;
  pending.swap(pending_);
  for (auto& [owner, each] : pending) {
    if (!committed || !each.settings) continue;
    if (**each.settings == AccountSettings{}) {
      published_.erase(owner);
    } else {
      published_.insert_or_assign(owner, std::move(*each.settings));
    }
  }
  is_special_ = AnyClock(published_);
}

}  // namespace autopilot
