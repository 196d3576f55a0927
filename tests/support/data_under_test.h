#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api/data/data_access.h"
#include "datasets/stores/memory_store.h"
#include "tests/support/api_under_test.h"

namespace autopilot::testing {

// A store in memory that a DataAccess owns and a test fills.
struct DataUnderTest {
  explicit DataUnderTest(DataOptions options = {}, MemoryStore::Hook hook = {})
      : DataUnderTest(std::make_unique<MemoryStore>(std::move(hook)), options) {}

  MemoryStore& store;
  DataAccess access;

 private:
  DataUnderTest(std::unique_ptr<MemoryStore> made, DataOptions options)
      : store(*made), access(std::move(made), options) {}
};

// The product with a store of objects.
struct ApiWithData {
  explicit ApiWithData(DataOptions options = {}, MemoryStore::Hook hook = {})
      : data(options, std::move(hook)) {}

  // "" for success.
  std::string Error(std::string_view operation, const nlohmann::json& input) {
    return api.Call(operation, input).Error();
  }

  DataUnderTest data;
  ApiUnderTest api{{}, {}, {}, AuthMode::kAccept, {}, &data.access};
};

}  // namespace autopilot::testing
