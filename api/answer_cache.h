#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/operations/operation.h"
#include "api/packed_text.h"
#include "common/scope.h"
#include "common/time.h"

namespace autopilot {

// Answers that were rendered before, by the request's own bytes. An answer counts while the store
// knows of no later write to its job and the account's clock is in the span in which nothing shown
// changes; so a hit is what the operation would answer. Takes at most so many bytes, and those that
// were not asked for again go first. A request is worth remembering when it comes the second time.
// Any thread.
class AnswerCache {
 public:
  static constexpr std::size_t kDefaultMaxBytes = 20UL * 1024 * 1024;

  explicit AnswerCache(std::size_t max_bytes = kDefaultMaxBytes);

  // What was asked, from whom.
  struct Question {
    std::string_view operation;
    const Scope& scope;
    std::string_view body;  // of the request
  };
  struct Answer {
    std::string body;
    std::string job_name;  // of the request
  };

  std::optional<Answer> Find(const Question& question, Timestamp now);
  // Whether an answer to it should be offered to Put; false for what is asked for the first time.
  bool Wants(const Question& question);
  void Put(const Question& question, const std::string& job_name, const AnswerSpan& span,
           std::string_view answer);

 private:
  static constexpr std::size_t kShards = 8;
  static constexpr std::size_t kSightings = 1UL << 16U;

  struct Freer {
    void operator()(std::uint32_t* memory) const { std::free(memory); }
  };
  struct Entry {
    std::string key;
    std::string job_name;
    AnswerSpan span;
    std::shared_ptr<const PackedText> text;
    bool asked = false;  // since it was put in, or looked at for removal

    std::size_t bytes() const;
  };
  struct Shard {
    std::mutex mutex;          // guards all that follows
    std::list<Entry> entries;  // newest first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key;  // keys of entries
    std::size_t bytes = 0;
  };

  static std::string KeyOf(const Question& question);
  Shard& ShardOf(std::string_view key);
  PackedText::Sample SampleFor(std::string_view family, std::string_view answer);
  static void Remove(Shard& shard, std::list<Entry>::iterator entry);
  void MakeRoom(Shard& shard) const;

  const std::size_t max_shard_bytes_;
  std::array<Shard, kShards> shards_;
  // Hashes of keys, used by std::atomic_ref. From calloc, so that what is not used is not in
  // memory.
  const std::unique_ptr<std::uint32_t[], Freer> sightings_;
  std::mutex samples_mutex_;
  std::map<std::string, PackedText::Sample, std::less<>> samples_;  // by family
};

}  // namespace autopilot
