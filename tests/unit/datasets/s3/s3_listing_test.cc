#include "datasets/s3/s3_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autopilot {
namespace {

using ::testing::ElementsAre;

std::string Result(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
         inside + "</ListBucketResult>";
}

std::string Complete(const std::string& inside) {
  return Result("<IsTruncated>false</IsTruncated>" + inside);
}

TEST(S3Listing, OfAws) {
  const auto listing = ParseS3Listing(
      Result("<Name>bucket</Name><Prefix>a+b/</Prefix><KeyCount>2</KeyCount><MaxKeys>2</MaxKeys>"
             "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
             "<NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</"
             "NextContinuationToken>"
             "<Contents><Key>a+b/c%2Bd%25</Key><LastModified>2026-11-27T10:00:00.000Z</"
             "LastModified><ETag>&quot;781e5e245d69b566979b86e28d23f2c7-2&quot;</ETag>"
             "<Size>5368709121</Size><StorageClass>STANDARD</StorageClass></Contents>"
             "<Contents><Key>a+b/%C3%A9</Key><Size>0</Size></Contents>"));
  ASSERT_TRUE(listing) << listing.error();
  EXPECT_THAT(listing->objects,
              ElementsAre(S3Listing::Object{.key = "a b/c+d%",
                                            .size = 5'368'709'121,
                                            .etag = "\"781e5e245d69b566979b86e28d23f2c7-2\""},
                          S3Listing::Object{.key = "a b/é", .size = 0, .etag = ""}));
  EXPECT_TRUE(listing->is_truncated);
  EXPECT_EQ(listing->continuation, "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
}

TEST(S3Listing, KeysThatAreNotEncodedStandAsTheyAre) {
  const auto listing = ParseS3Listing(
      Complete("<Contents><Key>a+b%41&amp;&#x1;</Key><Size>3</Size><ETag>e</ETag></Contents>"));
  ASSERT_TRUE(listing) << listing.error();
  EXPECT_THAT(listing->objects,
              ElementsAre(S3Listing::Object{.key = "a+b%41&\x01", .size = 3, .etag = "\"e\""}));
  EXPECT_FALSE(listing->is_truncated);
  EXPECT_EQ(listing->continuation, "");
}

TEST(S3Listing, SkipsNothingThatItDoesNotUnderstand) {
  const std::pair<std::string, const char*> cases[] = {
      {"<Error/>", "no ListBucketResult"},
      {"<ListBucketResult>", "an element that is not closed"},
      {Result(""), "no IsTruncated"},
      {Result("<IsTruncated>True</IsTruncated>"), "an IsTruncated that is neither true nor false"},
      {Complete("<IsTruncated>false</IsTruncated>"), "more than one IsTruncated"},
      {Complete("<EncodingType>x</EncodingType>"), "an unknown EncodingType"},
      {Complete("<NextContinuationToken><a/></NextContinuationToken>"),
       "elements inside NextContinuationToken"},
      {Complete("<Contents/>"), "no Key"},
      {Complete("<Contents><Key>a</Key></Contents>"), "no Size"},
      {Complete("<Contents><Key>a</Key><Key>b</Key><Size>1</Size></Contents>"),
       "more than one Key"},
      {Complete("<Contents><Key></Key><Size>1</Size></Contents>"), "a Key that no object can have"},
      {Complete("<Contents><Key>" + std::string(1'025, 'a') + "</Key><Size>1</Size></Contents>"),
       "a Key that no object can have"},
      {Complete("<EncodingType>url</EncodingType><Contents><Key>%4</Key><Size>1</Size></Contents>"),
       "a Key that no object can have"},
      {Complete(
           "<EncodingType>url</EncodingType><Contents><Key>%FF</Key><Size>1</Size></Contents>"),
       "a Key that no object can have"},
      {Complete(
           "<EncodingType>url</EncodingType><Contents><Key>%00</Key><Size>1</Size></Contents>"),
       "a Key that no object can have"},
      {Complete("<Contents><Key>a</Key><Size>-1</Size></Contents>"),
       "a Size that is no number of bytes"},
      {Complete("<Contents><Key>a</Key><Size>1 </Size></Contents>"),
       "a Size that is no number of bytes"},
      {Complete("<Contents><Key>a</Key><Size>18446744073709551616</Size></Contents>"),
       "a Size that is no number of bytes"},
      {Complete("<Contents><Key>a</Key><Size>1</Size><ETag/><ETag/></Contents>"),
       "more than one ETag"},
  };
  for (const auto& [xml, error] : cases) {
    const auto listing = ParseS3Listing(xml);
    EXPECT_EQ(listing ? "" : listing.error(), error) << xml;
  }
}

TEST(S3Listing, ErrorsHaveACode) {
  EXPECT_EQ(S3ErrorCode("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code>"
                        "<Message>The key.</Message></Error>"),
            "NoSuchKey");
  for (const std::string xml :
       {"", "<html/>", "<Error/>", "<Error><Code>a b</Code></Error>",
        "<Error><Code>a</Code><Code>a</Code></Error>", "<Error><Code>&#10;</Code></Error>"}) {
    EXPECT_EQ(S3ErrorCode(xml), "") << xml;
  }
  EXPECT_EQ(S3ErrorCode("<Error><Code>" + std::string(65, 'a') + "</Code></Error>"), "");
}

TEST(S3Listing, EtagsHaveQuotes) {
  EXPECT_EQ(QuotedEtag(""), "");
  EXPECT_EQ(QuotedEtag("a"), "\"a\"");
  EXPECT_EQ(QuotedEtag("\"a\""), "\"a\"");
  EXPECT_EQ(QuotedEtag("W/\"a\""), "W/\"a\"");
}

}  // namespace
}  // namespace autopilot
