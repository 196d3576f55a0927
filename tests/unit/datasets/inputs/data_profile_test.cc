#include "datasets/inputs/data_profile.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "datasets/stores/memory_store.h"

namespace autopilot {
namespace {

DataRequest Tabular(std::string uri) {
  DataRequest request;
  request.training.uri = std::move(uri);
  request.target = "y";
  return request;
}

TEST(DataProfile, ReadsAllObjectsBehindThePrefix) {
  MemoryStore store;
  store.Put("b", "p/1", "x,y\n1,a\n2,b\n");
  store.Put("b", "p/2", "x,y\n3,a\n");
  store.Put("b", "p/_SUCCESS", "");
  const auto profile = ProfileData(store, Tabular("s3://b/p/"), {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  EXPECT_EQ(profile->rows, 3);
  ASSERT_EQ(profile->columns.size(), 2);
  ASSERT_TRUE(profile->target);
  EXPECT_EQ(profile->target->most_frequent, (std::vector<ValueCount>{{"a", 2}, {"b", 1}}));
}

TEST(DataProfile, ReadsTheObjectsOfAManifest) {
  MemoryStore store;
  store.Put("b", "m", R"([{"prefix": "s3://b/p/"}, "2"])");
  store.Put("b", "p/1", "no table");
  store.Put("b", "p/2", "x,y\n3,a\n");
  auto request = Tabular("s3://b/m");
  request.training.type = DataType::kManifestFile;
  const auto profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  EXPECT_EQ(profile->rows, 1);
}

TEST(DataProfile, LeavesOutRowsWithoutAValidSampleWeight) {
  MemoryStore store;
  store.Put("b", "k", "y,w\n1,1\n2,-1\n3,\n4,x\n5,0\n");
  auto request = Tabular("s3://b/k");
  request.sample_weight = "w";
  const auto profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  EXPECT_EQ(profile->rows, 2);
  EXPECT_EQ(profile->excluded, 3);
}

TEST(DataProfile, CountsTimeSeries) {
  MemoryStore store;
  store.Put("b", "k", "item,shop,y\n1,a,1\n1,a,2\n1,b,3\n2,a,4\n");
  auto request = Tabular("s3://b/k");
  request.series_of = {"item", "shop"};
  const auto profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  ASSERT_TRUE(profile->series);
  EXPECT_EQ(profile->series->count, 3);
  EXPECT_EQ(profile->series->shortest, 1);
}

std::string ErrorOf(ObjectStore& store, const DataRequest& request, const DataLimits& limits = {}) {
  const auto profile = ProfileData(store, request, limits, {});
  return profile ? "" : profile.error().text;
}

TEST(DataProfile, SaysWhereDataCannotBeDecoded) {
  MemoryStore store;
  store.Put("b", "p/1", "x,y\n1,a\n");
  store.Put("b", "p/2", "x,y\n1\n");
  EXPECT_EQ(ErrorOf(store, Tabular("s3://b/p/")),
            "s3://b/p/2: Row 2 has 1 field, but the header has 2. All rows must have as many as "
            "the header.");
  store.Put("b", "p/2", "y,x\n1,2\n");
  EXPECT_NE(ErrorOf(store, Tabular("s3://b/p/")), "");  // other columns
}

TEST(DataProfile, ReadsTheValidationDataToo) {
  MemoryStore store;
  store.Put("b", "t", "x,y\n1,a\n");
  store.Put("b", "v", "x,y\n1,\xff\n");
  auto request = Tabular("s3://b/t");
  request.validation = DataChannel{.uri = "s3://b/v"};
  EXPECT_EQ(ErrorOf(store, request),
            "s3://b/v: Row 2 is not valid UTF-8. CSV must be encoded in UTF-8.");
  store.Put("b", "v", "x,y\n1,a\n");
  EXPECT_EQ(ErrorOf(store, request, {.training_bytes = 8, .validation_bytes = 7}),
            "The validation dataset has at least 8 bytes. It must not have more than 7.");
  EXPECT_EQ(ErrorOf(store, request), "");
}

TEST(DataProfile, ReadsGzipAndRefusesWhatIsCut) {
  // gzip of "y\n1\n2\n", written by Python's gzip.
  const std::string bytes(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xab\xe4\x32\xe4\x32\xe2\x02\x00\x76\x42\xfa\x9f\x06"
      "\x00\x00\x00",
      26);
  MemoryStore store;
  store.Put("b", "k", bytes);
  auto request = Tabular("s3://b/k");
  request.training.is_gzip = true;
  const auto profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  EXPECT_EQ(profile->rows, 2);
  store.Put("b", "k", bytes.substr(0, 20));
  EXPECT_TRUE(ErrorOf(store, request).starts_with("s3://b/k: ")) << ErrorOf(store, request);
}

TEST(DataProfile, CountsImagesByTheirFolders) {
  MemoryStore store;
  for (const char* key : {"i/cats/1", "i/cats/2", "i/dogs/more/3"}) store.Put("b", key, "...");
  DataRequest request;
  request.training = {.uri = "s3://b/i/", .format = DataFormat::kImages};
  auto profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  EXPECT_EQ(profile->rows, 3);
  ASSERT_TRUE(profile->target);
  EXPECT_EQ(profile->target->most_frequent, (std::vector<ValueCount>{{"cats", 2}, {"more", 1}}));
  store.Put("b", "i/4", "...");  // without a class
  profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->rows, 4);
  EXPECT_FALSE(profile->target);
}

TEST(DataProfile, CountsImagesOfAnAugmentedManifest) {
  MemoryStore store;
  const auto record = [](const std::string& label) {
    return R"({"source-ref": "s3://b/1", "label-metadata": {"class-name": ")" + label + "\"}}\n";
  };
  store.Put("b", "m", record("cat") + record("dog") + record("cat"));
  DataRequest request;
  request.training = {
      .uri = "s3://b/m", .type = DataType::kAugmentedManifestFile, .format = DataFormat::kImages};
  const auto profile = ProfileData(store, request, {}, {});
  ASSERT_TRUE(profile) << profile.error().text;
  EXPECT_EQ(profile->rows, 3);
  ASSERT_TRUE(profile->target);
  EXPECT_EQ(profile->target->distinct, 2);
  store.Put("b", "m", record("cat") + "{}");
  EXPECT_EQ(ErrorOf(store, request),
            "s3://b/m: Line 2 must have a \"source-ref\" with the s3:// URI of an image.");
}

TEST(DataProfile, EndsWithTheDeadline) {
  MemoryStore store([](const MemoryStore::Call& call) -> std::optional<DataError> {
    if (call.deadline.HasPassed()) return DataError{DataErrorKind::kTimedOut, "Too late."};
    return std::nullopt;
  });
  store.Put("b", "k", "y\n1\n");
  const auto profile =
      ProfileData(store, Tabular("s3://b/k"), {}, Deadline(Deadline::SteadyClock::now()));
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().kind, DataErrorKind::kTimedOut);
}

}  // namespace
}  // namespace autopilot
