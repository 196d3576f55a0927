// Random data against plain maps.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "datasets/profile/number_text.h"
#include "tests/unit/datasets/profile/profile_support.h"

namespace autopilot {
namespace {

using Strings = std::vector<std::string>;

const std::string& Pick(std::mt19937& random, const Strings& parts) {
  return parts[random() % parts.size()];
}

// Values of one kind mostly: numbers, dates, texts, or labels that begin alike.
Strings RandomValues(std::mt19937& random, std::size_t count) {
  const auto kind = random() % 4;
  const auto variety = random() % 2 == 0 ? 8U : 20'000U;
  const auto oddities = random() % 3 == 0 ? 0U : random() % 20;  // in a hundred
  static const Strings kOdd{"", "", "x", "nan", "2026-01-01", "1.5", "some more words", "1", "1.0"};
  Strings values;
  for (std::size_t n = 0; n < count; ++n) {
    if (random() % 100 < oddities) {
      values.push_back(Pick(random, kOdd));
      continue;
    }
    const std::string number = std::to_string(random() % variety);
    switch (kind) {
      case 0:
        values.push_back(number + Pick(random, {"", ".0", ".5"}));
        break;
      case 1:
        values.push_back("2026-1" + std::to_string(random() % 3) + "-27 " + number);
        break;
      case 2:
        values.push_back("text number " + number);
        break;
      default:
        values.push_back(std::string(random() % 2 == 0 ? 0 : 300, 'l') + number + "x");
    }
  }
  return values;
}

// What two values must have in common to be the same.
std::string KeyOf(const std::string& value) {
  const auto number = NumberIn(value);
  return number ? "number " + std::to_string(*number) : "text " + value;
}

TargetProfile NaiveTarget(const Strings& values) {
  std::map<std::string, ValueCount> counts;
  TargetProfile profile;
  std::vector<double> numbers;
  bool integer = true;
  for (const auto& value : values) {
    if (value.empty()) {
      ++profile.missing;
      continue;
    }
    ++profile.rows;
    auto& count = counts[KeyOf(value)];
    if (count.rows++ == 0) count.value = value.substr(0, 256);
    if (const auto number = NumberIn(value)) {
      numbers.push_back(*number);
      integer = integer && std::floor(*number) == *number;
    } else if (profile.not_a_number.empty()) {
      profile.not_a_number = value.substr(0, 256);
    }
  }
  profile.distinct = counts.size();
  profile.numeric = profile.rows > 0 && numbers.size() == profile.rows;
  profile.integer = profile.numeric && integer;
  for (const double number : numbers) profile.mean += number / static_cast<double>(numbers.size());
  double squares = 0;
  for (const double number : numbers) squares += (number - profile.mean) * (number - profile.mean);
  if (!numbers.empty())
    profile.deviation = std::sqrt(squares / static_cast<double>(numbers.size()));
  for (const auto& [key, count] : counts) profile.most_frequent.push_back(count);
  std::sort(profile.most_frequent.begin(), profile.most_frequent.end(),
            [](const auto& a, const auto& b) {
              return a.rows > b.rows || (a.rows == b.rows && a.value < b.value);
            });
  if (profile.most_frequent.size() > 100) profile.most_frequent.resize(100);
  return profile;
}

bool LooksLikeADate(const std::string& value) {
  return value.compare(0, 6, "2026-1") == 0 || value == "2026-01-01";
}

ColumnType NaiveType(const Strings& values) {
  double all = 0, numbers = 0, dates = 0, texts = 0;
  std::set<std::string> distinct;
  for (const auto& value : values) {
    if (value.empty()) continue;
    ++all;
    distinct.insert(value);
    if (NumberIn(value)) {
      ++numbers;
    } else if (LooksLikeADate(value)) {
      ++dates;
    } else if (std::count(value.begin(), value.end(), ' ') > 1) {
      ++texts;
    }
  }
  if (all == 0) return ColumnType::kEmpty;
  if (numbers / all >= 0.9) return ColumnType::kNumeric;
  if (dates / all >= 0.9) return ColumnType::kDatetime;
  const double fewest = std::min(all / 2, 500.0);
  if (texts >= all / 2 && static_cast<double>(distinct.size()) >= fewest) return ColumnType::kText;
  return ColumnType::kCategorical;
}

TEST(ProfileProperties, TargetsAndTypesAreAsInPlainMaps) {
  std::map<ColumnType, int> types;
  int numeric = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const Strings values = RandomValues(random, seed % 8 == 0 ? random() % 4 : random() % 3'000);
    TargetCounter counter;
    ColumnTypeGuess guess;
    for (const auto& value : values) {
      counter.Add(value);
      guess.Add(value);
    }
    TargetProfile expected = NaiveTarget(values);
    const TargetProfile profile = counter.Finish();
    ASSERT_NEAR(profile.mean, expected.mean, 1e-6);
    ASSERT_NEAR(profile.deviation, expected.deviation, 1e-6);
    expected.mean = profile.mean;
    expected.deviation = profile.deviation;
    ASSERT_EQ(profile, expected);
    ASSERT_EQ(guess.Type(), NaiveType(values));
    ++types[guess.Type()];
    numeric += profile.numeric ? 1 : 0;
  }
  EXPECT_EQ(types.size(), 5U);
  for (const auto& [type, count] : types) EXPECT_GE(count, 5) << Name(type);
  EXPECT_GE(numeric, 20);
}

TEST(ProfileProperties, SeriesAreAsInAPlainMap) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto variety = seed % 2 == 0 ? 5U : 60U;
    std::map<Strings, std::uint64_t> rows;
    std::string csv = "a,b,v,c\n";
    for (auto left = random() % 3'000; left > 0; --left) {
      Strings key;
      for (int n = 0; n < 3; ++n) key.push_back(std::to_string(random() % variety));
      if (random() % 10 == 0) key.front().clear();
      csv += key[0] + "," + key[1] + ",1," + key[2] + "\n";
      ++rows[key];
    }
    SeriesProfile expected{.count = rows.size()};
    for (const auto& [key, count] : rows) {
      if (expected.shortest == 0 || count < expected.shortest) expected.shortest = count;
    }
    TableProfiler profiler({.series = {"a", "b", "c"}});
    ASSERT_EQ(AddCsv(profiler, csv), "");
    ASSERT_EQ(profiler.Finish().series, expected);
  }
}

TEST(ProfileProperties, HashesWithALimitAreCountedAsInAPlainMap) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const std::size_t most = random() % 2'000;
    const auto variety = random() % 4'000 + 1;
    HashCounter counter(most);
    std::map<std::uint64_t, std::uint32_t> rows;
    bool has_more = false;
    for (int n = 0; n < 5'000; ++n) {
      // Few of the bits differ, as they do in hashes that are no good.
      const std::uint64_t hash = (random() % variety) << (seed % 52U);
      const bool is_new = rows.size() < most && rows.count(hash) == 0;
      ASSERT_EQ(counter.Add(hash), is_new);
      if (is_new || rows.count(hash) > 0) {
        ++rows[hash];
      } else {
        has_more = true;
      }
    }
    std::uint32_t shortest = 0;
    for (const auto& [hash, count] : rows)
      shortest = shortest == 0 ? count : std::min(shortest, count);
    ASSERT_EQ(counter.size(), rows.size());
    ASSERT_EQ(counter.has_more(), has_more);
    for (const auto& [hash, count] : rows) ASSERT_EQ(counter.RowsOf(hash), count);
    ASSERT_EQ(counter.Fewest(), shortest);
  }
}

}  // namespace
}  // namespace autopilot
