#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "datasets/base/table.h"

namespace autopilot::testing {

// The bytes of fixtures/<name>.parquet.
inline std::string Fixture(const std::string& name) {
  std::ifstream in(std::filesystem::path(AUTOPILOT_PARQUET_FIXTURES) / (name + ".parquet"),
                   std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> FixtureNames() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(AUTOPILOT_PARQUET_FIXTURES)) {
    if (entry.path().extension() == ".parquet") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Those that have values.
inline std::vector<std::size_t> ReadableColumns(const Table& table) {
  std::vector<std::size_t> readable;
  const std::vector<Column>& columns = table.Columns();
  for (std::size_t n = 0; n < columns.size(); ++n) {
    if (columns[n].type != DeclaredType::kOther) readable.push_back(n);
  }
  return readable;
}

}  // namespace autopilot::testing
