#include "datasets/inputs/manifest.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::string_view kMetadata = "-metadata";
constexpr int kDeepest = 8;  // beyond, hostile text would take many times its size in memory

json Parse(std::string_view text) {
  const auto is_kept = [](int depth, json::parse_event_t, const json&) {
    return depth <= kDeepest;
  };
  return json::parse(text, is_kept, /*allow_exceptions=*/false);
}

tl::unexpected<DataError> Malformed(std::string text) {
  return tl::unexpected(DataError{DataErrorKind::kMalformed, std::move(text)});
}

DataResult<std::string> PrefixIn(const json& first) {
  if (!first.is_object() || first.size() != 1 || !first.contains("prefix") ||
      !first["prefix"].is_string()) {
    return Malformed("The first element of a manifest must be {\"prefix\": \"s3://bucket/...\"}.");
  }
  return first["prefix"].get<std::string>();
}

std::string Element(std::size_t number) { return "Element " + std::to_string(number); }

// The label's metadata: the member that says what class the object is of.
std::optional<std::string> ClassIn(const json& record) {
  for (const auto& [name, member] : record.items()) {
    if (!std::string_view(name).ends_with(kMetadata) || !member.is_object()) continue;
    const auto found = member.find("class-name");
    if (found != member.end() && found->is_string()) return found->get<std::string>();
  }
  return std::nullopt;
}

}  // namespace

DataResult<std::vector<S3Uri>> ParseManifest(std::string_view text) {
  const json manifest = Parse(text);
  if (manifest.is_discarded()) return Malformed("A manifest must be a JSON array, in UTF-8.");
  if (!manifest.is_array() || manifest.size() < 2) {
    return Malformed(
        "A manifest must be a JSON array of {\"prefix\": \"s3://bucket/...\"} and at least one "
        "relative key.");
  }
  const auto prefix = PrefixIn(manifest.front());
  if (!prefix) return tl::unexpected(prefix.error());
  std::vector<S3Uri> objects;
  objects.reserve(manifest.size() - 1);
  for (std::size_t n = 1; n < manifest.size(); ++n) {
    if (!manifest[n].is_string()) {
      return Malformed(Element(n + 1) + " of the manifest must be a key relative to the prefix, " +
                       "as a text.");
    }
    auto uri = ParseS3Uri(*prefix + manifest[n].get_ref<const std::string&>());
    if (!uri) return Malformed(Element(n + 1) + " of the manifest: " + uri.error().text);
    if (uri->key.empty()) return Malformed(Element(n + 1) + " of the manifest names no object.");
    objects.push_back(std::move(*uri));
  }
  return objects;
}

DataResult<AugmentedRecord> ParseAugmentedRecord(std::string_view line) {
  const json record = Parse(line);
  if (!record.is_object()) return Malformed("must be a JSON object.");
  const auto source = record.find("source-ref");
  if (source == record.end() || !source->is_string()) {
    return Malformed("must have a \"source-ref\" with the s3:// URI of an image.");
  }
  auto uri = ParseS3Uri(source->get_ref<const std::string&>());
  if (!uri) return Malformed("has a \"source-ref\" that is none. " + uri.error().text);
  if (uri->key.empty()) return Malformed("has a \"source-ref\" that names no object.");
  auto label = ClassIn(record);
  if (!label) {
    return Malformed(
        "must have a label's metadata with its class: "
        "\"label-metadata\": {\"class-name\": \"cat\"}.");
  }
  return AugmentedRecord{.source = std::move(*uri), .label = std::move(*label)};
}

}  // namespace autopilot
