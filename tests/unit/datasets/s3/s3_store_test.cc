#include "datasets/s3/s3_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/sigv4_claim.h"
#include "tests/unit/datasets/s3/s3_support.h"

namespace autopilot {
namespace {

using testing::Answer;
using ::testing::ElementsAre;
using testing::Failure;
using testing::HeadAnswer;
using ::testing::IsEmpty;
using testing::kEtag;
using testing::RangeAnswer;
using testing::Reply;
using testing::S3UnderTest;
using testing::ServedRequest;

const ObjectInfo kObject{.bucket = "data", .key = "a.csv", .size = 10, .version = kEtag};

Reply Listing(const std::string& inside) {
  return Answer(200, {{"Content-Type", "application/xml"}},
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
                    inside + "</ListBucketResult>");
}

std::string Contents(const std::string& key) {
  return "<Contents><Key>" + key + "</Key><Size>3</Size><ETag>&quot;e&quot;</ETag></Contents>";
}

ObjectInfo Listed(const std::string& key) {
  return {.bucket = "data", .key = key, .size = 3, .version = "\"e\""};
}

// The signature that the request should have, by what was received.
std::string ExpectedSignature(const ServedRequest& request) {
  const auto claim =
      sigv4::ReadAuthorization(request.Header("Authorization"), request.headers).value();
  const auto credential = sigv4::ReadCredential(claim.credential).value();
  const sigv4::Message message{.method = request.method,
                               .path = request.path,
                               .query = request.query,
                               .headers = request.headers};
  const std::string canonical =
      CanonicalRequest(message, sigv4::ReadSignedHeaders(claim.signed_headers),
                       request.Header("x-amz-content-sha256"), sigv4::PathRule::kAsIs);
  return "AWS4-HMAC-SHA256 Credential=AKID/20261127/us-east-1/s3/aws4_request, SignedHeaders=" +
         claim.signed_headers + ", Signature=" +
         sigv4::Signature(sigv4::SigningKey("SECRET", credential.scope),
                          StringToSign(claim.date, credential.scope, canonical));
}

TEST(S3Store, FindsAnObject) {
  S3UnderTest s3([](const ServedRequest&) { return HeadAnswer(1'234); });
  EXPECT_EQ(
      s3.store().Find("data", "train/b c+é.csv", {}).value(),
      (ObjectInfo{.bucket = "data", .key = "train/b c+é.csv", .size = 1'234, .version = kEtag}));
  const auto requests = s3.server().Requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method, "HEAD");
  EXPECT_EQ(requests[0].Target(), "/data/train/b%20c%2B%C3%A9.csv");
}

TEST(S3Store, SignsEveryRequest) {
  S3UnderTest s3(
      [](const ServedRequest& request) {
        if (request.method == "HEAD") return HeadAnswer(10);
        return request.path == "/data" ? Listing("<IsTruncated>false</IsTruncated>")
                                       : RangeAnswer(request, "0123456789");
      },
      [](S3Options& options) { options.credentials->session_token = "TOKEN"; });
  ObjectInfo object = kObject;
  object.key = "//a/../%41 ~*'()?#&=+é";
  EXPECT_TRUE(s3.store().Find(object.bucket, object.key, {}));
  EXPECT_TRUE(s3.store().Read(object, 0, 4, {}));
  EXPECT_TRUE(s3.store().List("data", "p /+", "", 7, {}));
  const auto requests = s3.server().Requests();
  ASSERT_EQ(requests.size(), 3U);
  for (const ServedRequest& request : requests) {
    EXPECT_EQ(request.Header("Authorization"), ExpectedSignature(request)) << request.Target();
    EXPECT_EQ(request.Header("X-Amz-Date"), "20261127T100000Z");
    EXPECT_EQ(request.Header("X-Amz-Security-Token"), "TOKEN");
    EXPECT_EQ(request.Header("Host"), s3.Url().substr(7));
  }
  EXPECT_EQ(requests[1].path, "/data///a/../%2541%20~%2A%27%28%29%3F%23%26%3D%2B%C3%A9");
  EXPECT_EQ(sigv4::ReadAuthorization(requests[1].Header("Authorization"), {})->signed_headers,
            "host;if-match;range;x-amz-content-sha256;x-amz-date;x-amz-security-token");
}

TEST(S3Store, SignsForItsRegion) {
  S3UnderTest s3([](const ServedRequest&) { return HeadAnswer(1); },
                 [](S3Options& options) { options.region = "eu-west-1"; });
  EXPECT_TRUE(s3.store().Find("data", "key", {}));
  EXPECT_THAT(s3.server().Requests().at(0).Header("Authorization"),
              ::testing::StartsWith("AWS4-HMAC-SHA256 "
                                    "Credential=AKID/20261127/eu-west-1/s3/aws4_request, "));
}

TEST(S3Store, SignsNothingWithoutCredentials) {
  S3UnderTest s3([](const ServedRequest&) { return HeadAnswer(1); },
                 [](S3Options& options) { options.credentials.reset(); });
  EXPECT_TRUE(s3.store().Find("data", "key", {}));
  std::vector<std::string> names;
  const auto requests = s3.server().Requests();
  for (const auto& header : requests.at(0).headers) names.push_back(header.first);
  EXPECT_THAT(names, ElementsAre("Host", "User-Agent", "Accept-Encoding"));
}

TEST(S3Store, AsksForTheFirstByteWhereHeadHasNoAnswer) {
  const std::string date = "Fri, 27 Nov 2026 10:00:00 GMT";
  const struct {
    const char* what;
    Reply first_byte;
    std::uint64_t size;
    std::string version;
  } cases[] = {
      {"part", Answer(206, {{"ETag", kEtag}, {"Content-Range", "bytes 0-0/99"}}, "x"), 99, kEtag},
      {"no quotes", Answer(206, {{"ETag", "e"}, {"Content-Range", "bytes 0-0/99"}}, "x"), 99,
       "\"e\""},
      {"no ETag", Answer(206, {{"Last-Modified", date}, {"Content-Range", "bytes 0-0/99"}}, "x"),
       99, date + " 99"},
      {"neither", Answer(206, {{"Content-Range", "bytes 0-0/99"}}, "x"), 99, ""},
      {"empty", Answer(416, {{"ETag", kEtag}, {"Content-Range", "bytes */0"}}, "<Error/>"), 0,
       kEtag},
      {"whole", Answer(200, {{"ETag", kEtag}}, "x"), 1, kEtag},
      {"whole, empty", Answer(200, {{"ETag", kEtag}}, ""), 0, kEtag},
  };
  for (const auto& c : cases) {
    S3UnderTest s3([&](const ServedRequest& request) {
      if (request.method == "HEAD") return Reply{.bytes = "HTTP/1.1 405 No\r\n\r\n"};
      EXPECT_EQ(request.Header("Range"), "bytes=0-0");
      return c.first_byte;
    });
    const auto found = s3.store().Find("data", "key", {});
    ASSERT_TRUE(found) << c.what << ": " << found.error().text;
    EXPECT_EQ(found->size, c.size) << c.what;
    EXPECT_EQ(found->version, c.version) << c.what;
  }
}

TEST(S3Store, ReadsTheBytesAskedFor) {
  S3UnderTest s3([](const ServedRequest& request) {
    return request.method == "HEAD" ? HeadAnswer(10) : RangeAnswer(request, "0123456789");
  });
  const struct {
    std::uint64_t offset;
    std::size_t length;
    const char* bytes;
    const char* range;  // "" for HEAD
  } cases[] = {
      {0, 10, "0123456789", "bytes=0-9"}, {0, 1, "0", "bytes=0-0"},
      {3, 4, "3456", "bytes=3-6"},        {8, 4, "89", "bytes=8-9"},
      {9, SIZE_MAX, "9", "bytes=9-9"},    {10, 1, "", ""},
      {UINT64_MAX, SIZE_MAX, "", ""},     {5, 0, "", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(s3.store().Read(kObject, c.offset, c.length, {}).value(), c.bytes) << c.offset;
    const ServedRequest request = s3.server().Requests().back();
    EXPECT_EQ(request.Header("Range"), c.range);
    EXPECT_EQ(request.Header("If-Match"), request.method == "GET" ? kEtag : "");
  }
}

TEST(S3Store, TakesTheWholeObjectWhereThatWasAskedFor) {
  S3UnderTest s3([](const ServedRequest&) { return Answer(200, {{"ETag", kEtag}}, "0123456789"); });
  EXPECT_EQ(s3.store().Read(kObject, 0, 100, {}).value(), "0123456789");
  EXPECT_EQ(s3.store().Read(kObject, 0, 9, {}).error().text,
            "s3://data/a.csv cannot be read. " + s3.Url() +
                " answers with more bytes than were asked for.");
  EXPECT_EQ(s3.store().Read(kObject, 1, 100, {}).error().kind, DataErrorKind::kUnreachable);
}

TEST(S3Store, ListsPageByPage) {
  const std::map<std::string, std::string> pages{
      {"/data?encoding-type=url&list-type=2&max-keys=2&prefix=p%20%2F",
       "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
       "<NextContinuationToken>t/+=</NextContinuationToken>" +
           Contents("p+/a%2Bb") + Contents("p+/a%C3%A9")},
      {"/data?continuation-token=t%2F%2B%3D&encoding-type=url&list-type=2&max-keys=2&"
       "prefix=p%20%2F",
       "<IsTruncated>true</IsTruncated>" + Contents("p /b+c")},
      {"/data?encoding-type=url&list-type=2&max-keys=2&prefix=p%20%2F&start-after=p%20%2Fb%2Bc",
       "<IsTruncated>false</IsTruncated>" + Contents("p /b&amp;d")},
  };
  S3UnderTest s3([&](const ServedRequest& request) {
    const auto page = pages.find(request.Target());
    return page == pages.end() ? Failure(400, request.Target()) : Listing(page->second);
  });
  const auto first = s3.store().List("data", "p /", "", 2, {}).value();
  EXPECT_THAT(first.objects, ElementsAre(Listed("p /a+b"), Listed("p /aé")));
  const auto second = s3.store().List("data", "p /", first.next, 2, {}).value();
  EXPECT_THAT(second.objects, ElementsAre(Listed("p /b+c")));
  const auto wrong_order = s3.store().List("data", "p /", second.next, 2, {});
  EXPECT_EQ(wrong_order.error(),
            (DataError{DataErrorKind::kUnreachable,
                       "s3://data/p / cannot be read. The answer of " + s3.Url() +
                           " makes no sense: the listing has objects that are not in order."}));
}

TEST(S3Store, ListsAnEmptyBucket) {
  S3UnderTest s3([](const ServedRequest&) { return Listing("<IsTruncated>false</IsTruncated>"); });
  EXPECT_EQ(s3.store().List("data", "", "", 1'000, {}).value(), ObjectPage{});
  EXPECT_EQ(s3.server().Requests()[0].Target(),
            "/data?encoding-type=url&list-type=2&max-keys=1000");
}

TEST(S3Store, AsksForNothingThatCannotBe) {
  S3UnderTest s3([](const ServedRequest&) { return HeadAnswer(1); });
  S3Store& store = s3.store();
  EXPECT_EQ(store.Find("a/b", "key", {}).error().kind, DataErrorKind::kNoSuchBucket);
  EXPECT_EQ(store.List("a?b", "", "", 1, {}).error().kind, DataErrorKind::kNoSuchBucket);
  EXPECT_EQ(store.Find("data", "", {}).error().kind, DataErrorKind::kNoSuchObject);
  EXPECT_EQ(store.Find("data", "\xFF", {}).error().kind, DataErrorKind::kNoSuchObject);
  EXPECT_EQ(store.List("data", "p", "no token", 1, {}).error(),
            (DataError{DataErrorKind::kMalformed,
                       "The listing of s3://data/p has no page of that token."}));
  EXPECT_THAT(s3.server().Requests(), IsEmpty());
}

TEST(S3Store, IsNotMadeOfWrongOptions) {
  const testing::ManualClock clock(testing::kSigned);
  const auto error = [&](const S3UnderTest::Change& change) {
    S3Options options = testing::QuickOptions("http://localhost");
    change(options);
    const auto made = S3Store::Make(options, clock);
    return made ? "" : made.error();
  };
  EXPECT_EQ(error([](S3Options&) {}), "");
  EXPECT_EQ(error([](S3Options& o) { o.endpoint = "localhost"; }),
            "The S3 endpoint 'localhost' does not begin with http:// or https://.");
  EXPECT_EQ(error([](S3Options& o) { o.region = "eu/west"; }), "'eu/west' is no region of AWS.");
  EXPECT_EQ(error([](S3Options& o) {
              o.endpoint = "https://localhost";
              o.ca_file = "/no/such/file";
            }),
            "'/no/such/file' has no certificates in PEM that can be read.");
}

}  // namespace
}  // namespace autopilot
