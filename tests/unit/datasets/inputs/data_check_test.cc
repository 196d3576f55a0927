#include "datasets/inputs/data_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "datasets/stores/memory_store.h"

namespace autopilot {
namespace {

DataRequest Tabular(std::string uri) {
  DataRequest request;
  request.training.uri = std::move(uri);
  request.target = "y";
  request.columns = {{"Target attribute name", "y"}};
  return request;
}

// The text of the error; "" if all is well.
std::string Check(ObjectStore& store, const DataRequest& request, const DataLimits& limits = {}) {
  const auto checked = CheckData(store, request, limits, {});
  return checked ? "" : checked.error().text;
}

struct HeaderCase {
  std::string header;
  std::string error;
};

TEST(DataCheck, TheTargetMustBeInTheHeader) {
  const std::string missing = "Target attribute name y does not exist in header.";
  for (const auto& each : std::vector<HeaderCase>{
           {"x,y\n1,2\n", ""},
           {"\"y\",x", ""},
           {"\xEF\xBB\xBFy\r\n", ""},
           {"x,Y\n", missing},
           {"x, y\n", missing},
           {"x,z\n1,y\n", missing},
           {"\xFFy\n",
            "s3://b/train.csv: Row 1 (the header) is not valid UTF-8. CSV must be "
            "encoded in UTF-8."},
           {"\n",
            "s3://b/train.csv: The data is empty: there is no header row. CSV must begin "
            "with a row that names the columns."},
       }) {
    MemoryStore store;
    store.Put("b", "train.csv", each.header);
    EXPECT_EQ(Check(store, Tabular("s3://b/train.csv")), each.error) << each.header;
  }
}

TEST(DataCheck, EachColumnThatTheJobNamesMustBeInTheHeader) {
  MemoryStore store;
  store.Put("b", "k", "y,w\n");
  auto request = Tabular("s3://b/k");
  request.columns.push_back({"Sample weight attribute name", "w"});
  EXPECT_EQ(Check(store, request), "");
  request.columns.push_back({"Timestamp attribute name", "at"});
  EXPECT_EQ(Check(store, request), "Timestamp attribute name at does not exist in header.");
}

TEST(DataCheck, MayRefuseOtherColumns) {
  DataRequest request;
  request.training.uri = "s3://b/k";
  request.columns = {{"Column", "input"}, {"Column", "output"}};
  request.has_only_these = true;
  MemoryStore store;
  store.Put("b", "k", "output,input\n");
  EXPECT_EQ(Check(store, request), "");
  store.Put("b", "k", "output,input,extra\n");
  EXPECT_EQ(Check(store, request),
            "s3://b/k: The header has 3 columns. It must have input, output and no others.");
}

TEST(DataCheck, ThereMustBeObjectsBehindTheUri) {
  MemoryStore store;
  store.Put("b", "data/", "");  // as a console makes a folder
  store.Put("b", "else", "y\n");
  EXPECT_EQ(Check(store, Tabular("s3://b/data/")),
            "No S3 objects found under S3 URL \"s3://b/data/\" given in input data source.");
  EXPECT_EQ(Check(store, Tabular("s3://none/data/")), "The bucket s3://none does not exist.");
  store.Put("b", "data/part-1", "x,y\n");
  EXPECT_EQ(Check(store, Tabular("s3://b/data/")), "");
  EXPECT_EQ(Check(store, Tabular("s3://b/da")), "");
  EXPECT_EQ(Check(store, Tabular("https://b.s3.eu-west-1.amazonaws.com/data/")), "");
  EXPECT_EQ(Check(store, Tabular("https://s3.amazonaws.com/b/data/part")), "");
}

TEST(DataCheck, CountsObjectsAndBytesOfTheTrainingData) {
  MemoryStore store;
  store.Put("b", "p/1", "y\n");
  store.Put("b", "p/2", "y\n12\n");
  store.Put("b", "p/_SUCCESS", "");
  const auto facts = CheckData(store, Tabular("s3://b/p/"), {}, {});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->objects, 2);
  EXPECT_EQ(facts->bytes, 7);
  EXPECT_FALSE(facts->has_more);
}

TEST(DataCheck, LooksAtTheFirstObjectsOnly) {
  MemoryStore store;
  for (std::uint64_t n = 0; n <= kMostLookedAt; ++n) {
    store.Put("b", std::to_string(100'000 + n), "y\n");
  }
  const auto facts = CheckData(store, Tabular("s3://b/"), {}, {});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->objects, kMostLookedAt);
  EXPECT_TRUE(facts->has_more);
}

TEST(DataCheck, HoldsBothChannelsToTheirSizes) {
  MemoryStore store;
  store.Put("b", "t1", "y\n1\n");
  store.Put("b", "t2", "y\n1\n");
  store.Put("b", "v", "y\n12\n");
  auto request = Tabular("s3://b/t");
  request.validation = DataChannel{.uri = "s3://b/v"};
  EXPECT_EQ(Check(store, request, {.training_bytes = 8, .validation_bytes = 5}), "");
  EXPECT_EQ(Check(store, request, {.training_bytes = 7, .validation_bytes = 5}),
            "The training dataset has at least 8 bytes. It must not have more than 7.");
  EXPECT_EQ(Check(store, request, {.training_bytes = 8, .validation_bytes = 4}),
            "The validation dataset has at least 5 bytes. It must not have more than 4.");
}

TEST(DataCheck, BothChannelsMustHaveTheSameHeaders) {
  const std::string must =
      "The validation dataset must have the same headers as the training dataset. ";
  for (const auto& each : std::vector<HeaderCase>{
           {"x,y,z\n", ""},
           {"z,y,x\n", ""},
           {"x,y\n", must + "It does not have the column 'z'."},
           {"x,y,z,a\n", must + "The training dataset does not have the column 'a'."},
           {"x,y,Z\n", must + "It does not have the column 'z'."},
       }) {
    MemoryStore store;
    store.Put("b", "t", "x,y,z\n");
    store.Put("b", "v", each.header);
    auto request = Tabular("s3://b/t");
    request.validation = DataChannel{.uri = "s3://b/v"};
    EXPECT_EQ(Check(store, request), each.error) << each.header;
  }
}

TEST(DataCheck, FollowsManifests) {
  MemoryStore store;
  store.Put("b", "m", R"([{"prefix": "s3://b/data/"}, "1.csv", "2.csv"])");
  store.Put("b", "data/1.csv", "x,y\n");
  auto request = Tabular("s3://b/m");
  request.training.type = DataType::kManifestFile;
  EXPECT_EQ(Check(store, request), "The object s3://b/data/2.csv does not exist.");
  store.Put("b", "data/2.csv", "x,y\n");
  EXPECT_EQ(Check(store, request), "");
  store.Put("b", "m", R"([{"prefix": "s3://b/data/"}])");
  EXPECT_EQ(Check(store, request),
            "s3://b/m: A manifest must be a JSON array of {\"prefix\": \"s3://bucket/...\"} and at "
            "least one relative key.");
  store.Remove("b", "m");
  EXPECT_EQ(Check(store, request), "The object s3://b/m does not exist.");
}

TEST(DataCheck, AsksForTheFirstObjectsOfAManifestOnly) {
  int found = 0;
  MemoryStore store([&found](const MemoryStore::Call& call) -> std::optional<DataError> {
    if (call.operation == MemoryStore::Operation::kFind) ++found;
    return std::nullopt;
  });
  std::string manifest = R"([{"prefix": "s3://b/"})";
  for (std::uint64_t n = 0; n < 2 * kMostOfManifestLookedAt; ++n) manifest += R"(, "k")";
  store.Put("b", "m", manifest + "]");
  store.Put("b", "k", "y\n");
  auto request = Tabular("s3://b/m");
  request.training.type = DataType::kManifestFile;
  const auto facts = CheckData(store, request, {}, {});
  ASSERT_TRUE(facts) << facts.error().text;
  EXPECT_TRUE(facts->has_more);
  EXPECT_EQ(found, 102);  // with the manifest itself, and the one that tells that there are more
}

// Data and specifications may have names of megabytes.
TEST(DataCheck, ErrorsDoNotRepeatLongNames) {
  const std::string name(1'000'000, 'n');
  MemoryStore store;
  store.Put("b", "t", "y," + name + "\n");
  store.Put("b", "v", "y\n");
  store.Put("b", "f", R"({"FeatureAttributeNames": [")" + name.substr(1'000) + "\"]}");
  auto request = Tabular("s3://b/t");
  request.validation = DataChannel{.uri = "s3://b/v"};
  EXPECT_LT(Check(store, request).size(), 300U);
  std::swap(request.training, *request.validation);
  EXPECT_LT(Check(store, request).size(), 300U);
  request.validation.reset();
  request.features = {.uri = "s3://b/f"};
  EXPECT_TRUE(Check(store, request).starts_with("s3://b/f: FeatureAttributeNames has the column"));
  EXPECT_LT(Check(store, request).size(), 400U);
}

TEST(DataCheck, ChecksAugmentedManifestsAndTheirFirstImage) {
  MemoryStore store;
  DataRequest request;
  request.training = {
      .uri = "s3://b/m", .type = DataType::kAugmentedManifestFile, .format = DataFormat::kImages};
  const std::string good =
      R"({"source-ref": "s3://b/cat.jpg", "label-metadata": {"class-name": "cat"}})";
  store.Put("b", "m", good + "\n\n" + good);
  EXPECT_EQ(Check(store, request), "The object s3://b/cat.jpg does not exist.");
  store.Put("b", "cat.jpg", "...");
  EXPECT_EQ(Check(store, request), "");
  store.Put("b", "m", good + "\n{}\n");
  EXPECT_EQ(Check(store, request),
            "s3://b/m: Line 2 must have a \"source-ref\" with the s3:// URI of an image.");
}

TEST(DataCheck, ChecksTheFeatureSpecification) {
  MemoryStore store;
  store.Put("b", "t", "x,y\n");
  auto request = Tabular("s3://b/t");
  request.features = {.uri = "s3://b/f.json"};
  EXPECT_EQ(Check(store, request), "The object s3://b/f.json does not exist.");
  store.Put("b", "f.json", R"({"FeatureAttributeNames": ["x"]})");
  EXPECT_EQ(Check(store, request), "");
  store.Put("b", "f.json", R"({"FeatureAttributeNames": ["y"]})");
  EXPECT_EQ(Check(store, request),
            "s3://b/f.json: FeatureAttributeNames must not include the target attribute 'y'.");
  store.Put("b", "f.json", "[]");
  EXPECT_EQ(Check(store, request), "s3://b/f.json: A feature specification must be a JSON object.");
}

// Whatever their names and first bytes say.
TEST(DataCheck, ReadsObjectsAsTheyAreUnlessTheyAreInGzip) {
  MemoryStore store;
  store.Put("b", "k.gz", "x,y\n");
  auto request = Tabular("s3://b/k.gz");
  EXPECT_EQ(Check(store, request), "");
  request.training.is_gzip = true;
  EXPECT_TRUE(Check(store, request).starts_with("s3://b/k.gz: ")) << Check(store, request);
  store.Put("b", "k.gz", "\x1f\x8b\x08");
  request.training.is_gzip = false;
  EXPECT_EQ(Check(store, request),
            "s3://b/k.gz: Row 1 (the header) is not valid UTF-8. CSV must be encoded in UTF-8.");
}

TEST(DataCheck, SaysThatADatasetIsEmpty) {
  MemoryStore store;
  store.Put("b", "m", R"([{"prefix": "s3://b/"}, "none"])");
  store.Put("b", "none", "");
  auto request = Tabular("s3://b/m");
  request.training.type = DataType::kManifestFile;
  EXPECT_EQ(Check(store, request),
            "The training dataset is empty: none of its objects has any bytes.");
}

TEST(DataCheck, PassesOnWhatTheStoreSays) {
  const DataError denied{DataErrorKind::kAccessDenied, "Access to s3://b/k is denied."};
  for (const auto operation : {MemoryStore::Operation::kList, MemoryStore::Operation::kRead}) {
    MemoryStore store([&](const MemoryStore::Call& call) {
      return call.operation == operation ? std::optional(denied) : std::nullopt;
    });
    store.Put("b", "k", "y\n");
    const auto checked = CheckData(store, Tabular("s3://b/k"), {}, {});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error(), denied);
  }
}

}  // namespace
}  // namespace autopilot
