#include "datasets/stores/s3_uri.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(S3Uri, BucketsAndKeysAreTakenAsTheyStand) {
  const struct {
    std::string text;
    S3Uri uri;
  } cases[] = {
      {"s3://bucket", {"bucket", ""}},
      {"s3://bucket/", {"bucket", ""}},
      {"S3://bucket/key", {"bucket", "key"}},
      {"s3://my.old_Bucket-1/a/b.csv", {"my.old_Bucket-1", "a/b.csv"}},
      {"s3://bucket/folder/", {"bucket", "folder/"}},
      {"s3://bucket//key", {"bucket", "/key"}},
      {"s3://bucket/a b+c%20d?e#f", {"bucket", "a b+c%20d?e#f"}},
      {"s3://bucket/../x", {"bucket", "../x"}},
      {"s3://bucket/\u00e9\U0001F600", {"bucket", "\u00e9\U0001F600"}},
      {"s3://bucket/" + std::string(1'024, 'k'), {"bucket", std::string(1'024, 'k')}},
  };
  for (const auto& each : cases) {
    const auto uri = ParseS3Uri(each.text);
    ASSERT_TRUE(uri.has_value()) << each.text;
    EXPECT_EQ(*uri, each.uri) << each.text;
  }
}

TEST(S3Uri, WhatIsNoneIsRefusedWithTheReason) {
  using ::testing::HasSubstr;
  const struct {
    std::string text;
    const char* reason;
  } cases[] = {
      {"", "begins with s3://. \"\" does not."},
      {"bucket/key", "begins with s3://. \"bucket/key\" does not."},
      {"https://bucket/key", "begins with s3://"},
      {"s3:/bucket/key", "begins with s3://"},
      {"s3://", "names a bucket of letters, digits"},
      {"s3:///key", "names a bucket"},
      {"s3://./key", "names a bucket"},
      {"s3://../key", "names a bucket"},
      {"s3://buck et/key", "names a bucket"},
      {"s3://user@bucket/key", "names a bucket"},
      {"s3://" + std::string(256, 'b') + "/key", "names a bucket"},
      {"s3://bucket/" + std::string(1'025, 'k'), "at most 1,024 bytes, that of the URI has 1025."},
      {std::string("s3://bucket/a\0b", 15), "UTF-8 text without NUL"},
      {"s3://bucket/\xff", "UTF-8 text without NUL"},
  };
  for (const auto& each : cases) {
    const auto uri = ParseS3Uri(each.text);
    ASSERT_FALSE(uri.has_value()) << each.text;
    EXPECT_EQ(uri.error().kind, DataErrorKind::kMalformed);
    EXPECT_THAT(uri.error().text, HasSubstr(each.reason)) << each.text;
  }
}

TEST(S3Uri, KeysAreWellFormedUtf8) {
  for (const char* good : {"\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
                           "\U00010000", "\U0010ffff"}) {
    EXPECT_TRUE(IsObjectKey(good)) << good;
  }
  for (const char* bad :
       {"", "\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x28\xa1"}) {
    EXPECT_FALSE(IsObjectKey(bad)) << bad;
  }
}

}  // namespace
}  // namespace autopilot
