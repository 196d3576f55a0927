#include "tests/support/faulty_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>

namespace autopilot::testing {

struct FaultyDisk::State {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  mutable std::mutex mutex;
  // All guarded by the mutex.
  std::array<bool, 3> syncs_fail{};
  std::array<int, 3> syncs{};
  std::size_t bytes_left = kUnlimited;
  WriteError write_error = WriteError::kFull;
  bool index_growth_fails = false;

  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
};

namespace {

using State = FaultyDisk::State;
using File = FaultyDisk::File;

// SQLite allocates szOsFile bytes: this object, and the real file behind it.
struct FaultyFile {
  sqlite3_file base;  // first: SQLite knows only this
  State* disk;
  File kind;

  sqlite3_file* Real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultyFile& Of(sqlite3_file* file) { return *reinterpret_cast<FaultyFile*>(file); }
sqlite3_file* RealOf(sqlite3_file* file) { return Of(file).Real(); }
const sqlite3_io_methods& MethodsOf(sqlite3_file* file) { return *RealOf(file)->pMethods; }

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  State& disk = *Of(file).disk;
  const std::lock_guard lock(disk.mutex);
  const auto allowed = std::min(static_cast<std::size_t>(size), disk.bytes_left);
  if (disk.bytes_left != State::kUnlimited) disk.bytes_left -= allowed;
  if (allowed > 0) {
    const int code = MethodsOf(file).xWrite(RealOf(file), bytes, static_cast<int>(allowed), offset);
    if (code != SQLITE_OK) return code;
  }
  if (allowed == static_cast<std::size_t>(size)) return SQLITE_OK;
  return disk.write_error == FaultyDisk::WriteError::kFull ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int Sync(sqlite3_file* file, int flags) {
  State& disk = *Of(file).disk;
  const auto kind = static_cast<std::size_t>(Of(file).kind);
  const std::lock_guard lock(disk.mutex);
  if (disk.syncs_fail[kind]) return SQLITE_IOERR_FSYNC;
  ++disk.syncs[kind];
  return MethodsOf(file).xSync(RealOf(file), flags);
}

int MapIndex(sqlite3_file* file, int page, int page_size, int extend, void volatile** map) {
  State& disk = *Of(file).disk;
  const std::lock_guard lock(disk.mutex);
  if (disk.index_growth_fails && extend != 0) {
    // What is there can still be used.
    const int code = MethodsOf(file).xShmMap(RealOf(file), page, page_size, 0, map);
    return code == SQLITE_OK && *map == nullptr ? SQLITE_IOERR_SHMSIZE : code;
  }
  return MethodsOf(file).xShmMap(RealOf(file), page, page_size, extend, map);
}

// Version 2: without memory-mapped access to the file, which would go around Write.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return MethodsOf(f).xClose(RealOf(f)); },
    .xRead = [](sqlite3_file* f, void* to, int size,
                sqlite3_int64 at) { return MethodsOf(f).xRead(RealOf(f), to, size, at); },
    .xWrite = Write,
    .xTruncate = [](sqlite3_file* f,
                    sqlite3_int64 size) { return MethodsOf(f).xTruncate(RealOf(f), size); },
    .xSync = Sync,
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* size) { return MethodsOf(f).xFileSize(RealOf(f), size); },
    .xLock = [](sqlite3_file* f, int lock) { return MethodsOf(f).xLock(RealOf(f), lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return MethodsOf(f).xUnlock(RealOf(f), lock); },
    .xCheckReservedLock = [](sqlite3_file* f,
                             int* out) { return MethodsOf(f).xCheckReservedLock(RealOf(f), out); },
    .xFileControl = [](sqlite3_file* f, int op,
                       void* arg) { return MethodsOf(f).xFileControl(RealOf(f), op, arg); },
    .xSectorSize = [](sqlite3_file* f) { return MethodsOf(f).xSectorSize(RealOf(f)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return MethodsOf(f).xDeviceCharacteristics(RealOf(f)); },
    .xShmMap = MapIndex,
    .xShmLock = [](sqlite3_file* f, int offset, int n,
                   int flags) { return MethodsOf(f).xShmLock(RealOf(f), offset, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { MethodsOf(f).xShmBarrier(RealOf(f)); },
    .xShmUnmap = [](sqlite3_file* f,
                    int remove) { return MethodsOf(f).xShmUnmap(RealOf(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

File KindOf(int flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return File::kDatabase;
  return (flags & SQLITE_OPEN_WAL) != 0 ? File::kWal : File::kOther;
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& disk = *static_cast<State*>(vfs->pAppData);
  FaultyFile& faulty = *::new (file) FaultyFile{.base = {}, .disk = &disk, .kind = KindOf(flags)};
  const int code = disk.real->xOpen(disk.real, name, faulty.Real(), flags, out_flags);
  // With methods, SQLite closes the file also if it could not be opened.
  faulty.base.pMethods = faulty.Real()->pMethods == nullptr ? nullptr : &kMethods;
  return code;
}

}  // namespace

FaultyDisk::FaultyDisk() : state_(std::make_unique<State>()) {
  sqlite3_initialize();
  state_->real = sqlite3_vfs_find(nullptr);
  // Everything but files is the real one's business: its functions do not look at the vfs that
  // they are called with.
  state_->vfs = *state_->real;
  state_->vfs.zName = "faulty-disk";
  state_->vfs.pNext = nullptr;
  state_->vfs.pAppData = state_.get();
  state_->vfs.szOsFile += static_cast<int>(sizeof(FaultyFile));
  state_->vfs.xOpen = Open;
  if (sqlite3_vfs_register(&state_->vfs, 1) != SQLITE_OK) throw std::runtime_error("no faulty VFS");
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_register(state_->real, 1);
  sqlite3_vfs_unregister(&state_->vfs);
}

void FaultyDisk::FailSyncs(File file) {
  const std::lock_guard lock(state_->mutex);
  state_->syncs_fail[static_cast<std::size_t>(file)] = true;
}

void FaultyDisk::FailWritesAfter(std::size_t bytes, WriteError error) {
  const std::lock_guard lock(state_->mutex);
  state_->bytes_left = bytes;
  state_->write_error = error;
}

void FaultyDisk::FailIndexGrowth() {
  const std::lock_guard lock(state_->mutex);
  state_->index_growth_fails = true;
}

void FaultyDisk::Mend() {
  const std::lock_guard lock(state_->mutex);
  state_->syncs_fail = {};
  state_->bytes_left = State::kUnlimited;
  state_->index_growth_fails = false;
}

int FaultyDisk::Syncs(File file) const {
  const std::lock_guard lock(state_->mutex);
  return state_->syncs[static_cast<std::size_t>(file)];
}

}  // namespace autopilot::testing
