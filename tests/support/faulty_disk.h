#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace autopilot::testing {

// A disk that fails when a test tells it to. As long as this object lives, whatever the process
// opens with SQLite (by its default VFS) lies on it. One at a time; any thread.
class FaultyDisk {
 public:
  enum class File : std::uint8_t { kDatabase, kWal, kOther };
  // What a write that fails reports.
  enum class WriteError : std::uint8_t { kFull, kInputOutput };

  FaultyDisk();
  ~FaultyDisk();  // all that was opened on it has to be closed
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  // From now on, until Mend. A sync that fails has written nothing.
  void FailSyncs(File file);
  // Once `bytes` more have been written, to whichever files. The write that crosses this limit
  // writes what is below it, and fails.
  void FailWritesAfter(std::size_t bytes, WriteError error);
  // The index of the WAL, in shared memory, cannot grow.
  void FailIndexGrowth();
  void Mend();

  // How often a file was synchronised with success so far.
  int Syncs(File file) const;

  // Of the wrapped VFS's files; for the implementation.
  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace autopilot::testing
