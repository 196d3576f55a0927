#include "server/http/server.h"

#include "server/http/net.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "api/protocol/errors.h"
#include "server/http/connection_rate.h"
#include "server/http/listener.h"
#include "server/http/session.h"
#include "server/http/worker.h"

namespace autopilot {
namespace {

using WorkGuard = net::executor_work_guard<IoExecutor>;

// Connections above the limit that may wait for their 503 at the same time.
constexpr std::size_t kMaxRefusing = 64;

std::vector<std::unique_ptr<Worker>> MakeWorkers(unsigned count) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < std::max(count, 1U); ++i) workers.push_back(std::make_unique<Worker>());
  return workers;
}

}  // namespace

// The first worker also runs the listener, the signals and the grace period; what is marked (first)
// is touched only there once the threads run.
struct HttpServer::Impl {
  explicit Impl(HttpOptions the_options)
      : options(std::move(the_options)),
        host{.options = options, .tls = {}, .handler = {}, .on_refusal = {}, .on_closed = {}},
        new_connections(options.max_new_connections),
        workers(MakeWorkers(options.threads)),
        listener(first(), options.host, options.port),
        signals(first()),
        grace(first()) {
    if (options.tls_port) tls_listener.emplace(first(), options.host, *options.tls_port);
  }

  net::io_context& first() { return workers.front()->io; }

  void Listen(Listener& at, Speaks speaks);
  void OnAccept(Worker& worker, TcpSocket socket, Speaks speaks);
  std::string UrlOf(const char* scheme, const Listener& at) const;
  void BeginStop();
  void OnClosed();
  void EndIfDrained();
  void WaitForSignal(std::function<void()> on_signal);
  void Run(Worker& worker);

  HttpOptions options;
  SessionHost host;
  ConnectionRate new_connections;  // (first)
  std::vector<std::unique_ptr<Worker>> workers;
  std::size_t next_worker = 0;           // (first)
  Listener listener;                     // (first)
  std::optional<Listener> tls_listener;  // (first)
  net::signal_set signals;               // (first)
  net::steady_timer grace;               // (first)
  std::vector<WorkGuard> guards;         // (first)
  std::atomic<std::size_t> open{0};
  std::atomic<bool> cut_off{false};
  std::vector<std::thread> threads;
};

void HttpServer::Impl::Listen(Listener& at, Speaks speaks) {
  // The picked worker and the accepted socket belong together because only one accept is pending.
  auto picked = std::make_shared<Worker*>(nullptr);
  at.Start(
      [this, picked] {
        *picked = workers[next_worker++ % workers.size()].get();
        return (*picked)->io.get_executor();
      },
      [this, picked, speaks](TcpSocket socket) { OnAccept(**picked, std::move(socket), speaks); });
}

void HttpServer::Impl::OnAccept(Worker& worker, TcpSocket socket, Speaks speaks) {
  if (open >= options.max_connections + kMaxRefusing) return;
  const bool too_many = ++open > options.max_connections;
  const bool too_fast = !too_many && !new_connections.Admit(std::chrono::steady_clock::now());
  error_code ec;
  socket.set_option(tcp::no_delay(true), ec);
  auto session = std::make_shared<Session>(std::move(socket), speaks, host, worker);
  net::post(worker.io, [this, session = std::move(session), too_many, too_fast] {
    if (too_many) {
      session->Refuse(errors::TooManyConnections(options.max_connections));
    } else if (too_fast) {
      session->Refuse(errors::TooManyNewConnections(options.max_new_connections));
    } else {
      session->Start();
    }
  });
}

void HttpServer::Impl::BeginStop() {
  if (host.stopping.exchange(true)) return;
  listener.Close();
  if (tls_listener) tls_listener->Close();
  for (const auto& worker : workers) {
    net::post(worker->io, [&sessions = worker->sessions] {
      const std::vector<Session*> snapshot(sessions.begin(), sessions.end());
      for (Session* session : snapshot) session->Shutdown();
    });
  }
  grace.expires_after(options.shutdown_grace);
  grace.async_wait([this](error_code ec) {
    if (ec) return;
    cut_off = true;
    for (const auto& worker : workers) worker->io.stop();
  });
  EndIfDrained();
}

