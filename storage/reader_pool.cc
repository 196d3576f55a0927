#include "storage/reader_pool.h"

#include <utility>

namespace autopilot {

ReaderPool::Lease::Lease(ReaderPool& pool) : pool_(pool) {
  // Opening a connection reads the database already, so the gate comes first.
  if (pool_.gate_ != nullptr) inside_ = pool_.gate_->EnterToRead();
  connection_ = pool_.TakeIdle();
  if (connection_ == nullptr) connection_ = pool_.open_();
}

ReaderPool::Lease::~Lease() { pool_.GiveBack(connection_); }

ReaderPool::ReaderPool(Opener open, ReadWriteGate* gate) : open_(std::move(open)), gate_(gate) {
  // So that giving a connection back, which destructors do, allocates nothing.
  idle_.reserve(kIdleConnections);
}

std::size_t ReaderPool::IdleCount() const {
  const std::lock_guard lock(mutex_);
  return idle_.size();
}

std::unique_ptr<Connection> ReaderPool::TakeIdle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void ReaderPool::GiveBack(std::unique_ptr<Connection>& connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleConnections) idle_.push_back(std::move(connection));
}

}  // namespace autopilot
