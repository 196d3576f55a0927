#include "datasets/s3/s3_paging.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

S3Listing Of(std::vector<std::string> keys, std::string continuation = "") {
  S3Listing listing;
  for (std::string& key : keys) listing.objects.push_back({.key = std::move(key), .etag = ""});
  listing.is_truncated = !continuation.empty();
  listing.continuation = std::move(continuation);
  return listing;
}

TEST(S3Paging, ATokenHoldsThePosition) {
  for (const S3Position& position :
       {S3Position{"a", ""}, S3Position{"", "t"}, S3Position{"é/.", "a.b/+="}}) {
    EXPECT_EQ(ParseS3Position(position.Token()), position) << position.Token();
  }
  EXPECT_EQ(ParseS3Position(""), S3Position{});
  for (const auto* token : {"YQ==", ".", "a.t", "YQ.", "Y Q==.t"}) {
    EXPECT_EQ(ParseS3Position(token), std::nullopt) << token;
  }
}

TEST(S3Paging, QueriesGoOnWithWhatTheServerGaveOrTheLastKey) {
  EXPECT_EQ(S3ListQuery("", {}, 1'000), "encoding-type=url&list-type=2&max-keys=1000");
  EXPECT_EQ(S3ListQuery("a b", {"a c", ""}, 1),
            "encoding-type=url&list-type=2&max-keys=1&prefix=a%20b&start-after=a%20c");
  EXPECT_EQ(S3ListQuery("a/", {"a/c", "t="}, 1),
            "continuation-token=t%3D&encoding-type=url&list-type=2&max-keys=1&prefix=a%2F");
}

TEST(S3Paging, PagesLeadOn) {
  const auto first = S3PageOf(Of({"a", "b"}, "t"), "data", "", {}, 2).value();
  EXPECT_EQ(ParseS3Position(first.next), (S3Position{"b", "t"}));
  const auto none = S3PageOf(Of({}, "u"), "data", "", {"b", "t"}, 2).value();
  EXPECT_EQ(ParseS3Position(none.next), (S3Position{"b", "u"}));
  S3Listing untold = Of({"c"});
  untold.is_truncated = true;
  EXPECT_EQ(ParseS3Position(S3PageOf(untold, "data", "", {"b", "u"}, 2)->next),
            (S3Position{"c", ""}));
  EXPECT_EQ(S3PageOf(Of({"c"}), "data", "", {"b", "u"}, 2)->next, "");
}

TEST(S3Paging, TheOnlyPageIsPutInOrder) {
  const auto page = S3PageOf(Of({"train/b", "train/c", "train-b"}), "data", "train", {}, 9);
  ASSERT_TRUE(page) << page.error();
  ASSERT_EQ(page->objects.size(), 3U);
  EXPECT_EQ(page->objects[0].key, "train-b");
  EXPECT_EQ(page->objects[2].key, "train/c");
}

TEST(S3Paging, PagesAreWhatWasAskedFor) {
  const struct {
    S3Listing listing;
    S3Position from;
    const char* error;
  } cases[] = {
      {Of({"pa", "pb", "pc"}), {}, "more objects than were asked for"},
      {Of({"pa", "q"}), {}, "an object beyond the prefix"},
      {Of({"pb", "pa"}, "t"), {}, "objects that are not in order"},
      {Of({"pb", "pa"}), {"p", ""}, "objects that are not in order"},
      {Of({"pa", "pa"}), {}, "objects that are not in order"},
      {Of({"p\xC3\xA9", "pz"}, "t"), {}, "objects that are not in order"},
      {Of({"pa"}), {"pa", "t"}, "objects that are not in order"},
      {Of({}, "t"), {"pa", "t"}, "a page that leads nowhere"},
  };
  for (const auto& c : cases) {
    const auto page = S3PageOf(c.listing, "data", "p", c.from, 2);
    EXPECT_EQ(page ? "" : page.error(), c.error);
  }
  S3Listing untold = Of({});
  untold.is_truncated = true;
  EXPECT_EQ(S3PageOf(untold, "data", "", {}, 2).error(), "a page that leads nowhere");
}

}  // namespace
}  // namespace autopilot
