#include "datasets/inputs/image_labels.h"

#include <optional>
#include <utility>

#include "datasets/inputs/table_opening.h"
#include "datasets/stores/object_source.h"

namespace autopilot {
namespace {

constexpr std::uint64_t kLinesLookedAt = 100;
constexpr std::size_t kChunk = std::size_t{64} * 1024;

// Lines of a source, without their ends.
class Lines {
 public:
  explicit Lines(ByteSource& bytes) : bytes_(bytes) {}

  // False at the end. The line is valid until the next call.
  DataResult<bool> Next(std::string_view& line) {
    line_.clear();
    for (;;) {
      const std::size_t end = chunk_.find('\n');
      const bool is_whole = end != std::string_view::npos;
      line_.append(chunk_.substr(0, end));
      chunk_.remove_prefix(is_whole ? end + 1 : chunk_.size());
      if (line_.size() > kLongestLine) return TooLong();
      if (is_whole) break;
      const auto next = bytes_.Next();
      if (!next) return tl::unexpected(next.error());
      if (next->empty() && line_.empty()) return false;
      if (next->empty()) break;
      chunk_ = *next;
    }
    ++number_;
    line = line_;
    return true;
  }
  std::uint64_t number() const { return number_; }  // of the last line

 private:
  DataResult<bool> TooLong() const {
    return tl::unexpected(
        DataError{DataErrorKind::kTooLarge, "Line " + std::to_string(number_ + 1) +
                                                " is longer than " + std::to_string(kLongestLine) +
                                                " bytes, which is the most that is supported."});
  }

  ByteSource& bytes_;
  std::string_view chunk_;
  std::string line_;
  std::uint64_t number_ = 0;
};

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

DataResult<void> ReadAugmentedManifest(ByteSource& bytes, std::uint64_t lines,
                                       const OnAugmentedRecord& on_record) {
  Lines reading(bytes);
  std::string_view line;
  bool has_records = false;
  while (reading.number() < lines) {
    const auto found = reading.Next(line);
    if (!found) return tl::unexpected(found.error());
    if (!*found) break;
    if (IsBlank(line)) continue;
    const auto record = ParseAugmentedRecord(line);
    if (!record) {
      return tl::unexpected(
          DataError{record.error().kind,
                    "Line " + std::to_string(reading.number()) + " " + record.error().text});
    }
    has_records = true;
    if (auto taken = on_record(*record); !taken) return taken;
  }
  if (has_records) return {};
  return tl::unexpected(
      DataError{DataErrorKind::kMalformed,
                "There is no record. An augmented manifest has a JSON object in each line."});
}

DataResult<void> CheckAugmentedManifest(ObjectStore& store, const ObjectInfo& manifest,
                                        const Deadline& deadline) {
  ObjectSource bytes(store, manifest, deadline, kChunk);
  std::optional<S3Uri> first;
  auto read = ReadAugmentedManifest(bytes, kLinesLookedAt, [&first](const AugmentedRecord& record) {
    if (!first) first = record.source;
    return DataResult<void>();
  });
  if (!read) return tl::unexpected(InObject(std::move(read.error()), manifest.Uri()));
  if (const auto object = store.Find(first->bucket, first->key, deadline); !object) {
    return tl::unexpected(object.error());
  }
  return {};
}

std::string_view FolderOf(std::string_view key) {
  const std::size_t end = key.rfind('/');
  if (end == std::string_view::npos) return {};
  const std::string_view folders = key.substr(0, end);
  const std::size_t begin = folders.rfind('/');
  return begin == std::string_view::npos ? folders : folders.substr(begin + 1);
}

}  // namespace autopilot
