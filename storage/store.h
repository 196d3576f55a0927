#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "storage/durability.h"
#include "storage/job_versions.h"
#include "storage/records.h"

namespace autopilot {

struct StoreOptions {
  // The folder that holds autopilot.db; created (private to the user) if missing. Absent: in
  // memory, gone with the process.
  std::optional<std::filesystem::path> data_dir;
  bool fresh = false;                           // start empty: what the folder held is deleted
  Durability durability = Durability::kNormal;  // without meaning in memory
  // Called on the writer's thread with what nobody else hears of: what a `done` threw. Optional.
  std::function<void(const std::string&)> report_error = {};
};

// The store cannot be opened. The text says which file, what is wrong and what would help; what was
// found is left untouched.
struct StoreOpenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A statement failed on an open store (disk full, damaged page).
struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class InsertOutcome { kInserted, kNameExists };

// The whole of an account, or of all, at one moment. Valid only during the call that receives it.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  // In creation order. No account: all of them. `visit` must not use the transaction.
  virtual void VisitJobs(const std::optional<std::string>& account,
                         const std::function<void(const JobRecord&)>& visit) = 0;
  // Resource by resource, each with its tags in the order in which they are listed.
  virtual void VisitTags(const std::optional<std::string>& account,
                         const std::function<void(const Scope&, const std::string& resource,
                                                  const std::vector<Tag>&)>& visit) = 0;
  virtual std::optional<std::string> FindSettings(std::string_view owner) = 0;
  virtual std::vector<SettingsRecord> AllSettings() = 0;
  // Those of all accounts that await their profile (IsAwaitingProfile), by id: the first `most`
  // with a greater id than `after`.
  virtual std::vector<PendingJob> PendingProfiles(std::int64_t after, std::size_t most) = 0;

  // Snapshots by owner (an account or "*") and name.
  virtual std::optional<std::string> FindSnapshot(std::string_view owner,
                                                  std::string_view name) = 0;
  virtual std::vector<SnapshotInfo> ListSnapshots(std::string_view owner) = 0;  // by name
};

// The store as seen inside the write transaction. Valid only during the call that receives it, on
// the writer's thread.
class WriteTransaction : public ReadTransaction {
 public:
  virtual std::optional<JobRecord> FindJob(const Scope& scope, std::string_view name) = 0;
  // Assigns job.id, and the numbers of the changes to its events: one, but for a job that is
  // brought back with events of several. Tags are those of the create request, in its order.
  // Creation times should not go back from job to job of a scope: where they do, lists with a range
  // of them are slow (creation_order.h).
  virtual InsertOutcome InsertJob(JobRecord& job, const std::vector<Tag>& tags) = 0;
  // Gives the event the number of a new change, appends it to the stored events and to job.events,
  // and rewrites the job's projection. An event that would lie before the last one gets its time:
  // its request was overtaken by another one.
  virtual void AppendEvent(JobRecord& job, const Event& event) = 0;
  // Stores the plan in place of the job's. What shows of the job with the events that it has must
  // not change by it, so that pages of a walk which has begun stay true: the change shows with an
  // event that is appended in the same write.
  virtual void ReplacePlan(JobRecord& job, const Plan& plan) = 0;
  virtual void SetTicks(JobRecord& job, std::int64_t ticks) = 0;
  // Jobs of the scope that are not terminal at `now`.
  virtual std::size_t CountRunningJobs(const Scope& scope, Timestamp now) = 0;

  // Whether the account of the scope may have jobs while only `most` accounts may: it has or had
  // some in that region, or has others, or fewer accounts have any.
  virtual bool MayHaveJobs(const Scope& scope, std::size_t most) = 0;
  // The same for settings, of an account.
  virtual bool MayHaveSettings(std::string_view account, std::size_t most) = 0;

