#include "datasets/inputs/manifest.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "datasets/inputs/image_labels.h"
#include "datasets/text/memory_source.h"
#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostLines = 100;
constexpr std::size_t kSmallPiece = 7;  // bytes

void ExpectObject(const S3Uri& uri) {
  Expect(IsBucketName(uri.bucket), "a bucket that cannot be", uri.bucket);
  Expect(IsObjectKey(uri.key), "a key that no object can have", uri.key);
}

void TryManifest(std::string_view input) {
  const auto objects = ParseManifest(input);
  if (!objects) return ExpectSentence(objects.error().text);
  Expect(!objects->empty(), "a manifest of nothing");
  json written = json::array({{{"prefix", "s3://"}}});
  for (const S3Uri& uri : *objects) {
    ExpectObject(uri);
    written.push_back(uri.bucket + "/" + uri.key);
  }
  Expect(ParseManifest(written.dump()) == objects, "another manifest when written again");
}

struct Records {
  std::vector<AugmentedRecord> list;
  std::string error;
};

Records ReadRecords(std::string_view input, std::size_t piece) {
  MemorySource bytes(std::string(input), piece);
  Records records;
  const auto read =
      ReadAugmentedManifest(bytes, kMostLines, [&records](const AugmentedRecord& record) {
        records.list.push_back(record);
        return DataResult<void>();
      });
  if (!read) records.error = read.error().text;
  return records;
}

std::string Written(const std::vector<AugmentedRecord>& records) {
  std::string lines;
  for (const auto& record : records) {
    const json line{{"source-ref", record.source.Text()},
                    {"label-metadata", {{"class-name", record.label}}}};
    lines += line.dump() + "\n";
  }
  return lines;
}

void ExpectSame(const Records& records, const Records& others, std::string_view what) {
  Expect(Written(records.list) == Written(others.list) && records.error == others.error, what,
         records.error + " / " + others.error);
}

void TryAugmentedManifest(std::string_view input) {
  Records records = ReadRecords(input, input.size() + 1);
  ExpectSame(ReadRecords(input, kSmallPiece), records, "other records in pieces");
  if (!records.error.empty()) {
    ExpectSentence(records.error);
    records.error.clear();
  } else {
    Expect(!records.list.empty(), "an augmented manifest of nothing");
  }
  for (const auto& record : records.list) {
    ExpectObject(record.source);
    Expect(IsUtf8(record.label), "a label that is no text", record.label);
  }
  if (records.list.empty()) return;
  const std::string written = Written(records.list);
  ExpectSame(ReadRecords(written, written.size()), records, "other records when written again");
}

void Run(std::string_view input) {
  TryManifest(input);
  TryAugmentedManifest(input);
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const std::vector<std::string> kWords{
      "prefix",     "source-ref", "label-metadata",
      "class-name", "label",      "s3://bucket/train/",
      "s3://",      "bucket",     "images/1.png",
      "../a",       "/",          "s3://bucket/images/1.png",
      "-metadata",  "cat",        "s3://bucket"};
  Chance chance(seed, bytes);
  std::vector<std::string> lines = Lines(input);
  if (lines.empty() || chance.OneIn(4)) return chance.Bytes(input);
  if (chance.OneIn(4)) {
    MutateLines(lines, chance);
  } else {
    std::string& line = lines[chance.Below(lines.size())];
    line = MutateJsonText(line, kWords, chance);
  }
  return Joined(lines);
}

}  // namespace

const Target kManifest{"manifest", Run, Mutate};

}  // namespace autopilot::fuzzing
