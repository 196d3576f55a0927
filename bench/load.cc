#include "bench/load.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <random>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/http_message.h"
#include "bench/process_cpu.h"
#include "bench/sockets.h"

namespace autopilot::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kBufferSize = 256 * 1024;
constexpr int kMaxEvents = 128;
constexpr std::chrono::seconds kLongestAnswer{30};

struct Exchange {
  Descriptor socket;
  std::string request;
  std::vector<char> buffer = std::vector<char>(kBufferSize);
  std::size_t received = 0;
  Frame frame{};  // once the header is complete
  SteadyClock::time_point started{};
};

std::chrono::nanoseconds CpuTime() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

class Load {
 public:
  Load(const NumberedText& request, const LoadOptions& options)
      : request_(request), options_(options), epoll_(MakeEpoll()), next_(options.first) {
    const auto most = options.order == Numbers::kRandom ? options.numbers : options.first + 1;
    if (options.numbers == 0 || (request.has_number() && most > request.limit())) {
      throw std::invalid_argument("the numbers do not fit the place that the body has for them");
    }
    for (unsigned i = 0; i < options.connections; ++i) {
      Exchange& exchange = exchanges_.emplace_back();
      exchange.request = request.text();
    }
  }

  LoadResult Run() {
    for (std::size_t i = 0; i < exchanges_.size(); ++i) Open(i);
    const bool warms_up = options_.warm_up.count() > 0;
    if (!warms_up) StartMeasuring();
    now_ = SteadyClock::now();
    for (Exchange& exchange : exchanges_) Send(exchange);
    if (warms_up) {
      ServeUntil(now_ + options_.warm_up);
      StartMeasuring();
    }
    const auto end = now_ + options_.duration;
    ServeUntil(end);
    // A server so slow that one answer takes longer than all of the time is measured, too.
    while (result_.latency.count() == 0 && now_ < end + kLongestAnswer) {
      ServeUntil(now_ + std::chrono::milliseconds(100));
    }
    result_.elapsed = now_ - measured_from_;
    result_.cpu = CpuTime() - cpu_before_;
    result_.server_cpu = CpuTimeOf(options_.server) - server_cpu_before_;
    result_.next_number = next_;
    return std::move(result_);
  }

 private:
  void StartMeasuring() {
    measuring_ = true;
    cpu_before_ = CpuTime();
    server_cpu_before_ = CpuTimeOf(options_.server);
    now_ = measured_from_ = SteadyClock::now();
  }

  bool Enough() const {
    return measuring_ && options_.most_requests > 0 &&
           result_.latency.count() >= options_.most_requests;
  }

  void ServeUntil(SteadyClock::time_point end) {
    std::array<epoll_event, kMaxEvents> events;
    while (now_ < end && !Enough()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - now_).count();
      const int count =
          ::epoll_wait(epoll_.get(), events.data(), kMaxEvents, static_cast<int>(left));
      if (count < 0 && errno != EINTR) ThrowSystemError("epoll_wait");
      now_ = SteadyClock::now();
      for (int i = 0; i < count; ++i) {
        const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
        if (Receive(exchanges_[index])) OnAnswer(index);
      }
    }
  }

  void Open(std::size_t index) {
    exchanges_[index].socket = Connect(options_.port);
    Watch(epoll_, exchanges_[index].socket, index);
  }

  void Send(Exchange& exchange) {
    if (options_.order == Numbers::kSequential) {
      request_.Fill(exchange.request, next_++);
    } else if (request_.has_number()) {
      request_.Fill(exchange.request, random_() % options_.numbers);
    }
    exchange.received = 0;
    exchange.frame = {};
    exchange.started = SteadyClock::now();
    const std::string& bytes = exchange.request;
    const ssize_t sent = ::send(exchange.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) ThrowSystemError("send");
    // Nothing else is under way on this connection, so the system's buffer is empty.
    if (static_cast<std::size_t>(sent) != bytes.size()) {
      throw std::invalid_argument("a request is larger than the socket's buffer");
    }
  }

  // True once the answer is complete.
  bool Receive(Exchange& exchange) {
    auto& buffer = exchange.buffer;
    const ssize_t count = ::recv(exchange.socket.get(), buffer.data() + exchange.received,
                                 buffer.size() - exchange.received, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (count < 0) ThrowSystemError("recv");
    if (count == 0) {
      errno = ECONNRESET;
      ThrowSystemError("the server ended a connection within an answer");
    }
    exchange.received += static_cast<std::size_t>(count);
    if (exchange.frame.head == 0) {
      exchange.frame = FindFrame({buffer.data(), exchange.received}).value_or(Frame{});
      if (exchange.frame.size() > buffer.size()) buffer.resize(exchange.frame.size());
      if (exchange.frame.head == 0) return false;
    }
    return exchange.received >= exchange.frame.size();
  }

  void OnAnswer(std::size_t index) {
    Exchange& exchange = exchanges_[index];
    const std::string_view answer(exchange.buffer.data(), exchange.received);
    const std::string_view head = answer.substr(0, exchange.frame.head);
    if (StatusOf(head) != options_.expected_status) {
      if (result_.unexpected++ == 0) result_.unexpected_answer = answer;
    }
    // A request that the warm-up began is not measured.
    if (measuring_ && exchange.started >= measured_from_) {
      result_.latency.Record(SteadyClock::now() - exchange.started);
      result_.head_bytes += exchange.frame.head;
      result_.body_bytes += exchange.frame.body;
    }
    if (ClosesConnection(head)) Open(index);
    Send(exchange);
  }

  const NumberedText& request_;
  const LoadOptions& options_;
  Descriptor epoll_;
  std::vector<Exchange> exchanges_;
  std::mt19937_64 random_{20261127};
  std::uint64_t next_;
  SteadyClock::time_point now_{};
  bool measuring_ = false;
  SteadyClock::time_point measured_from_{};
  std::chrono::nanoseconds cpu_before_{0}, server_cpu_before_{0};
  LoadResult result_;
};

}  // namespace

double LoadResult::PerSecond() const {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  return seconds > 0 ? static_cast<double>(latency.count()) / seconds : 0;
}

LoadResult RunLoad(const NumberedText& request, const LoadOptions& options) {
  return Load(request, options).Run();
}

}  // namespace autopilot::bench