void HttpServer::Impl::OnClosed() {
  if (--open == 0 && host.stopping) net::post(first(), [this] { EndIfDrained(); });
}

// Without guards the threads end as soon as they have nothing left to do.
void HttpServer::Impl::EndIfDrained() {
  if (open > 0) return;
  error_code ec;
  signals.cancel(ec);
  grace.cancel();
  guards.clear();
}

void HttpServer::Impl::WaitForSignal(std::function<void()> on_signal) {
  signals.async_wait([this, on_signal = std::move(on_signal)](error_code ec, int) {
    if (ec) return;
    on_signal();
    BeginStop();
    if (guards.empty()) return;
    signals.async_wait([this](error_code second, int) {
      if (second) return;
      cut_off = true;
      for (const auto& worker : workers) worker->io.stop();
    });
  });
}

// A handler that throws is dealt with by its session. What arrives here is a failure of the machine
// (out of memory) in one completion; its session is lost, the others go on.
void HttpServer::Impl::Run(Worker& worker) {
  for (;;) {
    try {
      worker.io.run();
      return;
    } catch (const std::exception& e) {
      host.on_refusal({"", errors::InternalFailure(), e.what()});
    }
  }
}

HttpServer::HttpServer(HttpOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpServer::~HttpServer() {
  Abort();
  for (std::thread& thread : impl_->threads) {
    if (thread.joinable()) thread.join();
  }
}

void HttpServer::Start(Handler handler, RefusalObserver on_refusal) {
  Impl& impl = *impl_;
  impl.host.handler = std::move(handler);
  impl.host.on_refusal = std::move(on_refusal);
  impl.host.on_closed = [&impl] { impl.OnClosed(); };
  for (const auto& worker : impl.workers) impl.guards.emplace_back(worker->io.get_executor());
  const bool shares_port = impl.host.tls && !impl.tls_listener;
  impl.Listen(impl.listener, shares_port ? Speaks::kEither : Speaks::kHttp);
  if (impl.tls_listener) impl.Listen(*impl.tls_listener, Speaks::kHttps);
  for (const auto& worker : impl.workers) {
    impl.threads.emplace_back([&impl, &worker = *worker] { impl.Run(worker); });
  }
}

void HttpServer::Stop() {
  net::post(impl_->first(), [impl = impl_.get()] { impl->BeginStop(); });
}

void HttpServer::Abort() {
  if (impl_->open > 0) impl_->cut_off = true;
  for (const auto& worker : impl_->workers) worker->io.stop();
}

void HttpServer::StopOnSignals(std::function<void()> on_signal) {
  impl_->signals.add(SIGTERM);
  impl_->signals.add(SIGINT);
  impl_->WaitForSignal(std::move(on_signal));
}

StopResult HttpServer::Join() {
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
  return impl_->cut_off ? StopResult::kCutOff : StopResult::kDrained;
}

std::string HttpServer::Impl::UrlOf(const char* scheme, const Listener& at) const {
  const net::ip::address address = at.endpoint().address();
  const std::string name = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return scheme + ("://" + name) + ":" + std::to_string(at.endpoint().port());
}

std::string HttpServer::url() const { return impl_->UrlOf("http", impl_->listener); }

std::string HttpServer::tls_url() const {
  if (!impl_->host.tls) return "";
  return impl_->UrlOf("https", impl_->tls_listener ? *impl_->tls_listener : impl_->listener);
}

void HttpServer::UseTls(std::shared_ptr<TlsContext> tls) { impl_->host.tls = std::move(tls); }

std::uint16_t HttpServer::port() const { return impl_->listener.endpoint().port(); }

std::size_t HttpServer::open_connections() const { return impl_->open; }

}  // namespace autopilot
