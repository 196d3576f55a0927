#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class OpeningTest : public ::testing::Test {
 protected:
  // The text of the StoreOpenError, "" if there is none.
  std::string OpenError(bool fresh = false) const {
    try {
      Store::Open({.data_dir = data_, .fresh = fresh});
      return "";
    } catch (const StoreOpenError& e) {
      return e.what();
    }
  }

  void MakeDatabase() const { Insert(*OpenIn(data_), MakeJob("job")); }

  // Changes a number of the header in the file, as another program would have written it.
  void PatchHeader(std::size_t at, std::string_view bytes) const {
    std::string content = ReadFile(database_);
    std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(at));
    WriteFile(database_, content);
  }

  testing::TempFolder folder_;
  const fs::path data_ = folder_.path() / "parent" / "data";
  const fs::path database_ = data_ / "autopilot.db";
};

TEST_F(OpeningTest, AMissingFolderIsCreatedPrivateAndIgnoredByGit) {
  OpenIn(data_);
  struct stat status {};
  ASSERT_EQ(::stat(data_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_EQ(ReadFile(data_ / ".gitignore"), "*\n");
}

TEST_F(OpeningTest, AnExistingFolderIsTakenAsItIs) {
  fs::create_directories(data_);
  OpenIn(data_);
  EXPECT_TRUE(fs::exists(database_));
  EXPECT_FALSE(fs::exists(data_ / ".gitignore"));
}

TEST_F(OpeningTest, AFolderMayEndInASlashOrBeRelative) {
  MakeDatabase();
  EXPECT_TRUE(OpenIn(data_.string() + "/")->FindJob(kScope, "job"));
  EXPECT_TRUE(OpenIn(fs::relative(data_))->FindJob(kScope, "job"));
}

TEST_F(OpeningTest, JobsAndSecretSurviveARestart) {
  std::unique_ptr<Store> store = OpenIn(data_);
  const JobRecord job = Insert(*store, MakeJob("job"), {{"key", "value"}});
  const auto secret = store->Secret();
  store.reset();
  store = OpenIn(data_);
  ExpectSameJob(*store->FindJob(kScope, "job"), job);
  EXPECT_THAT(store->ListTags(kScope, "automl-job/job"),
              ::testing::ElementsAre(Tag{"key", "value"}));
  EXPECT_EQ(store->Secret(), secret);
  EXPECT_EQ(store->LastChange(kScope), job.events.back().change);
}

TEST_F(OpeningTest, NumbersOfChangesGoOnAfterARestart) {
  std::unique_ptr<Store> store = OpenIn(data_);
  JobRecord job = Insert(*store, MakeJob("job"));
  WriteNow(*store, [&](WriteTransaction& transaction) {
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart});
  });
  store.reset();
  store = OpenIn(data_);
  EXPECT_EQ(store->LastChange(kScope), 2);
  EXPECT_EQ(Insert(*store, MakeJob("next")).events.front().change, 3);
}

TEST_F(OpeningTest, NumbersOfChangesGoOnAfterARemovalAndARestart) {
  std::unique_ptr<Store> store = OpenIn(data_);
  JobRecord job = Insert(*store, MakeJob("job"));
  const JobQuery old_walk = [&] {
    JobQuery query = QueryAt(kStart);
    query.last_change = 2;
    return query;
  }();
  WriteNow(*store, [&](WriteTransaction& transaction) {
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart});
    transaction.RemoveJobsAndTags(kScope.account);
  });
  store.reset();
  store = OpenIn(data_);
  EXPECT_EQ(store->LastChange(kScope), 2);
  EXPECT_EQ(Insert(*store, MakeJob("job")).events.front().change, 3);
  EXPECT_TRUE(store->ListJobs(old_walk).jobs.empty());
  WriteNow(*store, [](WriteTransaction& transaction) { transaction.RemoveJobsAndTags({}); });
  store.reset();
  EXPECT_EQ(OpenIn(data_)->LastChange(kScope), 3);
}

