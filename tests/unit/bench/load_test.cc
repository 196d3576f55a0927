#include "bench/load.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "bench/sockets.h"

namespace autopilot::bench {
namespace {

// Answers `count` requests of one connection, each with the next of the texts.
void Answer(const Descriptor& listening, int count, std::vector<std::string_view> texts) {
  int socket = -1;
  while (socket < 0) socket = ::accept(listening.get(), nullptr, nullptr);
  const Descriptor peer(socket);
  std::array<char, 1000> request;
  for (int i = 0; i < count; ++i) {
    if (::recv(peer.get(), request.data(), request.size(), 0) <= 0) return;
    const std::string_view text = texts[static_cast<std::size_t>(i) % texts.size()];
    ::send(peer.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  // Until the client goes.
  while (::recv(peer.get(), request.data(), request.size(), 0) > 0) continue;
}

TEST(LoadTest, CountsAnswersAndThoseOfAnotherStatus) {
  constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
  constexpr std::string_view kBad = "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno";
  const Descriptor listening = Listen(0);
  std::thread server([&] { Answer(listening, 9, {kOk, kOk, kBad}); });
  const LoadResult result = RunLoad(
      NumberedText("request"),
      {.port = PortOf(listening), .duration = std::chrono::seconds(20), .most_requests = 9});
  server.join();
  EXPECT_EQ(result.latency.count(), 9U);
  EXPECT_EQ(result.unexpected, 3U);
  EXPECT_EQ(result.unexpected_answer, kBad);
  EXPECT_EQ(result.body_bytes, 6 * 4U + 3 * 2U);
}

TEST(LoadTest, RefusesNumbersThatTheRequestHasNoDigitsFor) {
  const NumberedText request("##");
  EXPECT_THROW(RunLoad(request, {.numbers = 101}), std::invalid_argument);
  EXPECT_THROW(RunLoad(request, {.order = Numbers::kSequential, .first = 100}),
               std::invalid_argument);
}

TEST(LoadTest, FailsWhereNobodyListens) {
  std::uint16_t port = 0;
  {
    const Descriptor gone = Listen(0);
    port = PortOf(gone);
  }
  EXPECT_THROW(RunLoad(NumberedText("x"), {.port = port}), std::system_error);
}

}  // namespace
}  // namespace autopilot::bench