  // For tests that steer time and outcomes. No account: all of them.
  virtual bool HasJobs(std::string_view account) = 0;
  // Those that are not terminal at `now`, in all regions, in creation order.
  virtual std::vector<JobRecord> RunningJobs(std::string_view account, Timestamp now) = 0;
  virtual void RemoveJobsAndTags(const std::optional<std::string>& account) = 0;

  virtual void PutSettings(std::string_view owner, std::string_view text) = 0;
  virtual void RemoveSettings(std::string_view owner) = 0;

  // Replaces one of that name.
  virtual void PutSnapshot(std::string_view owner, const SnapshotInfo& info,
                           std::string_view content) = 0;
  virtual bool RemoveSnapshot(std::string_view owner, std::string_view name) = 0;

  // Tags of a resource, known by its lower-cased ARN without its scope, as "automl-job/my-job".
  virtual std::vector<Tag> ListTags(const Scope& scope, std::string_view resource) = 0;
  // Sets values of existing keys in place; new keys come first, in the order given.
  virtual void PutTags(const Scope& scope, std::string_view resource,
                       const std::vector<Tag>& tags) = 0;
  virtual void RemoveTags(const Scope& scope, std::string_view resource,
                          const std::vector<std::string>& keys) = 0;

  // Has `call` called on the writer's thread when the batch of writes that this one is part of has
  // ended: right after its COMMIT, before any `done`, with true; or, if all of it is lost, with
  // false. Of no concern is whether this write itself is kept. It must not throw.
  virtual void OnBatchEnd(std::function<void(bool committed)> call) = 0;
};

// What became of a write. Nothing is kept of one that is not committed; `error` then is the text of
// the exception that the work threw, or why the transaction that it shared with others was lost.
struct WriteResult {
  bool committed = false;
  std::string error;

  bool operator==(const WriteResult&) const = default;
};

// SQLite behind one writer: in WAL mode on a file, or in memory. All methods may be called from any
// thread. Reads see what is committed. On a file they never wait for the writer; in memory they
// wait for the batch that is being written, and for one that itself waits for earlier reads to end.
// Names are looked up by their lower-cased form. Methods throw StoreError.
class Store {
 public:
  // Throws StoreOpenError.
  static std::unique_ptr<Store> Open(const StoreOptions& options);
  virtual ~Store() = default;  // runs the writes that are queued, then closes

  virtual std::optional<JobRecord> FindJob(const Scope& scope, std::string_view name) = 0;
  virtual JobPage ListJobs(const JobQuery& query) = 0;
  // The number of the scope's last committed change; 0 if there is none. Changes, which are
  // creations of jobs and events appended to them, are numbered in one ascending sequence for each
  // scope, which goes on when jobs are removed.
  virtual std::int64_t LastChange(const Scope& scope) = 0;
  virtual std::vector<Tag> ListTags(const Scope& scope, std::string_view resource) = 0;
  virtual std::vector<SettingsRecord> AllSettings() = 0;
  virtual bool HasJobs() = 0;  // of any account
  // Runs `read` on one moment of the store, during the call. For what takes long: on a file it
  // holds nobody up, but the file grows while others write meanwhile.
  virtual void Read(const std::function<void(ReadTransaction&)>& read) = 0;

  using Work = std::function<void(WriteTransaction&)>;
  using Done = std::function<void(const WriteResult&)>;
  // The version of the job of that name (compared without case), or of none: read it before the job
  // itself; while it stays, what was read is still so. Null from a store that others may write to.
  virtual const JobVersion* VersionOf(const Scope& scope, std::string_view name) = 0;

  // Queues `work`; writes run in the order of their calls, many in one transaction, each in a
  // savepoint of its own. `done` is called on the writer's thread once the transaction is committed
  // (or has failed); it must not block. What is committed on a file survives the end of the
  // process, however that comes; StoreOptions::durability says what a power failure may do.
  virtual void Write(Work work, Done done) = 0;

  // Random, made when the store was created: binds page tokens to this store.
  virtual const std::array<unsigned char, 32>& Secret() const = 0;
};

}  // namespace autopilot
