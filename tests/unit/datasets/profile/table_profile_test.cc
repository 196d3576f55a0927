#include "datasets/profile/table_profile.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/datasets/profile/profile_support.h"

namespace autopilot {
namespace {

using Columns = std::vector<ColumnProfile>;

TableProfile ProfileOf(const ProfileColumns& columns, const std::string& csv) {
  TableProfiler profiler(columns);
  EXPECT_EQ(AddCsv(profiler, csv), "");
  return profiler.Finish();
}

TEST(TableProfiler, CountsRowsAndMissingValuesAndGuessesTypes) {
  EXPECT_EQ(ProfileOf({}, "n,t,d,e\n1,a b c,2026-11-27,\n2,,2026-11-28,\n,d e f,,\n"),
            (TableProfile{.rows = 3,
                          .columns = {{"n", ColumnType::kNumeric, 1},
                                      {"t", ColumnType::kText, 1},
                                      {"d", ColumnType::kDatetime, 1},
                                      {"e", ColumnType::kEmpty, 3}}}));
}

TEST(TableProfiler, ATableWithoutRowsHasColumns) {
  EXPECT_EQ(ProfileOf({.target = "a", .series = {"b"}}, "a,b\n"),
            (TableProfile{.columns = {{"a", ColumnType::kEmpty, 0}, {"b", ColumnType::kEmpty, 0}},
                          .target = TargetProfile{},
                          .series = SeriesProfile{}}));
}

TEST(TableProfiler, WithoutTablesThereIsNothing) {
  EXPECT_EQ(TableProfiler({}).Finish(), TableProfile{});
}

TEST(TableProfiler, CountsTheTarget) {
  const auto profile = ProfileOf({.target = "y"}, "x,y\n1,a\n2,b\n3,a\n4,\n");
  EXPECT_EQ(profile.target, (TargetProfile{.rows = 3,
                                           .missing = 1,
                                           .distinct = 2,
                                           .most_frequent = {{"a", 2}, {"b", 1}},
                                           .not_a_number = "a"}));
  EXPECT_EQ(profile.series, std::nullopt);
}

TEST(TableProfiler, LeavesOutRowsWithoutAWeight) {
  const auto profile =
      ProfileOf({.target = "y", .sample_weight = "w"},
                "w,x,y\n1,,a\n,,b\n-1,,b\n0,7,a\n0.5,8,c\nnan,,b\nheavy,,b\ninf,,b\n-0.001,,b\n");
  EXPECT_EQ(profile.rows, 3U);
  EXPECT_EQ(profile.excluded, 6U);
  EXPECT_EQ(profile.columns, (Columns{{"w", ColumnType::kNumeric, 0},
                                      {"x", ColumnType::kNumeric, 1},
                                      {"y", ColumnType::kCategorical, 0}}));
  EXPECT_EQ(profile.target->most_frequent, (std::vector<ValueCount>{{"a", 2}, {"c", 1}}));
}

TEST(TableProfiler, TellsSeriesApartByAllOfTheirColumns) {
  const std::string csv = "id,v,g\na,1,x\na,2,y\nb,3,x\na,4,x\nx,5,a\nb,6,x\nx,7,a\na,8,y\n";
  EXPECT_EQ(ProfileOf({.series = {"id", "g"}}, csv).series, (SeriesProfile{4, false, 2}));
  EXPECT_EQ(ProfileOf({.series = {"id"}}, csv).series, (SeriesProfile{3, false, 2}));
  EXPECT_EQ(ProfileOf({.series = {"v"}}, csv).series, (SeriesProfile{8, false, 1}));
}

TEST(TableProfiler, NullIsMissingWhateverItsText) {
  MadeUpTable table({{"y", {}}, {"w", {}}}, [](std::size_t n) {
    return n < 3 ? std::optional(std::vector<Cell>{{"1", n == 0}, {"2", n == 1}}) : std::nullopt;
  });
  TableProfiler profiler({.target = "y", .sample_weight = "w", .series = {"y"}});
  ASSERT_TRUE(profiler.Add(table, "t", {}));
  const auto profile = profiler.Finish();
  EXPECT_EQ(profile.rows, 2U);
  EXPECT_EQ(profile.excluded, 1U);
  EXPECT_EQ(profile.columns,
            (Columns{{"y", ColumnType::kNumeric, 1}, {"w", ColumnType::kNumeric, 0}}));
  EXPECT_EQ(profile.target->missing, 1U);
  EXPECT_EQ(profile.target->rows, 1U);
  EXPECT_EQ(profile.series, (SeriesProfile{2, false, 1}));
}

// A file that says of what types its columns are, and what was selected of them.
const std::vector<Column> kDeclared{{"b", DeclaredType::kBoolean},   {"i", DeclaredType::kInteger},
                                    {"r", DeclaredType::kReal},      {"s", DeclaredType::kText},
                                    {"t", DeclaredType::kTimestamp}, {"o", DeclaredType::kOther}};

TEST(TableProfiler, BelievesDeclaredTypesAndReadsNothingForThem) {
  MadeUpTable table(kDeclared, [](std::size_t n) {
    return n == 0 ? std::optional(std::vector<Cell>{}) : std::nullopt;
  });
  TableProfiler profiler({});
  ASSERT_TRUE(profiler.Add(table, "t", {}));
  EXPECT_EQ(table.selected(), std::vector<std::size_t>{});
  EXPECT_EQ(profiler.Finish(), (TableProfile{.rows = 1,
                                             .columns = {{"b", ColumnType::kCategorical, 0},
                                                         {"i", ColumnType::kNumeric, 0},
                                                         {"r", ColumnType::kNumeric, 0},
                                                         {"s", ColumnType::kText, 0},
                                                         {"t", ColumnType::kDatetime, 0},
                                                         {"o", ColumnType::kEmpty, 0}}}));
}

TEST(TableProfiler, ReadsTheWantedOfDeclaredColumns) {
  MadeUpTable table(kDeclared, [](std::size_t n) {
    return n < 2 ? std::optional(std::vector<Cell>{Cell{n == 0 ? "1" : "-1"}, Cell{"word"}})
                 : std::nullopt;
  });
  TableProfiler profiler({.target = "s", .sample_weight = "i", .series = {"s"}});
  ASSERT_TRUE(profiler.Add(table, "t", {}));
  EXPECT_EQ(table.selected(), (std::vector<std::size_t>{1, 3}));
  const TableProfile profile = profiler.Finish();
  EXPECT_EQ(profile.rows, 1U);
  EXPECT_EQ(profile.excluded, 1U);
  EXPECT_EQ(profile.columns.size(), kDeclared.size());
  EXPECT_EQ(profile.columns[3].type, ColumnType::kCategorical);
  ASSERT_TRUE(profile.target);
  EXPECT_EQ(profile.target->most_frequent, (std::vector<ValueCount>{{"word", 1}}));
  EXPECT_EQ(profile.series, (SeriesProfile{.count = 1, .shortest = 1}));
}

// A column of numbers up to the row of that number, and of words and gaps from there on.
TableProfile ProfileThatTurns(std::size_t columns, std::size_t turn, std::size_t rows) {
  MadeUpTable table(std::vector<Column>(columns, Column{"", {}}), [=](std::size_t n) {
    std::vector<Cell> row(columns, Cell{});
    row.front().text = n < turn ? "1" : n % 2 == 0 ? "word" : "";
    return n < rows ? std::optional(std::move(row)) : std::nullopt;
  });
  TableProfiler profiler({});
  EXPECT_TRUE(profiler.Add(table, "t", {}));
  return profiler.Finish();
}

TEST(TableProfiler, GuessesTypesFromTheFirstRowsButCountsMissingValuesInAll) {
  const auto profile = ProfileThatTurns(1, 10'000, 40'000);
  EXPECT_EQ(profile.columns, (Columns{{"", ColumnType::kNumeric, 15'000}}));
  EXPECT_EQ(ProfileThatTurns(1, 5'000, 40'000).columns,
            (Columns{{"", ColumnType::kCategorical, 17'500}}));
}

TEST(TableProfiler, GuessesTypesFromFewerRowsOfWideTables) {
  EXPECT_EQ(ProfileThatTurns(2'000, 500, 2'000).columns.front(),
            (ColumnProfile{"", ColumnType::kNumeric, 750}));
  EXPECT_EQ(ProfileThatTurns(2'000, 450, 2'000).columns.front().type, ColumnType::kNumeric);
  EXPECT_EQ(ProfileThatTurns(2'000, 250, 2'000).columns.front().type, ColumnType::kCategorical);
  EXPECT_EQ(ProfileThatTurns(1'000'001, 1, 3).columns.front().type, ColumnType::kNumeric);
}

TEST(TableProfiler, ReadsSeveralTables) {
  TableProfiler profiler({.target = "y", .series = {"x"}});
  EXPECT_EQ(AddCsv(profiler, "x,y\n1,a\n2,b\n"), "");
  EXPECT_EQ(AddCsv(profiler, "x,y\n"), "");
  EXPECT_EQ(AddCsv(profiler, "x,y\n2,a\n3,\n"), "");
  EXPECT_EQ(profiler.Finish(),
            ProfileOf({.target = "y", .series = {"x"}}, "x,y\n1,a\n2,b\n2,a\n3,\n"));
}

TEST(TableProfiler, TablesHaveTheSameColumns) {
  for (const std::string csv : {"x\n1\n", "x,y,z\n1,2,3\n", "y,x\n1,2\n", "x,Y\n1,2\n"}) {
    TableProfiler profiler({});
    EXPECT_EQ(AddCsv(profiler, "x,y\n1,a\n"), "");
    EXPECT_EQ(AddCsv(profiler, csv),
              "The header of s3://b/k differs from that of the objects before it.");
  }
}

TEST(TableProfiler, WantedColumnsAreThere) {
  const std::pair<ProfileColumns, std::string> cases[] = {
      {{.target = "Y"}, "The column Y is not in s3://b/k."},
      {{.target = "y", .sample_weight = "w"}, "The column w is not in s3://b/k."},
      {{.series = {"x", "id"}}, "The column id is not in s3://b/k."},
  };
  for (const auto& [columns, text] : cases) {
    TableProfiler profiler(columns);
    EXPECT_EQ(AddCsv(profiler, "x,y\n1,a\n"), text);
  }
}

TEST(TableProfiler, ErrorsOfTheTableAreHandedOn) {
  TableProfiler profiler({});
  EXPECT_EQ(AddCsv(profiler, "x,y\n1,a\n2\n"),
            "Row 3 has 1 field, but the header has 2. All rows must have as many as the header.");
}

TEST(TableProfiler, DoesNotBeginAfterItsDeadline) {
  MadeUpTable table({{"x", {}}}, [](std::size_t) { return std::vector<Cell>{{"1"}}; });
  TableProfiler profiler({});
  const auto late = profiler.Add(table, "s3://b/k", Deadline::In(std::chrono::seconds(-1)));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error(),
            (DataError{DataErrorKind::kTimedOut, "The reading of s3://b/k took too long."}));
  EXPECT_EQ(table.rows_given(), 0U);
}

// The rows that are read of a table without end, after the work was cancelled at the first one.
std::size_t RowsReadAfterCancel(const ProfileColumns& columns, std::vector<Cell> row) {
  const CancelFlag cancel;
  MadeUpTable table(std::vector<Column>(row.size(), Column{"x", {}}), [&](std::size_t) {
    cancel.Cancel();
    return row;
  });
  TableProfiler profiler(columns);
  const auto late = profiler.Add(table, "s3://b/k", Deadline::In(std::chrono::hours(1), cancel));
  EXPECT_FALSE(late);
  EXPECT_EQ(late.error(),
            (DataError{DataErrorKind::kCancelled, "The reading of s3://b/k was cancelled."}));
  return table.rows_given();
}

TEST(TableProfiler, LooksAtTheDeadlineByBytesAndCells) {
  const std::string long_text(1'000'000, 'x');
  const std::string text(952, 'x');
  EXPECT_EQ(RowsReadAfterCancel({}, {{long_text}}), 1U);
  EXPECT_EQ(RowsReadAfterCancel({}, {{text}}), 256U);
  EXPECT_EQ(RowsReadAfterCancel({}, std::vector<Cell>(120)), 256U);
  EXPECT_EQ(RowsReadAfterCancel({}, std::vector<Cell>(1)), 3'641U);
  EXPECT_EQ(RowsReadAfterCancel({.sample_weight = "x"}, {{text}}), 256U);  // all are excluded
}

}  // namespace
}  // namespace autopilot
