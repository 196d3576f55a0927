#pragma once

#include <cstddef>
#include <optional>
#include <utility>

namespace autopilot {

// Bytes that several may use together. It must outlive its shares. One thread at a time.
class MemoryBudget {
 public:
  // Some of the bytes, until it is destroyed.
  class Share {
   public:
    Share() = default;
    Share(Share&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (budget_ != nullptr) budget_->left_ += bytes_;
    }

   private:
    friend class MemoryBudget;
    Share(MemoryBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}

    MemoryBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  explicit MemoryBudget(std::size_t bytes) : bytes_(bytes), left_(bytes) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  // Nothing if fewer are left.
  std::optional<Share> Take(std::size_t bytes) {
    if (bytes > left_) return std::nullopt;
    left_ -= bytes;
    return Share(*this, bytes);
  }

  std::size_t bytes() const { return bytes_; }
  std::size_t left() const { return left_; }

 private:
  const std::size_t bytes_;
  std::size_t left_;
};

}  // namespace autopilot
