#include "datasets/s3/s3_errors.h"

#include <gtest/gtest.h>

#include "tests/unit/datasets/s3/s3_support.h"

namespace autopilot {
namespace {

using testing::Answer;
using testing::Failure;
using testing::kEtag;
using testing::QuickOptions;
using testing::Reply;
using testing::S3UnderTest;
using testing::ServedRequest;

const ObjectInfo kObject{.bucket = "data", .key = "a.csv", .size = 10, .version = kEtag};

// Text with "URL" for the endpoint.
std::string WithUrl(std::string text, const std::string& url) {
  for (std::size_t at = 0; (at = text.find("URL", at)) != std::string::npos; at += url.size()) {
    text.replace(at, 3, url);
  }
  return text;
}

TEST(S3Errors, SayWhatToDo) {
  const std::string cannot = "s3://data/a.csv cannot be read. ";
  const std::string denied = "Access to s3://data/a.csv is denied. ";
  const std::string check =
      "; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.";
  const std::string elsewhere = "; check the endpoint and the region (AWS_REGION).";
  const struct {
    Reply reply;
    DataErrorKind kind;
    std::string text;
  } cases[] = {
      {Failure(404, "NoSuchBucket"), DataErrorKind::kNoSuchBucket,
       "The bucket s3://data does not exist."},
      {Failure(400, "InvalidBucketName"), DataErrorKind::kNoSuchBucket,
       "The bucket s3://data does not exist."},
      {Failure(404, "NoSuchKey"), DataErrorKind::kNoSuchObject,
       "The object s3://data/a.csv does not exist."},
      {Failure(412, "PreconditionFailed"), DataErrorKind::kChanged,
       "The object s3://data/a.csv was changed while it was read."},
      {Answer(412, {}, ""), DataErrorKind::kChanged,
       "The object s3://data/a.csv was changed while it was read."},
      {Failure(403, "AccessDenied"), DataErrorKind::kAccessDenied,
       denied + "URL answers 403 AccessDenied; other credentials may be allowed to read it."},
      {Answer(401, {}, "no"), DataErrorKind::kAccessDenied,
       denied + "URL answers 401; other credentials may be allowed to read it."},
      {Failure(403, "InvalidAccessKeyId"), DataErrorKind::kAccessDenied,
       denied + "URL does not accept the credentials (403 InvalidAccessKeyId)" + check},
      {Failure(403, "SignatureDoesNotMatch"), DataErrorKind::kAccessDenied,
       denied + "URL does not accept the credentials (403 SignatureDoesNotMatch)" + check},
      {Failure(400, "ExpiredToken"), DataErrorKind::kAccessDenied,
       denied + "URL does not accept the credentials (400 ExpiredToken)" + check},
      {Failure(403, "RequestTimeTooSkewed"), DataErrorKind::kAccessDenied,
       denied + "The clock of this machine differs too much from that of URL (403 "
                "RequestTimeTooSkewed)."},
      {Failure(403, "InvalidObjectState"), DataErrorKind::kAccessDenied,
       denied + "It is archived and has to be restored first (403 InvalidObjectState)."},
      {Failure(301, "PermanentRedirect"), DataErrorKind::kUnreachable,
       cannot + "URL refers to another place (301 PermanentRedirect)" + elsewhere},
      {Answer(307, {{"Location", "http://127.0.0.1:1/data/a.csv"}}, ""),
       DataErrorKind::kUnreachable, cannot + "URL refers to another place (307)" + elsewhere},
      {Failure(400, "AuthorizationHeaderMalformed"), DataErrorKind::kUnreachable,
       cannot + "URL refers to another place (400 AuthorizationHeaderMalformed)" + elsewhere},
      {Failure(400, "InvalidRequest"), DataErrorKind::kUnreachable,
       cannot + "URL answers 400 InvalidRequest."},
      {Answer(404, {}, "<html>AKID</html>"), DataErrorKind::kUnreachable,
       cannot + "URL answers 404, not as S3 does; check the endpoint."},
      {Answer(204, {}, ""), DataErrorKind::kUnreachable,
       cannot + "URL answers 204, not as S3 does; check the endpoint."},
      {Failure(501, "NotImplemented"), DataErrorKind::kUnreachable,
       cannot + "URL answers 501 NotImplemented."},
      {Answer(505, {}, ""), DataErrorKind::kUnreachable, cannot + "URL answers 505."},
  };
  for (const auto& c : cases) {
    S3UnderTest s3([&](const ServedRequest&) { return c.reply; });
    const auto bytes = s3.store().Read(kObject, 0, 10, {});
    ASSERT_FALSE(bytes) << c.text;
    EXPECT_EQ(bytes.error(), (DataError{c.kind, WithUrl(c.text, s3.Url())}));
    EXPECT_EQ(s3.server().Requests().size(), 1U) << c.text;
  }
}

TEST(S3Errors, OfHeadAreThoseOfGet) {
  S3UnderTest s3([&](const ServedRequest& request) {
    if (request.method == "HEAD") return Reply{.bytes = "HTTP/1.1 404 No\r\n\r\n"};
    return Failure(404, request.path == "/data/key" ? "NoSuchKey" : "NoSuchBucket");
  });
  EXPECT_EQ(s3.store().Find("data", "key", {}).error().kind, DataErrorKind::kNoSuchObject);
  EXPECT_EQ(s3.store().Find("none", "key", {}).error().kind, DataErrorKind::kNoSuchBucket);
  EXPECT_EQ(s3.store().Read(kObject, 10, 1, {}).error().kind, DataErrorKind::kNoSuchBucket);
}

TEST(S3Errors, WithoutCredentialsSayHowToGiveThem) {
  S3UnderTest s3([](const ServedRequest&) { return Failure(403, "AccessDenied"); },
                 [](S3Options& options) { options.credentials.reset(); });
  EXPECT_EQ(s3.store().List("data", "a", "", 1, {}).error(),
            (DataError{DataErrorKind::kAccessDenied,
                       "Access to s3://data/a is denied. " + s3.Url() +
                           " answers 403 AccessDenied to a request without credentials; set "
                           "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."}));
}

TEST(S3Errors, OfObjectsThatWereReplaced) {
  const auto part = [](const std::string& range, const sigv4::Headers& more,
                       const std::string& body) {
    sigv4::Headers headers{{"Content-Range", range}};
    headers.insert(headers.end(), more.begin(), more.end());
    return Answer(206, headers, body);
  };
  const std::string whole = "0123456789";
  const std::string date = "Fri, 27 Nov 2026 10:00:00 GMT";
  const struct {
    const char* what;
    std::string version;
    Reply reply;
    bool is_changed;
  } cases[] = {
      {"another size", kEtag, part("bytes 0-9/11", {{"ETag", kEtag}}, whole), true},
      {"another ETag", kEtag, part("bytes 0-9/10", {{"ETag", "\"other\""}}, whole), true},
      {"the same ETag", kEtag, part("bytes 0-9/10", {{"ETag", kEtag}}, whole), false},
      {"no ETag", kEtag, part("bytes 0-9/10", {{"Last-Modified", date}}, whole), false},
      {"a weak ETag", "W/\"a\"", part("bytes 0-9/10", {{"ETag", "W/\"b\""}}, whole), true},
      {"the date", date + " 10", part("bytes 0-9/10", {{"Last-Modified", date}}, whole), false},
      {"another date", "Thu, 26 Nov 2026 10:00:00 GMT 10",
       part("bytes 0-9/10", {{"Last-Modified", date}}, whole), true},
      {"nothing known", "", part("bytes 0-9/10", {{"ETag", kEtag}}, whole), false},
      {"no total", kEtag, part("bytes 0-9/*", {}, whole), false},
      {"a shorter whole", kEtag, Answer(200, {{"ETag", kEtag}}, "01234"), true},
      {"another whole", kEtag, Answer(200, {{"ETag", "\"other\""}}, whole), true},
      {"nothing there", kEtag, Answer(416, {{"Content-Range", "bytes */0"}}, ""), true},
  };
  for (const auto& c : cases) {
    S3UnderTest s3([&](const ServedRequest& request) {
      const bool has_strong_etag = c.version.starts_with('"');
      EXPECT_EQ(request.Header("If-Match"), has_strong_etag ? c.version : "") << c.what;
      return c.reply;
    });
    ObjectInfo object = kObject;
    object.version = c.version;
    const auto bytes = s3.store().Read(object, 0, 10, {});
    if (c.is_changed) {
      EXPECT_TRUE(!bytes && bytes.error().kind == DataErrorKind::kChanged) << c.what;
    } else {
      EXPECT_EQ(bytes.value(), whole) << c.what;
    }
  }
}

TEST(S3Errors, OfReadingBehindTheEndOfWhatWasReplaced) {
  S3UnderTest s3([](const ServedRequest&) { return testing::HeadAnswer(11); });
  EXPECT_EQ(s3.store().Read(kObject, 10, 1, {}).error().kind, DataErrorKind::kChanged);
}

TEST(S3Errors, OfAnswersThatMakeNoSense) {
  const std::pair<Reply, const char*> reads[] = {
      {Answer(206, {}, "012"), "a part without its place"},
      {Answer(206, {{"Content-Range", "bytes */10"}}, "012"), "a part without its place"},
      {Answer(206, {{"Content-Range", "bytes 0-2/10"}}, "012"), "another part than was asked for"},
      {Answer(206, {{"Content-Range", "bytes 1-4/10"}}, "123"), "another part than was asked for"},
      {Answer(206, {{"Content-Range", "bytes 1-3/10"}}, "12"), "another part than was asked for"},
      {Answer(200, {}, "012"), "the whole object in place of a range"},
      {Answer(416, {{"Content-Range", "bytes */10"}}, ""), "a range that is not there"},
      {Answer(416, {}, ""), "a range that is not there"},
  };
  for (const auto& [reply, why] : reads) {
    S3UnderTest s3([&reply = reply](const ServedRequest&) { return reply; });
    EXPECT_EQ(
        s3.store().Read(kObject, 1, 3, {}).error(),
        (DataError{DataErrorKind::kUnreachable, "s3://data/a.csv cannot be read. The answer of " +
                                                    s3.Url() + " makes no sense: " + why + "."}));
  }
  const std::pair<Reply, const char*> finds[] = {
      {Answer(206, {}, "0"), "the first byte of an object without its size"},
      {Answer(206, {{"Content-Range", "bytes 0-0/*"}}, "0"),
       "the first byte of an object without its size"},
      {Answer(206, {{"Content-Range", "bytes 1-1/5"}}, "0"),
       "the first byte of an object without its size"},
      {Answer(206, {{"Content-Range", "bytes 0-0/5"}}, ""),
       "the first byte of an object without its size"},
      {Answer(416, {{"Content-Range", "bytes */5"}}, ""), "bytes, but no first one"},
  };
  for (const auto& [reply, why] : finds) {
    S3UnderTest s3([&reply = reply](const ServedRequest& request) {
      return request.method == "HEAD" ? Reply{.bytes = "HTTP/1.1 400 No\r\n\r\n"} : reply;
    });
    EXPECT_EQ(s3.store().Find("data", "a.csv", {}).error().text,
              "s3://data/a.csv cannot be read. The answer of " + s3.Url() +
                  " makes no sense: " + why + ".");
  }
  S3UnderTest s3([](const ServedRequest&) { return Answer(200, {}, "<html/>"); });
  EXPECT_EQ(s3.store().List("data", "", "", 1, {}).error().text,
            "s3://data/ cannot be read. The answer of " + s3.Url() +
                " makes no sense: the listing has no ListBucketResult.");
}

}  // namespace
}  // namespace autopilot
