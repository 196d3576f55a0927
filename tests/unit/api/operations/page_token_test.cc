#include "api/operations/page_token.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

using nlohmann::json;

const Scope kScope{"123456789012", "us-east-1"};
const PageState kState{.as_of = Timestamp(std::chrono::microseconds(1'700'000'000'123'456)),
                       .last_change = 42,
                       .position = {.name = "my-job", .rank = 3},
                       .offset = 10};

PageTokens::Secret SecretOf(unsigned char byte) {
  PageTokens::Secret secret;
  secret.fill(byte);
  return secret;
}

TEST(PageToken, CarriesItsState) {
  const PageTokens tokens(SecretOf(1));
  const json input{{"SortBy", "Name"}};
  const auto token = tokens.Write("ListAutoMLJobs", kScope, input, kState);
  EXPECT_EQ(tokens.Read("ListAutoMLJobs", kScope, input, token).value(), kState);
}

TEST(PageToken, IgnoresPageSizeAndTokenOfTheRequest) {
  const PageTokens tokens(SecretOf(1));
  const auto token = tokens.Write("List", kScope, {{"MaxResults", 1}}, kState);
  EXPECT_TRUE(tokens.Read("List", kScope, {{"MaxResults", 2}, {"NextToken", "x"}}, token));
}

TEST(PageToken, IsBoundToSecretOperationScopeAndInput) {
  const PageTokens tokens(SecretOf(1));
  const json input{{"SortBy", "Name"}};
  const auto token = tokens.Write("List", kScope, input, kState);
  EXPECT_FALSE(PageTokens(SecretOf(2)).Read("List", kScope, input, token));
  EXPECT_FALSE(tokens.Read("Other", kScope, input, token));
  EXPECT_FALSE(tokens.Read("List", {"123456789012", "eu-west-1"}, input, token));
  EXPECT_FALSE(tokens.Read("List", {"000000000000", "us-east-1"}, input, token));
  EXPECT_FALSE(tokens.Read("List", kScope, {{"SortBy", "Status"}}, token));
}

TEST(PageToken, OfTheSameSeedIsTheSame) {
  EXPECT_EQ(PageTokens::SecretOf(1), PageTokens::SecretOf(1));
  EXPECT_NE(PageTokens::SecretOf(1), PageTokens::SecretOf(2));
}

TEST(PageToken, RefusesWhatItDidNotWrite) {
  const PageTokens tokens(SecretOf(1));
  const auto token = tokens.Write("List", kScope, json::object(), kState);
  for (const auto& bad : {std::string(), std::string("x"), std::string("===="),
                          std::string(8192, 'A'), token.substr(1), token + "AAAA", "AAAA" + token,
                          token.substr(0, token.size() - 4), std::string("\0\0\0\0", 4)}) {
    EXPECT_FALSE(tokens.Read("List", kScope, json::object(), bad)) << bad;
  }
}

}  // namespace
}  // namespace autopilot
