#include "api/answer_cache.h"

#include <atomic>
#include <iterator>
#include <new>
#include <utility>

namespace autopilot {
namespace {

// What an entry takes besides its texts: nodes of the list and the map, the packed text's object.
constexpr std::size_t kOverhead = 320;

// The families of answers are few; a store of strange ones must not grow for ever.
constexpr std::size_t kMostSamples = 256;

std::size_t HashOf(std::string_view key) { return std::hash<std::string_view>()(key); }

}  // namespace

std::size_t AnswerCache::Entry::bytes() const {
  return kOverhead + key.capacity() + job_name.capacity() + text->bytes();
}

AnswerCache::AnswerCache(std::size_t max_bytes)
    : max_shard_bytes_(max_bytes / kShards),
      sightings_(static_cast<std::uint32_t*>(std::calloc(kSightings, sizeof(std::uint32_t)))) {
  if (!sightings_) throw std::bad_alloc();
}

std::string AnswerCache::KeyOf(const Question& question) {
  std::string key;
  key.reserve(question.operation.size() + question.scope.account.size() +
              question.scope.region.size() + question.body.size() + 3);
  // None of the first three has a line break.
  key.append(question.operation).append(1, '\n');
  key.append(question.scope.account).append(1, '\n');
  key.append(question.scope.region).append(1, '\n');
  key.append(question.body);
  return key;
}

AnswerCache::Shard& AnswerCache::ShardOf(std::string_view key) {
  return shards_[HashOf(key) % kShards];
}

std::optional<AnswerCache::Answer> AnswerCache::Find(const Question& question, Timestamp now) {
  const std::string key = KeyOf(question);
  Shard& shard = ShardOf(key);
  std::shared_ptr<const PackedText> text;
  Answer answer;
  {
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.by_key.find(key);
    if (found == shard.by_key.end()) return std::nullopt;
    Entry& entry = *found->second;
    if (!entry.span.Holds(now)) {
      if (!entry.span.IsCurrent()) Remove(shard, found->second);
      return std::nullopt;
    }
    entry.asked = true;
    text = entry.text;
    answer.job_name = entry.job_name;
  }
  answer.body = text->Unpack();
  return answer;
}

bool AnswerCache::Wants(const Question& question) {
  if (max_shard_bytes_ == 0) return false;
  const std::size_t hash = HashOf(KeyOf(question));
  const auto mark = static_cast<std::uint32_t>(hash >> 32U) | 1U;
  return std::atomic_ref(sightings_[hash % kSightings]).exchange(mark) == mark;
}

void AnswerCache::Put(const Question& question, const std::string& job_name, const AnswerSpan& span,
                      std::string_view answer) {
  Entry entry{.key = KeyOf(question),
              .job_name = job_name,
              .span = span,
              .text = std::make_shared<const PackedText>(answer, SampleFor(span.family, answer))};
  Shard& shard = ShardOf(entry.key);
  const std::lock_guard lock(shard.mutex);
  if (const auto old = shard.by_key.find(entry.key); old != shard.by_key.end()) {
    Remove(shard, old->second);
  }
  shard.bytes += entry.bytes();
  shard.entries.push_front(std::move(entry));
  shard.by_key.emplace(shard.entries.front().key, shard.entries.begin());
  MakeRoom(shard);
}

PackedText::Sample AnswerCache::SampleFor(std::string_view family, std::string_view answer) {
  const std::lock_guard lock(samples_mutex_);
  const auto found = samples_.find(family);
  if (found != samples_.end()) return found->second;
  auto sample = std::make_shared<const std::string>(answer);
  if (samples_.size() < kMostSamples) samples_.emplace(family, sample);
  return sample;
}

void AnswerCache::Remove(Shard& shard, std::list<Entry>::iterator entry) {
  shard.bytes -= entry->bytes();
  shard.by_key.erase(entry->key);
  shard.entries.erase(entry);
}

void AnswerCache::MakeRoom(Shard& shard) const {
  while (shard.bytes > max_shard_bytes_) {
    const auto oldest = std::prev(shard.entries.end());
    if (oldest->asked) {
      oldest->asked = false;
      shard.entries.splice(shard.entries.begin(), shard.entries, oldest);
    } else {
      Remove(shard, oldest);
    }
  }
}

}  // namespace autopilot
