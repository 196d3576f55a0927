#include "datasets/stores/memory_store.h"

#include <utility>

#include "datasets/stores/store_errors.h"

namespace autopilot {

void MemoryStore::MakeBucket(const std::string& bucket) {
  const std::lock_guard lock(mutex_);
  buckets_.try_emplace(bucket);
}

void MemoryStore::Put(const std::string& bucket, const std::string& key, std::string bytes) {
  const std::lock_guard lock(mutex_);
  buckets_[bucket].insert_or_assign(
      key, Object{.bytes = std::move(bytes), .version = std::to_string(++puts_)});
}

void MemoryStore::Remove(const std::string& bucket, const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = buckets_.find(bucket); found != buckets_.end()) found->second.erase(key);
}

ObjectInfo MemoryStore::InfoOf(const std::string& bucket, const Bucket::value_type& entry) {
  return {.bucket = bucket,
          .key = entry.first,
          .size = entry.second.bytes.size(),
          .version = entry.second.version};
}

std::optional<DataError> MemoryStore::Begin(const Call& call) const {
  if (hook_) {
    if (auto error = hook_(call)) return error;
  }
  const auto end = store_errors::EndOf(call.deadline, "s3://" + call.bucket + "/" + call.key);
  return end ? std::optional(end->value()) : std::nullopt;
}

DataResult<const MemoryStore::Bucket::value_type*> MemoryStore::Lookup(
    const std::string& bucket, const std::string& key) const {
  const auto objects = buckets_.find(bucket);
  if (objects == buckets_.end()) return store_errors::NoSuchBucket(bucket);
  const auto found = objects->second.find(key);
  if (found == objects->second.end()) {
    return store_errors::NoSuchObject("s3://" + bucket + "/" + key);
  }
  return &*found;
}

DataResult<ObjectPage> MemoryStore::List(const std::string& bucket, const std::string& prefix,
                                         const std::string& next, std::size_t limit,
                                         const Deadline& deadline) {
  if (auto error = Begin({Operation::kList, bucket, prefix, deadline})) {
    return tl::unexpected(std::move(*error));
  }
  const std::lock_guard lock(mutex_);
  const auto objects = buckets_.find(bucket);
  if (objects == buckets_.end()) return store_errors::NoSuchBucket(bucket);
  ObjectPage page;
  auto entry =
      next.empty() ? objects->second.lower_bound(prefix) : objects->second.upper_bound(next);
  for (; entry != objects->second.end() && entry->first.starts_with(prefix); ++entry) {
    if (page.objects.size() == limit) {
      page.next = page.objects.back().key;
      break;
    }
    page.objects.push_back(InfoOf(bucket, *entry));
  }
  return page;
}

DataResult<ObjectInfo> MemoryStore::Find(const std::string& bucket, const std::string& key,
                                         const Deadline& deadline) {
  if (auto error = Begin({Operation::kFind, bucket, key, deadline})) {
    return tl::unexpected(std::move(*error));
  }
  const std::lock_guard lock(mutex_);
  const auto found = Lookup(bucket, key);
  if (!found) return tl::unexpected(found.error());
  return InfoOf(bucket, **found);
}

DataResult<std::string> MemoryStore::Read(const ObjectInfo& object, std::uint64_t offset,
                                          std::size_t length, const Deadline& deadline) {
  if (auto error = Begin({Operation::kRead, object.bucket, object.key, deadline})) {
    return tl::unexpected(std::move(*error));
  }
  const std::lock_guard lock(mutex_);
  const auto found = Lookup(object.bucket, object.key);
  if (!found) return tl::unexpected(found.error());
  const auto& [bytes, version] = (*found)->second;
  if (version != object.version) return store_errors::Changed(object.Uri());
  return offset < bytes.size() ? bytes.substr(offset, length) : std::string();
}

}  // namespace autopilot
