#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>

#include "tests/unit/datasets/s3/s3_support.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Answer;
using testing::Failure;
using testing::HeadAnswer;
using testing::kEtag;
using testing::QuickOptions;
using testing::RangeAnswer;
using testing::Reply;
using testing::S3UnderTest;
using testing::ServedRequest;

const ObjectInfo kObject{.bucket = "data", .key = "a.csv", .size = 10, .version = kEtag};

// The error of a read, with how long it took.
struct Outcome {
  DataError error;
  Deadline::SteadyClock::duration took;
};

Outcome FailingRead(S3Store& store, const Deadline& deadline) {
  const auto start = Deadline::SteadyClock::now();
  auto bytes = store.Read(kObject, 0, 10, deadline);
  const auto took = Deadline::SteadyClock::now() - start;
  return {bytes ? DataError{DataErrorKind::kMalformed, "It did not fail."} : bytes.error(), took};
}

TEST(S3Network, TriesAgainWhereAnErrorMayPass) {
  for (const int status : {429, 500, 502, 503, 504}) {
    std::atomic<int> left = 2;
    S3UnderTest s3([&](const ServedRequest& request) {
      return left-- > 0 ? Failure(status, "SlowDown") : RangeAnswer(request, "0123456789");
    });
    EXPECT_EQ(s3.store().Read(kObject, 0, 10, {}).value(), "0123456789") << status;
    EXPECT_EQ(s3.server().Requests().size(), 3U);
    EXPECT_EQ(s3.server().Connections(), 1U);

    left = 3;
    EXPECT_EQ(FailingRead(s3.store(), {}).error,
              (DataError{DataErrorKind::kUnreachable, "s3://data/a.csv cannot be read. " +
                                                          s3.Url() + " answers " +
                                                          std::to_string(status) + " SlowDown."}));
    left = 3;
    EXPECT_EQ(s3.store().Find("data", "key", {}).error().kind, DataErrorKind::kUnreachable);
    EXPECT_EQ(s3.server().Requests().size(), 9U);
  }
}

TEST(S3Network, TriesAgainWhereThereWasNoAnswer) {
  std::atomic<int> left = 2;
  S3UnderTest s3([&](const ServedRequest& request) {
    return left-- > 0 ? Reply{.bytes = "HTTP/1.1 206", .then = Reply::Then::kClose}
                      : RangeAnswer(request, "0123456789");
  });
  EXPECT_EQ(s3.store().Read(kObject, 0, 10, {}).value(), "0123456789");
  EXPECT_EQ(s3.server().Connections(), 3U);
  left = 100;
  const auto failed = FailingRead(s3.store(), {});
  EXPECT_EQ(failed.error.kind, DataErrorKind::kUnreachable);
  EXPECT_THAT(failed.error.text, ::testing::StartsWith("s3://data/a.csv cannot be read. There was "
                                                       "no answer from " +
                                                       s3.Url() + " ("));
}

TEST(S3Network, AsManyAttemptsAsTheOptionsSay) {
  S3UnderTest s3([&](const ServedRequest&) { return Failure(503, "SlowDown"); },
                 [](S3Options& options) { options.attempts = 1; });
  EXPECT_FALSE(s3.store().Read(kObject, 0, 10, {}));
  EXPECT_EQ(s3.server().Requests().size(), 1U);
}

