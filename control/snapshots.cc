#include "control/snapshots.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/iso_time.h"
#include "control/state_export.h"

namespace autopilot {
namespace {

using nlohmann::json;
using Answer = ControlState::Outcome;
using Done = ControlState::Done;

ControlError Failed(std::string why) {
  return {.message = std::move(why), .kind = ControlErrorKind::kFailed};
}

// Calls `make` in the background and hands what it makes to `use`, or its error to `done`.
template <typename Make, typename Use>
void InBackground(TimerQueue& background, Make make, Use use, Done done) {
  auto run = [make = std::move(make), use = std::move(use), done] {
    try {
      auto made = make();
      if (!made) return done(tl::unexpected(std::move(made.error())));
      use(std::move(*made), done);
    } catch (const std::exception& failure) {
      done(tl::unexpected(Failed(failure.what())));
    }
  };
  const auto cancelled = [done] {
    done(tl::unexpected(ControlError{.message = "The server is shutting down.",
                                     .kind = ControlErrorKind::kStopping}));
  };
  background.RunAt(TimerQueue::Time::min(), std::move(run), cancelled);
}

ControlResult<std::string> ReadExport(const ControlState& state, const std::string& owner) {
  auto text = state.Read([&](ReadTransaction& transaction) -> Answer {
    // The moment of a transaction is that of its first read; no event in it is later than the
    // clock.
    transaction.FindSettings(owner);
    return Export(transaction, owner, state.Wall());
  });
  if (!text) return tl::unexpected(std::move(text.error()));
  return std::move(text->get_ref<std::string&>());
}

void RemoveState(WriteTransaction& transaction, const std::string& owner) {
  transaction.RemoveJobsAndTags(AccountOf(owner));
  if (owner != kAllAccounts) return transaction.RemoveSettings(owner);
  for (const auto& record : transaction.AllSettings()) transaction.RemoveSettings(record.owner);
}

Answer Apply(WriteTransaction& transaction, const std::string& owner, ImportedState imported) {
  RemoveState(transaction, owner);
  for (const auto& [account, settings] : imported.accounts) {
    WriteSettings(transaction, account, settings);
  }
  for (JobRecord& job : imported.jobs) transaction.InsertJob(job, {});
  for (const ImportedTags& entry : imported.tags) {
    transaction.PutTags(entry.scope, entry.resource, entry.tags);
  }
  return json{{"account", owner}, {"jobs", imported.jobs.size()}};
}

void Replace(ControlState& state, const std::string& owner, ImportedState imported, Done done) {
  state.UpdateStored(
      owner,
      [owner, imported = std::move(imported)](WriteTransaction& transaction) mutable {
        return Apply(transaction, owner, std::move(imported));
      },
      std::move(done));
}

json InfoJson(const SnapshotInfo& info) {
  return {{"name", info.name}, {"created", IsoTime(info.created)}, {"bytes", info.bytes}};
}

ControlError NoSnapshot(ReadTransaction& transaction, const std::string& owner,
                        const std::string& name) {
  ControlError error{.message = "The account " + owner + " has no snapshot " + name + ".",
                     .kind = ControlErrorKind::kNotFound};
  for (const SnapshotInfo& info : transaction.ListSnapshots(owner)) {
    error.available.push_back(info.name);
  }
  return error;
}

// A conflict if the owner has no room for another snapshot.
std::optional<ControlError> CheckRoom(WriteTransaction& transaction, const std::string& owner,
                                      const std::string& name) {
  const auto present = transaction.ListSnapshots(owner);
  const bool replaces = std::any_of(present.begin(), present.end(),
                                    [&](const SnapshotInfo& info) { return info.name == name; });
  if (replaces || present.size() < kMostSnapshots) return std::nullopt;
  return ControlError{.message = "The account " + owner + " has " + std::to_string(kMostSnapshots) +
                                 " snapshots, which is the most. Remove one first.",
                      .kind = ControlErrorKind::kConflict};
}

// What this program has written from jobs and tags that had been accepted.
ImportChecks NoChecks() {
  return {.job = [](const JobRecord&) { return std::nullopt; },
          .tags = [](const std::vector<Tag>&) { return std::nullopt; }};
}

}  // namespace

void ExportState(ControlState& state, TimerQueue& background, const std::string& owner, Done done) {
  InBackground(
      background, [&state, owner] { return ReadExport(state, owner); },
      [](std::string text, const Done& then) { then(std::move(text)); }, std::move(done));
}

void ImportState(ControlState& state, TimerQueue& background, const std::string& owner,
                 std::string text, ImportChecks checks, Done done) {
  InBackground(
      background,
      [&state, owner, text = std::move(text), checks = std::move(checks)] {
        return ReadImport(text, owner, checks, state.Wall());
      },
      [&state, owner](ImportedState imported, const Done& then) {
        Replace(state, owner, std::move(imported), then);
      },
      std::move(done));
}

void Reset(ControlState& state, const std::string& owner, Done done) {
  state.UpdateStored(
      owner,
      [owner](WriteTransaction& transaction) -> Answer {
        RemoveState(transaction, owner);
        return json{{"account", owner}, {"reset", true}};
      },
      std::move(done));
}

void TakeSnapshot(ControlState& state, TimerQueue& background, const std::string& owner,
                  const std::string& name, Done done) {
  InBackground(
      background, [&state, owner] { return ReadExport(state, owner); },
      [&state, owner, name](std::string content, const Done& then) {
        state.Write(
            [&state, owner, name,
             content = std::move(content)](WriteTransaction& transaction) -> Answer {
              if (auto full = CheckRoom(transaction, owner, name)) {
                return tl::unexpected(*std::move(full));
              }
              const SnapshotInfo info{
                  .name = name, .created = FloorToMillis(state.Wall()), .bytes = content.size()};
              transaction.PutSnapshot(owner, info, content);
              return InfoJson(info);
            },
            then);
      },
      std::move(done));
}

void RestoreSnapshot(ControlState& state, TimerQueue& background, const std::string& owner,
                     const std::string& name, Done done) {
  const auto read = [&state, owner, name]() -> ControlResult<ImportedState> {
    auto content = state.Read([&](ReadTransaction& transaction) -> Answer {
      auto found = transaction.FindSnapshot(owner, name);
      if (!found) return tl::unexpected(NoSnapshot(transaction, owner, name));
      return *std::move(found);
    });
    if (!content) return tl::unexpected(std::move(content.error()));
    return ReadImport(content->get_ref<const std::string&>(), owner, NoChecks(), state.Wall());
  };
  InBackground(
      background, read,
      [&state, owner](ImportedState imported, const Done& then) {
        Replace(state, owner, std::move(imported), then);
      },
      std::move(done));
}

void RemoveSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                    Done done) {
  state.Write(
      [owner, name](WriteTransaction& transaction) -> Answer {
        if (!transaction.RemoveSnapshot(owner, name)) {
          return tl::unexpected(NoSnapshot(transaction, owner, name));
        }
        return json{{"account", owner}, {"removed", name}};
      },
      std::move(done));
}

Answer ListSnapshots(const ControlState& state, const std::string& owner) {
  return state.Read([&](ReadTransaction& transaction) -> Answer {
    json list = json::array();
    for (const SnapshotInfo& info : transaction.ListSnapshots(owner)) {
      list.push_back(InfoJson(info));
    }
    return json{{"account", owner}, {"snapshots", std::move(list)}};
  });
}

}  // namespace autopilot
