#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

enum class Medium { kFile, kMemory };

class SettingsAndSnapshotsTest : public ::testing::TestWithParam<Medium> {
 protected:
  static StoreOptions OptionsFor(const std::filesystem::path& folder) {
    StoreOptions options;
    if (GetParam() == Medium::kFile) options.data_dir = folder;
    return options;
  }

  void InTransaction(const Store::Work& work) {
    EXPECT_EQ(WriteNow(*store_, work), (WriteResult{true, ""}));
  }

  testing::TempFolder folder_;
  std::unique_ptr<Store> store_ = Store::Open(OptionsFor(folder_.path() / "data"));
};

INSTANTIATE_TEST_SUITE_P(On, SettingsAndSnapshotsTest,
                         ::testing::Values(Medium::kFile, Medium::kMemory), [](const auto& medium) {
                           return medium.param == Medium::kFile ? "AFile" : "Memory";
                         });

TEST_P(SettingsAndSnapshotsTest, SettingsAreKeptReplacedAndRemovedByOwner) {
  InTransaction([](WriteTransaction& transaction) {
    transaction.PutSettings("123456789012", R"({"speed":1})");
    transaction.PutSettings("*", "{}");
    transaction.PutSettings("123456789012", R"({"speed":"ü"})");
    transaction.PutSettings("000000000000", "");
    EXPECT_THAT(transaction.FindSettings("123456789012"),
                Optional(std::string(R"({"speed":"ü"})")));
    EXPECT_THAT(transaction.FindSettings("000000000000"), Optional(std::string()));
    EXPECT_EQ(transaction.FindSettings("999999999999"), std::nullopt);
    EXPECT_EQ(transaction.AllSettings().size(), 3U);
  });
  EXPECT_THAT(store_->AllSettings(),
              ElementsAre(SettingsRecord{"*", "{}"}, SettingsRecord{"000000000000", ""},
                          SettingsRecord{"123456789012", R"({"speed":"ü"})"}));
  InTransaction([](WriteTransaction& transaction) {
    transaction.RemoveSettings("000000000000");
    transaction.RemoveSettings("nobody");
  });
  EXPECT_THAT(
      store_->AllSettings(),
      ElementsAre(SettingsRecord{"*", "{}"}, SettingsRecord{"123456789012", R"({"speed":"ü"})"}));
}

TEST_P(SettingsAndSnapshotsTest, SettingsOfAWriteThatThrowsAreNotKept) {
  InTransaction([](WriteTransaction& transaction) { transaction.PutSettings("*", "before"); });
  WriteNow(*store_, [](WriteTransaction& transaction) {
    transaction.PutSettings("*", "never");
    throw std::runtime_error("no");
  });
  EXPECT_THAT(store_->AllSettings(), ElementsAre(SettingsRecord{"*", "before"}));
}

TEST_P(SettingsAndSnapshotsTest, SnapshotsAreListedByNameWithTheirSizes) {
  InTransaction([](WriteTransaction& transaction) {
    transaction.PutSnapshot("*", {.name = "b", .created = kStart}, std::string(100'000, 'x'));
    transaction.PutSnapshot("*", {.name = "a", .created = kStart + seconds(1), .bytes = 4711}, "ü");
    transaction.PutSnapshot("*", {.name = "B", .created = kStart}, {});
    transaction.PutSnapshot("123456789012", {.name = "a", .created = kStart}, "of another owner");
    EXPECT_THAT(transaction.ListSnapshots("*"),
                ElementsAre(SnapshotInfo{"B", kStart, 0}, SnapshotInfo{"a", kStart + seconds(1), 2},
                            SnapshotInfo{"b", kStart, 100'000}));
    EXPECT_THAT(transaction.ListSnapshots("nobody"), IsEmpty());
  });
}

TEST_P(SettingsAndSnapshotsTest, ASnapshotIsFoundAsItWasPutByteForByte) {
  std::string content = "{\"line\":1}\n";
  for (int byte = 0; byte < 256; ++byte) content += static_cast<char>(byte);
  InTransaction([&](WriteTransaction& transaction) {
    transaction.PutSnapshot("*", {.name = "bytes", .created = kStart}, content);
    transaction.PutSnapshot("*", {.name = "empty", .created = kStart}, {});
  });
  InTransaction([&](WriteTransaction& transaction) {
    EXPECT_THAT(transaction.FindSnapshot("*", "bytes"), Optional(content));
    EXPECT_THAT(transaction.FindSnapshot("*", "empty"), Optional(std::string()));
    EXPECT_EQ(transaction.FindSnapshot("*", "Bytes"), std::nullopt);
    EXPECT_EQ(transaction.FindSnapshot("123456789012", "bytes"), std::nullopt);
  });
}

TEST_P(SettingsAndSnapshotsTest, ASnapshotReplacesTheOneOfItsNameAndCanBeRemoved) {
  InTransaction([](WriteTransaction& transaction) {
    transaction.PutSnapshot("*", {.name = "it", .created = kStart}, "old");
    transaction.PutSnapshot("*", {.name = "it", .created = kStart + seconds(1)}, "newer");
    EXPECT_THAT(transaction.FindSnapshot("*", "it"), Optional(std::string("newer")));
    EXPECT_THAT(transaction.ListSnapshots("*"),
                ElementsAre(SnapshotInfo{"it", kStart + seconds(1), 5}));
    EXPECT_FALSE(transaction.RemoveSnapshot("123456789012", "it"));
    EXPECT_TRUE(transaction.RemoveSnapshot("*", "it"));
    EXPECT_FALSE(transaction.RemoveSnapshot("*", "it"));
    EXPECT_EQ(transaction.FindSnapshot("*", "it"), std::nullopt);
  });
}

TEST_P(SettingsAndSnapshotsTest, TheyAreNoChangesOfJobs) {
  InTransaction([](WriteTransaction& transaction) {
    transaction.PutSettings("*", "{}");
    transaction.PutSnapshot("*", {.name = "it", .created = kStart}, "x");
  });
  EXPECT_EQ(store_->LastChange(kScope), 0);
}

}  // namespace
}  // namespace autopilot