TEST_F(OpeningTest, TicksSettingsAndSnapshotsSurviveARestart) {
  std::unique_ptr<Store> store = OpenIn(data_);
  JobRecord job = Insert(*store, MakeJob("job"));
  WriteNow(*store, [&](WriteTransaction& transaction) {
    transaction.SetTicks(job, 2);
    transaction.PutSettings("*", "{}");
    transaction.PutSnapshot("*", {.name = "it", .created = kStart}, "content");
  });
  store.reset();
  store = OpenIn(data_);
  EXPECT_EQ(store->FindJob(kScope, "job")->ticks, 2);
  EXPECT_THAT(store->AllSettings(), ::testing::ElementsAre(SettingsRecord{"*", "{}"}));
  WriteNow(*store, [](WriteTransaction& transaction) {
    EXPECT_EQ(transaction.FindSnapshot("*", "it"), "content");
    EXPECT_THAT(transaction.ListSnapshots("*"),
                ::testing::ElementsAre(SnapshotInfo{"it", kStart, 7}));
  });
}

TEST_F(OpeningTest, AnOrderlyEndLeavesTheDatabaseInOneFile) {
  MakeDatabase();
  EXPECT_FALSE(fs::exists(data_ / "autopilot.db-wal"));
  EXPECT_FALSE(fs::exists(data_ / "autopilot.db-shm"));
}

TEST_F(OpeningTest, WhatWasCommittedSurvivesADisorderlyEnd) {
  const std::unique_ptr<Store> store = OpenIn(data_);
  const JobRecord first = Insert(*store, MakeJob("first"));
  const JobRecord last = Insert(*store, MakeJob("last"));
  const fs::path copy = folder_.path() / "copy";
  fs::create_directory(copy);
  for (const char* file : {"autopilot.db", "autopilot.db-wal"}) {
    fs::copy_file(data_ / file, copy / file);
  }
  const std::unique_ptr<Store> reopened = OpenIn(copy);
  ExpectSameJob(*reopened->FindJob(kScope, "first"), first);
  ExpectSameJob(*reopened->FindJob(kScope, "last"), last);
}

TEST_F(OpeningTest, ANewDatabaseCarriesItsVersionInTheFileFromTheStart) {
  const std::unique_ptr<Store> store = OpenIn(data_);
  const std::string header = ReadFile(database_).substr(0, 100);
  ASSERT_EQ(header.size(), 100U);
  EXPECT_EQ(header.substr(60, 4), std::string("\0\0\0\5", 4));
  EXPECT_EQ(header.substr(68, 4), "APLT");
}

TEST_F(OpeningTest, AnEmptyFileBecomesADatabase) {
  fs::create_directories(data_);
  WriteFile(database_, "");
  MakeDatabase();
  EXPECT_TRUE(OpenIn(data_)->FindJob(kScope, "job"));
}

TEST_F(OpeningTest, ALockedFolderIsRefusedUntilTheOtherHasGone) {
  std::unique_ptr<Store> other = OpenIn(data_);
  EXPECT_EQ(OpenError(), "The data folder " + data_.string() +
                             " is in use by another autopilot-local. Stop that one, or choose "
                             "another folder with --data-dir.");
  other.reset();
  EXPECT_EQ(OpenError(), "");
}

TEST_F(OpeningTest, FreshDoesNotDeleteWhatAnotherInstanceUses) {
  const std::unique_ptr<Store> other = OpenIn(data_);
  Insert(*other, MakeJob("job"));
  EXPECT_THAT(OpenError(/*fresh=*/true), HasSubstr("is in use by another autopilot-local"));
  EXPECT_TRUE(other->FindJob(kScope, "job"));
}

TEST_F(OpeningTest, FreshStartsEmpty) {
  const auto secret = OpenIn(data_)->Secret();
  MakeDatabase();
  WriteFile(data_ / "autopilot.db-wal", "left behind");
  const std::unique_ptr<Store> store = Store::Open({.data_dir = data_, .fresh = true});
  EXPECT_FALSE(store->FindJob(kScope, "job"));
  EXPECT_EQ(store->LastChange(kScope), 0);
  EXPECT_NE(store->Secret(), secret);
}

TEST_F(OpeningTest, FreshNeedsNoFolderToBeThere) { EXPECT_EQ(OpenError(/*fresh=*/true), ""); }

struct Refusal {
  const char* name;
  void (*spoil)(std::string& database);
  const char* text;
  bool fresh_helps;
};

class RefusedDatabaseTest : public OpeningTest, public ::testing::WithParamInterface<Refusal> {};

