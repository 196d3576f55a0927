#include "datasets/s3/s3_options.h"

#include <gtest/gtest.h>

#include <map>

namespace autopilot {
namespace {

using Variables = std::map<std::string, std::string>;

tl::expected<S3Options, std::string> From(const Variables& variables) {
  return S3OptionsFrom(
      [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      "http://localhost");
}

TEST(S3Options, WithoutAnEnvironmentAreTheDefaults) {
  for (const Variables& variables :
       {Variables{}, Variables{{"AWS_REGION", ""}, {"AWS_ACCESS_KEY_ID", ""}}}) {
    const auto options = From(variables);
    ASSERT_TRUE(options);
    EXPECT_EQ(options->endpoint, "http://localhost");
    EXPECT_EQ(options->region, "us-east-1");
    EXPECT_FALSE(options->credentials);
    EXPECT_EQ(options->ca_file, "");
    EXPECT_EQ(ProblemOf(*options), std::nullopt);
  }
}

TEST(S3Options, ComeFromTheEnvironment) {
  const auto options = From({{"AWS_ACCESS_KEY_ID", "AKID"},
                             {"AWS_SECRET_ACCESS_KEY", "SECRET"},
                             {"AWS_SESSION_TOKEN", "TOKEN"},
                             {"AWS_DEFAULT_REGION", "eu-west-1"},
                             {"AWS_CA_BUNDLE", "ca.pem"}});
  ASSERT_TRUE(options);
  ASSERT_TRUE(options->credentials);
  EXPECT_EQ(options->credentials->access_key_id, "AKID");
  EXPECT_EQ(options->credentials->secret_access_key, "SECRET");
  EXPECT_EQ(options->credentials->session_token, "TOKEN");
  EXPECT_EQ(options->region, "eu-west-1");
  EXPECT_EQ(options->ca_file, "ca.pem");
  EXPECT_EQ(ProblemOf(*options), std::nullopt);
}

TEST(S3Options, TheRegionGoesBeforeTheDefaultRegion) {
  EXPECT_EQ(From({{"AWS_REGION", "a"}, {"AWS_DEFAULT_REGION", "b"}})->region, "a");
  EXPECT_EQ(From({{"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "b"}})->region, "b");
}

TEST(S3Options, HaveBothKeysOrNone) {
  EXPECT_EQ(From({{"AWS_ACCESS_KEY_ID", "AKID"}}).error(),
            "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not.");
  EXPECT_EQ(From({{"AWS_SECRET_ACCESS_KEY", "SECRET"}}).error(),
            "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not.");
}

TEST(S3Options, AreOnlyWhatCanBeSent) {
  const auto problem = [](std::string id, std::string secret, std::string token,
                          std::string region = "us-east-1") {
    S3Options options;
    options.region = std::move(region);
    options.credentials = {.access_key_id = std::move(id),
                           .secret_access_key = std::move(secret),
                           .session_token = std::move(token)};
    return ProblemOf(options);
  };
  EXPECT_EQ(problem("AKID", "S E/C,R\n", "a/b+c="), std::nullopt);
  for (const auto* id : {"", "A B", "A/B", "A,B", "A\nB"}) {
    EXPECT_EQ(problem(id, "SECRET", ""),
              "The access key id for S3 (AWS_ACCESS_KEY_ID) is empty or has blanks, '/' or ','.");
  }
  EXPECT_EQ(problem("AKID", "", ""),
            "The secret access key for S3 (AWS_SECRET_ACCESS_KEY) is empty.");
  EXPECT_EQ(problem("AKID", "SECRET", "a\r\nb"),
            "The session token for S3 (AWS_SESSION_TOKEN) has blanks or characters beyond ASCII.");
  EXPECT_EQ(problem("AKID", "SECRET", "", ""), "'' is no region of AWS.");
  EXPECT_EQ(problem("AKID", "SECRET", "", "a b"), "'a b' is no region of AWS.");
}

}  // namespace
}  // namespace autopilot
