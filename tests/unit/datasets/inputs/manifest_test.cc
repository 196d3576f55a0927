#include "datasets/inputs/manifest.h"

#include <gtest/gtest.h>

#include "datasets/inputs/data_uri.h"
#include "datasets/inputs/image_labels.h"
#include "datasets/text/memory_source.h"

namespace autopilot {
namespace {

TEST(Manifest, NamesObjectsBehindItsPrefix) {
  const auto objects = ParseManifest(R"([{"prefix": "s3://b/a/"}, "1", "sub/2", "\u00e9+ %20"])");
  ASSERT_TRUE(objects) << objects.error().text;
  EXPECT_EQ(*objects, (std::vector<S3Uri>{{"b", "a/1"}, {"b", "a/sub/2"}, {"b", "a/\u00e9+ %20"}}));
}

TEST(Manifest, RefusesOtherForms) {
  const std::string array =
      "A manifest must be a JSON array of {\"prefix\": \"s3://bucket/...\"} and at least one "
      "relative key.";
  const std::string first =
      "The first element of a manifest must be {\"prefix\": \"s3://bucket/...\"}.";
  struct Case {
    std::string text, error;
  };
  for (const auto& each : std::vector<Case>{
           {"", "A manifest must be a JSON array, in UTF-8."},
           {"[\"\xff\"]", "A manifest must be a JSON array, in UTF-8."},
           {"[1", "A manifest must be a JSON array, in UTF-8."},
           {"{}", array},
           {"[]", array},
           {R"([{"prefix": "s3://b/"}])", array},
           {R"(["s3://b/1", "2"])", first},
           {R"([{"prefix": 1}, "2"])", first},
           {R"([{"prefix": "s3://b/", "more": 1}, "2"])", first},
           {R"([{"prefix": "s3://b/"}, "2", 3])",
            "Element 3 of the manifest must be a key relative to the prefix, as a text."},
           {R"([{"prefix": "s3://b/"}, ""])", "Element 2 of the manifest names no object."},
           {R"([{"prefix": "b/"}, "1"])",
            "Element 2 of the manifest: An S3 URI begins with s3://. \"b/1\" does not."},
       }) {
    const auto objects = ParseManifest(each.text);
    ASSERT_FALSE(objects) << each.text;
    EXPECT_EQ(objects.error(), (DataError{DataErrorKind::kMalformed, each.error})) << each.text;
  }
}

TEST(Manifest, DeepNestingIsRefused) {
  EXPECT_FALSE(ParseManifest(std::string(1'000'000, '[')));
  EXPECT_FALSE(ParseManifest(std::string(100'000, '[') + std::string(100'000, ']')));
}

TEST(AugmentedManifest, ReadsSourceAndClass) {
  const auto record = ParseAugmentedRecord(
      R"({"source-ref": "s3://b/c.jpg", "x": 0, "x-metadata": {"class-name": "cat", "a": []}})");
  ASSERT_TRUE(record) << record.error().text;
  EXPECT_EQ(record->source, (S3Uri{"b", "c.jpg"}));
  EXPECT_EQ(record->label, "cat");
}

TEST(AugmentedManifest, RefusesOtherRecords) {
  const std::string label =
      "must have a label's metadata with its class: \"label-metadata\": {\"class-name\": "
      "\"cat\"}.";
  struct Case {
    std::string line, error;
  };
  for (const auto& each : std::vector<Case>{
           {"x", "must be a JSON object."},
           {"[]", "must be a JSON object."},
           {"{}", "must have a \"source-ref\" with the s3:// URI of an image."},
           {R"({"source-ref": 1})", "must have a \"source-ref\" with the s3:// URI of an image."},
           {R"({"source-ref": "s3://b"})", "has a \"source-ref\" that names no object."},
           {R"({"source-ref": "c.jpg"})",
            "has a \"source-ref\" that is none. An S3 URI begins with s3://. \"c.jpg\" does not."},
           {R"({"source-ref": "s3://b/k"})", label},
           {R"({"source-ref": "s3://b/k", "label-metadata": {}})", label},
           {R"({"source-ref": "s3://b/k", "label-metadata": {"class-name": 1}})", label},
           {R"({"source-ref": "s3://b/k", "label": {"class-name": "cat"}})", label},
       }) {
    const auto record = ParseAugmentedRecord(each.line);
    ASSERT_FALSE(record) << each.line;
    EXPECT_EQ(record.error().text, each.error) << each.line;
  }
}

// However the bytes come.
TEST(AugmentedManifest, ReadsLines) {
  const std::string record =
      R"({"source-ref": "s3://b/k", "label-metadata": {"class-name": "cat"}})";
  const std::string text = record + "\r\n\n" + record + "\n \n" + record;
  for (std::size_t chunk = 1; chunk < text.size() + 2; ++chunk) {
    MemorySource source(text, chunk);
    int records = 0;
    const auto read = ReadAugmentedManifest(source, 100, [&records](const AugmentedRecord&) {
      ++records;
      return DataResult<void>();
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(records, 3) << chunk;
  }
}

TEST(AugmentedManifest, TellsTheLine) {
  const auto error_of = [](std::string text) {
    MemorySource source(std::move(text));
    const auto read = ReadAugmentedManifest(
        source, 100, [](const AugmentedRecord&) { return DataResult<void>(); });
    return read ? "" : read.error().text;
  };
  EXPECT_EQ(error_of("\n\n"),
            "There is no record. An augmented manifest has a JSON object in each line.");
  EXPECT_EQ(error_of("\n[]\n"), "Line 2 must be a JSON object.");
  EXPECT_EQ(error_of(std::string(kLongestLine + 1, ' ')),
            "Line 1 is longer than 1048576 bytes, which is the most that is supported.");
}

TEST(FolderOf, IsTheLastFolder) {
  EXPECT_EQ(FolderOf("a/cats/1.jpg"), "cats");
  EXPECT_EQ(FolderOf("cats/1.jpg"), "cats");
  EXPECT_EQ(FolderOf("1.jpg"), "");
  EXPECT_EQ(FolderOf("/1.jpg"), "");
}

TEST(DataUri, TakesTheAddressesOfS3) {
  struct Case {
    std::string text;
    S3Uri uri;
  };
  for (const auto& each : std::vector<Case>{
           {"s3://b/k/l", {"b", "k/l"}},
           {"https://b.s3.amazonaws.com/k/l", {"b", "k/l"}},
           {"HTTPS://b.S3.eu-west-1.amazonaws.com/K", {"b", "K"}},
           {"https://b.s3-eu-west-1.amazonaws.com/k", {"b", "k"}},
           {"https://my.b.s3.cn-north-1.amazonaws.com.cn/k", {"my.b", "k"}},
           {"https://s3.eu-west-1.amazonaws.com/b/k", {"b", "k"}},
           {"https://s3-eu-west-1.amazonaws.com/b/k", {"b", "k"}},
           {"https://b.s3.amazonaws.com", {"b", ""}},
       }) {
    const auto uri = ParseDataUri(each.text);
    ASSERT_TRUE(uri) << each.text << uri.error().text;
    EXPECT_EQ(*uri, each.uri) << each.text;
  }
  for (const char* text : {"https://example.com/b/k", "https://s3.example.com/b/k", "https://",
                           "https://amazonaws.com/b", "http://b.s3.amazonaws.com/k"}) {
    EXPECT_FALSE(ParseDataUri(text)) << text;
  }
}

}  // namespace
}  // namespace autopilot
