#include "datasets/s3/host_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using Addresses = HostResolver::Addresses;

// A look-up that takes until it is let go.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_open = false;
  int lookups = 0;

  Addresses Lookup() {
    std::unique_lock lock(mutex);
    ++lookups;
    changed.notify_all();
    changed.wait(lock, [this] { return is_open; });
    return std::vector<std::string>{"10.0.0." + std::to_string(lookups)};
  }
  void Open() {
    const std::lock_guard lock(mutex);
    is_open = true;
    changed.notify_all();
  }
};

TEST(HostResolver, FindsTheAddressesOfAHost) {
  HostResolver resolver("localhost");
  const auto addresses = resolver.Resolve({});
  ASSERT_TRUE(addresses && *addresses);
  EXPECT_THAT(**addresses, ::testing::Contains(::testing::AnyOf("127.0.0.1", "::1")));
}

TEST(HostResolver, SaysWhyThereAreNone) {
  HostResolver resolver("host", [](const std::string& host) -> Addresses {
    return tl::unexpected(host + " is unknown");
  });
  EXPECT_EQ(resolver.Resolve({})->error(), "host is unknown");
}

TEST(HostResolver, ALookUpThatThrowsIsAReason) {
  HostResolver resolver("host", [](const std::string&) -> HostResolver::Addresses {
    throw std::runtime_error("out of order");
  });
  const auto addresses = resolver.Resolve({});
  ASSERT_TRUE(addresses);
  ASSERT_FALSE(*addresses);
  EXPECT_EQ(addresses->error(), "out of order");
}

TEST(HostResolver, LooksUpAgain) {
  int lookups = 0;
  HostResolver resolver("host", [&](const std::string&) -> Addresses {
    return std::vector{std::to_string(++lookups)};
  });
  EXPECT_EQ(resolver.Resolve({})->value(), std::vector<std::string>{"1"});
  EXPECT_EQ(resolver.Resolve({})->value(), std::vector<std::string>{"2"});
}

TEST(HostResolver, ALookUpThatHangsHoldsNobody) {
  const auto gate = std::make_shared<Gate>();
  const CancelFlag cancel;
  cancel.Cancel();
  const Deadline called_off({}, cancel);
  {
    HostResolver resolver("host", [gate](const std::string&) { return gate->Lookup(); });
    EXPECT_EQ(resolver.Resolve(Deadline::In(milliseconds(0))), std::nullopt);
    EXPECT_EQ(resolver.Resolve(Deadline::In(milliseconds(20))), std::nullopt);
    EXPECT_EQ(resolver.Resolve(called_off), std::nullopt);
  }
  {
    std::unique_lock lock(gate->mutex);
    gate->changed.wait(lock, [&] { return gate->lookups > 0; });
    EXPECT_EQ(gate->lookups, 1);
  }
  gate->Open();
}

TEST(HostResolver, WhoComesMeanwhileSharesTheLookUp) {
  const auto gate = std::make_shared<Gate>();
  HostResolver resolver("host", [gate](const std::string&) { return gate->Lookup(); });
  EXPECT_EQ(resolver.Resolve(Deadline::In(milliseconds(0))), std::nullopt);
  auto waiting = std::async(std::launch::async, [&] { return resolver.Resolve({}); });
  gate->Open();
  const auto addresses = resolver.Resolve({});
  EXPECT_TRUE(waiting.get().value());
  EXPECT_TRUE(addresses.value());
}

}  // namespace
}  // namespace autopilot