TEST(S3Network, APauseEndsWithTheDeadlineOrWhenItIsCalledOff) {
  S3UnderTest s3([&](const ServedRequest&) { return Failure(503, "SlowDown"); },
                 [](S3Options& options) { options.first_pause = std::chrono::hours(1'000); });
  const auto late = FailingRead(s3.store(), Deadline::In(milliseconds(200)));
  EXPECT_EQ(late.error,
            (DataError{DataErrorKind::kTimedOut, "s3://data/a.csv could not be read in time."}));
  EXPECT_LT(late.took, seconds(1));

  const CancelFlag cancel;
  auto reading = std::async(std::launch::async, [&] {
    return FailingRead(s3.store(), Deadline(Deadline::SteadyClock::time_point::max(), cancel));
  });
  cancel.Cancel();
  EXPECT_EQ(reading.get().error,
            (DataError{DataErrorKind::kCancelled, "Reading s3://data/a.csv was called off."}));
}

TEST(S3Network, KeepsConnections) {
  S3UnderTest s3([](const ServedRequest& request) { return RangeAnswer(request, "0123456789"); });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(s3.store().Read(kObject, 0, 10, {}));
  EXPECT_EQ(s3.server().Connections(), 1U);
  s3.server().CloseConnections();
  EXPECT_TRUE(s3.store().Read(kObject, 0, 10, {}));
  EXPECT_EQ(s3.server().Connections(), 2U);
}

TEST(S3Network, KeepsNoConnectionThatTheServerWantsToClose) {
  S3UnderTest s3([](const ServedRequest& request) {
    Reply reply = RangeAnswer(request, "0123456789");
    reply.bytes.insert(reply.bytes.find("\r\n") + 2, "Connection: close\r\n");
    return reply;
  });
  EXPECT_TRUE(s3.store().Read(kObject, 0, 10, {}));
  EXPECT_TRUE(s3.store().Read(kObject, 0, 10, {}));
  EXPECT_EQ(s3.server().Connections(), 2U);
}

TEST(S3Network, KeepsNoConnectionOnWhichMoreCameThanTheAnswer) {
  S3UnderTest s3([](const ServedRequest& request) {
    Reply reply = RangeAnswer(request, "0123456789");
    reply.bytes += RangeAnswer(request, "abcdefghij").bytes;
    return reply;
  });
  EXPECT_EQ(s3.store().Read(kObject, 0, 10, {}).value(), "0123456789");
  EXPECT_EQ(s3.store().Read(kObject, 0, 10, {}).value(), "0123456789");
}

TEST(S3Network, AKeptConnectionThatIsClosedCostsNoAttempt) {
  S3UnderTest s3(
      [uses = std::map<std::size_t, int>()](const ServedRequest& request) mutable {
        if (++uses[request.connection] == 2) return Reply{.bytes = "", .then = Reply::Then::kClose};
        return RangeAnswer(request, "0123456789");
      },
      [](S3Options& options) { options.attempts = 1; });
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(s3.store().Read(kObject, 0, 10, {})) << i;
  EXPECT_EQ(s3.server().Connections(), 4U);
  EXPECT_EQ(s3.server().Requests().size(), 7U);
}

TEST(S3Network, AHangingServerHoldsNobodyBeyondTheDeadline) {
  const std::string head = "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-9/10\r\n";
  const Reply replies[] = {
      {.bytes = "", .then = Reply::Then::kHang},
      {.bytes = head, .then = Reply::Then::kHang},
      {.bytes = head + "Content-Length: 10\r\n\r\n", .then = Reply::Then::kHang},
      {.bytes = head + "Content-Length: 10\r\n\r\n01234", .then = Reply::Then::kHang},
      {.bytes = head + "Content-Length: 10\r\n\r\n0123456789", .drip = milliseconds(20)},
      {.bytes = head + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n",
       .then = Reply::Then::kHang},
      {.bytes = head + "\r\n0123456789", .then = Reply::Then::kHang},
  };
  for (const Reply& reply : replies) {
    S3UnderTest s3([&](const ServedRequest&) { return reply; });
    const auto late = FailingRead(s3.store(), Deadline::In(milliseconds(200)));
    EXPECT_EQ(late.error,
              (DataError{DataErrorKind::kTimedOut, "s3://data/a.csv could not be read in time."}))
        << reply.bytes;
    EXPECT_LT(late.took, seconds(1)) << reply.bytes;
  }
}

TEST(S3Network, WithoutADeadlineReadingHasItsOwnLimit) {
  const auto quick = [](S3Options& options) {
    options.read_timeout = milliseconds(50);
    options.attempts = 2;
  };
  S3UnderTest silent(
      [](const ServedRequest&) { return Reply{.bytes = "", .then = Reply::Then::kHang}; }, quick);
  EXPECT_EQ(FailingRead(silent.store(), {}).error,
            (DataError{DataErrorKind::kUnreachable,
                       "s3://data/a.csv cannot be read. There was no answer from " + silent.Url() +
                           " in time."}));
  EXPECT_EQ(silent.server().Requests().size(), 2U);

  S3UnderTest half(
      [](const ServedRequest& request) {
        Reply reply = RangeAnswer(request, "0123456789");
        reply.bytes.pop_back();
        reply.then = Reply::Then::kHang;
        return reply;
      },
      quick);
  EXPECT_EQ(FailingRead(half.store(), {}).error,
            (DataError{DataErrorKind::kUnreachable,
                       "s3://data/a.csv cannot be read. The answer of " + half.Url() +
                           " did not come to its end in time."}));
  EXPECT_EQ(half.server().Requests().size(), 1U);
}

TEST(S3Network, TakesAnswersInAnyPieces) {
  const std::string head = "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-9/10\r\n";
  const Reply replies[] = {
      {.bytes = head + "Content-Length: 10\r\n\r\n0123456789", .drip = milliseconds(1)},
      {.bytes =
           head + "Transfer-Encoding: chunked\r\n\r\n3\r\n012\r\n7;x=y\r\n3456789\r\n0\r\n\r\n"},
      {.bytes = head + "\r\n0123456789", .then = Reply::Then::kClose},
  };
  for (const Reply& reply : replies) {
    S3UnderTest s3([&](const ServedRequest&) { return reply; });
    EXPECT_EQ(s3.store().Read(kObject, 0, 10, {}).value(), "0123456789") << reply.bytes;
  }
}

TEST(S3Network, AnswersThatAreNoAnswers) {
  const std::string head = "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-9/10\r\n";
  const std::string cannot = "s3://data/a.csv cannot be read. ";
  const std::string cut = cannot + "The answer of URL did not come to its end (";
  const std::string too_long = cannot + "URL answers with more bytes than were asked for.";
  const std::string garbage = cannot + "What URL answers is not HTTP (";
  const std::pair<std::string, std::string> cases[] = {
      {head + "Content-Length: 10\r\n\r\n01234", cut},
      {head + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n", cut},
      {head + "Transfer-Encoding: chunked\r\n\r\nx\r\n", cut},
      {head + "Content-Length: 11\r\n\r\n0123456789a", too_long},
      {head + "Content-Length: 18446744073709551615\r\n\r\n", too_long},
      {head + "Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n", too_long},
      {head + "\r\n0123456789a", too_long},
      {"HTTP/1.1 500 No\r\nContent-Length: 99999999\r\n\r\n", too_long},
      {"garbage\r\n\r\n", garbage},
      {std::string("\x15\x03\x01\x00\x02\x02\x28", 7) + "\r\n\r\n", garbage},
      {"HTTP/1.1 200 OK\r\nA: " + std::string(64 * 1024, 'a') + "\r\n\r\n", garbage},
      {head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", garbage},
  };
  for (const auto& [bytes, text] : cases) {
    S3UnderTest s3([&bytes = bytes](const ServedRequest&) {
      return Reply{.bytes = bytes, .then = Reply::Then::kClose};
    });
    const DataError error = FailingRead(s3.store(), {}).error;
    EXPECT_EQ(error.kind, DataErrorKind::kUnreachable) << bytes;
    std::string expected = text;
    if (const auto at = expected.find("URL"); at != std::string::npos) {
      expected.replace(at, 3, s3.Url());
    }
    EXPECT_THAT(error.text, ::testing::StartsWith(expected)) << bytes.substr(0, 100);
    EXPECT_EQ(s3.server().Requests().size(), 1U) << bytes.substr(0, 100);
  }
}

TEST(S3Network, AListingHasALimit) {
  S3UnderTest s3([](const ServedRequest&) {
    return Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n"};
  });
  EXPECT_EQ(
      s3.store().List("data", "", "", 1, {}).error().text,
      "s3://data/ cannot be read. " + s3.Url() + " answers with more bytes than were asked for.");
}

TEST(S3Network, NobodyListens) {
  std::string url;
  {
    const testing::ScriptedServer gone([](const ServedRequest&) { return Reply{}; });
    url = gone.Url();
  }
  const testing::ManualClock clock(testing::kSigned);
  const auto store = S3Store::Make(QuickOptions(url), clock).value();
  EXPECT_EQ(FailingRead(*store, {}).error,
            (DataError{DataErrorKind::kUnreachable,
                       "s3://data/a.csv cannot be read. There is no connection to " + url +
                           " (Connection refused)."}));
}

TEST(S3Network, AConnectionThatIsNotMadeInTime) {
  const testing::FullListener full;
  const testing::ManualClock clock(testing::kSigned);
  S3Options options = QuickOptions(full.Url());
  options.connect_timeout = milliseconds(50);
  const auto store = S3Store::Make(options, clock).value();
  EXPECT_EQ(FailingRead(*store, {}).error,
            (DataError{DataErrorKind::kUnreachable,
                       "s3://data/a.csv cannot be read. There is no connection to " + full.Url() +
                           " in time."}));
  EXPECT_EQ(FailingRead(*store, Deadline::In(milliseconds(10))).error.kind,
            DataErrorKind::kTimedOut);
}

TEST(S3Network, NothingIsSentWhenItIsTooLate) {
  S3UnderTest s3([](const ServedRequest&) { return HeadAnswer(1); });
  EXPECT_EQ(FailingRead(s3.store(), Deadline::In(seconds(0))).error.kind, DataErrorKind::kTimedOut);
  const CancelFlag cancel;
  cancel.Cancel();
  EXPECT_EQ(FailingRead(s3.store(), Deadline::In(seconds(9), cancel)).error.kind,
            DataErrorKind::kCancelled);
  EXPECT_EQ(s3.server().Connections(), 0U);
}

TEST(S3Network, ServesManyThreads) {
  S3UnderTest s3([](const ServedRequest& request) {
    return request.method == "HEAD" ? HeadAnswer(10) : RangeAnswer(request, "0123456789");
  });
  std::vector<std::future<int>> readers;
  for (int reader = 0; reader < 8; ++reader) {
    readers.push_back(std::async(std::launch::async, [&] {
      int good = 0;
      for (std::uint64_t i = 0; i < 20; ++i) {
        const auto bytes = s3.store().Read(kObject, i % 10, 1, {});
        good += bytes && *bytes == std::to_string(i % 10) && s3.store().Find("data", "a.csv", {});
      }
      return good;
    }));
  }
  for (auto& reader : readers) EXPECT_EQ(reader.get(), 20);
}

TEST(S3Network, NamesOfHostsAreLookedUp) {
  testing::ScriptedServer server([](const ServedRequest&) { return HeadAnswer(7); });
  const testing::ManualClock clock(testing::kSigned);
  const std::string url = "http://localhost:" + std::to_string(server.port());
  const auto store = S3Store::Make(QuickOptions(url), clock).value();
  EXPECT_EQ(store->Find("data", "key", {}).value().size, 7U);
  EXPECT_EQ(server.Requests()[0].Header("Host"), url.substr(7));
}

}  // namespace
}  // namespace autopilot
