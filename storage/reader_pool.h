#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "storage/connection.h"
#include "storage/read_write_gate.h"

namespace autopilot {

// Connections for readers: as many as there are reads at the same time, of which a few are kept
// for later. Safe from any thread.
class ReaderPool {
 public:
  static constexpr std::size_t kIdleConnections = 8;

  using Opener = std::function<std::unique_ptr<Connection>()>;

  // `gate`, if not null, is entered for each read and must outlive the pool.
  ReaderPool(Opener open, ReadWriteGate* gate);

  // A connection for the time of one read; it goes back to the pool, which must outlive it.
  class Lease {
   public:
    explicit Lease(ReaderPool& pool);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Connection& operator*() { return *connection_; }

   private:
    ReaderPool& pool_;
    std::shared_lock<std::shared_mutex> inside_;
    std::unique_ptr<Connection> connection_;
  };

  std::size_t IdleCount() const;

 private:
  std::unique_ptr<Connection> TakeIdle();
  // Leaves `connection` with the caller if enough are idle.
  void GiveBack(std::unique_ptr<Connection>& connection);

  const Opener open_;
  ReadWriteGate* const gate_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_; the last one used is last
};

}  // namespace autopilot