INSTANTIATE_TEST_SUITE_P(
    Because, RefusedDatabaseTest,
    ::testing::Values(
        Refusal{"NewerVersion", [](std::string& db) { db[63] = 99; },
                "was written by a newer version of autopilot-local (its schema is 99, this program "
                "knows up to 5). Use that version, choose another folder with --data-dir, or "
                "delete its jobs with --fresh.",
                true},
        Refusal{"NoDatabase", [](std::string& db) { db = "some notes of mine"; },
                "is damaged or not a database. Move it away, or choose another folder with "
                "--data-dir.",
                false},
        Refusal{"DamagedMagic", [](std::string& db) { db[3] = '!'; },
                "is damaged or not a database.", false},
        Refusal{"CutInTheHeader", [](std::string& db) { db.resize(99); },
                "is damaged or not a database.", false},
        Refusal{"AnotherProgram", [](std::string& db) { db[68] = 'X'; },
                "is the database of another program. Move it away, or choose another folder with "
                "--data-dir.",
                false},
        Refusal{"NegativeVersion", [](std::string& db) { db[60] = '\xFF'; },
                "is damaged. Move it away, or choose another folder with --data-dir.", false},
        Refusal{"DamagedSchema",
                [](std::string& db) { std::fill(db.begin() + 100, db.begin() + 4096, '\x5A'); },
                "cannot be opened: database disk image is malformed: put back a copy of "
                "the data folder, choose another one with --data-dir, or delete its jobs with "
                "--fresh.",
                true},
        Refusal{"CutBehindTheHeader", [](std::string& db) { db.resize(4096); },
                "cannot be opened: ", true}),
    [](const auto& refusal) { return refusal.param.name; });

TEST_P(RefusedDatabaseTest, IsNamedAndLeftUntouched) {
  MakeDatabase();
  std::string content = ReadFile(database_);
  GetParam().spoil(content);
  WriteFile(database_, content);
  EXPECT_THAT(OpenError(),
              AllOf(::testing::StartsWith(database_.string() + " "), HasSubstr(GetParam().text)));
  EXPECT_EQ(ReadFile(database_), content);
}

TEST_P(RefusedDatabaseTest, IsDeletedByFreshOnlyIfItIsOurs) {
  MakeDatabase();
  std::string content = ReadFile(database_);
  GetParam().spoil(content);
  WriteFile(database_, content);
  if (GetParam().fresh_helps) {
    EXPECT_EQ(OpenError(/*fresh=*/true), "");
    EXPECT_FALSE(OpenIn(data_)->FindJob(kScope, "job"));
  } else {
    EXPECT_THAT(OpenError(/*fresh=*/true), HasSubstr(GetParam().text));
    EXPECT_EQ(ReadFile(database_), content);
  }
}

TEST_F(OpeningTest, AFileInPlaceOfTheFolderIsRefused) {
  const fs::path file = folder_.path() / "file";
  WriteFile(file, "mine");
  for (const fs::path& folder : {file, file / "below", file / "far" / "below"}) {
    try {
      OpenIn(folder);
      ADD_FAILURE() << folder;
    } catch (const StoreOpenError& e) {
      EXPECT_THAT(e.what(),
                  AllOf(HasSubstr("The data folder " + folder.string() + " cannot be used: "),
                        HasSubstr("Choose another one with --data-dir, or --in-memory to "
                                  "keep nothing.")));
    }
  }
  EXPECT_EQ(ReadFile(file), "mine");
}

TEST_F(OpeningTest, AFolderInPlaceOfTheFileIsRefused) {
  fs::create_directories(database_);
  EXPECT_EQ(OpenError(), database_.string() +
                             " cannot be read: Is a directory. Move it away, or choose another "
                             "folder with --data-dir.");
}

TEST_F(OpeningTest, ADamagedPageGivesAStoreErrorWhenItIsRead) {
  MakeDatabase();
  const int page = SQLite::Database(database_.string())
                       .execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = 'jobs_by_name'")
                       .getInt();
  std::string content = ReadFile(database_);
  std::fill_n(content.begin() + (page - 1) * 4096, 4096, '\x5A');
  WriteFile(database_, content);
  const std::unique_ptr<Store> store = OpenIn(data_);
  EXPECT_THROW(store->FindJob(kScope, "job"), StoreError);
}

}  // namespace
}  // namespace autopilot
