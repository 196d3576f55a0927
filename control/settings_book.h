#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "common/time.h"
#include "control/settings.h"
#include "storage/store.h"

namespace autopilot {

// The settings of all accounts in memory, and with them the time of each account.
//
// What a write changes shows once its batch is committed. Until then readers see the settings of
// before, and no time later than the one that the write was stamped with: else a reader could see
// an instant that the change then takes away (the clock is frozen, the job is stopped at an earlier
// one). All that one batch writes of an account is stamped with one instant, unless a change moves
// the account's clock in between.
class SettingsBook {
 public:
  using Settings = std::shared_ptr<const AccountSettings>;  // never null
  using Records = std::map<std::string, Settings, std::less<>>;

  // `wall` must outlive it.
  SettingsBook(const Clock& wall, Records records);

  // For readers, on any thread.
  Timestamp Now(std::string_view account) const;
  Settings Of(std::string_view owner) const;

  // Inside a write transaction, on the writer's thread: what the writes before this one have made
  // of the settings, and the instant to stamp things with, in whole milliseconds.
  struct Moment {
    Timestamp wall;  // of the batch's first stamp
    Timestamp now;
  };
  Moment MomentIn(WriteTransaction& transaction, std::string_view account);
  Settings OfIn(WriteTransaction& transaction, std::string_view owner) const;
  // The owner's settings after this write, the last thing that it does.
  void Announce(WriteTransaction& transaction, const std::string& owner, AccountSettings settings);
  // The same for all owners: those that `settings` does not name say nothing any more.
  void AnnounceAll(WriteTransaction& transaction, Records settings);

 private:
  // What the batch that is being written has done to an account.
  struct Pending {
    std::optional<Settings> settings;
    std::optional<Timestamp> cap;  // readers see no later time
    Moment moment;                 // set with `cap`
  };

  Pending& PendingOf(WriteTransaction& transaction, std::string_view owner);
  static void Replace(Pending& pending, Settings settings);
  Settings Published(std::string_view owner) const;
  void EndBatch(bool committed);

  const Clock& wall_;
  // Whether any time differs from the wall clock's: while not, readers take no lock.
  std::atomic<bool> is_special_{false};
  mutable std::shared_mutex mutex_;  // guards all that follows
  Records published_;
  std::map<std::string, Pending, std::less<>> pending_;
};

// Settings that say nothing.
const SettingsBook::Settings& NoSettings();

}  // namespace autopilot
