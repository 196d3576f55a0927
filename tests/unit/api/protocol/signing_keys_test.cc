#include "api/protocol/signing_keys.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

const sigv4::CredentialScope kScope{
    .date = "20260101", .region = "us-east-1", .service = "sagemaker"};

TEST(SigningKeys, AreFoundByTheirCallerAndScope) {
  SigningKeys keys;
  EXPECT_EQ(keys.Find("AKID", kScope), std::nullopt);
  keys.Keep("AKID", kScope, Sha256("a"));
  EXPECT_EQ(keys.Find("AKID", kScope), Sha256("a"));
  EXPECT_EQ(keys.Find("AKI", kScope), std::nullopt);
  auto other = kScope;
  other.date = "20260102";
  EXPECT_EQ(keys.Find("AKID", other), std::nullopt);
  keys.Keep("AKID", other, Sha256("b"));
  EXPECT_EQ(keys.Find("AKID", kScope), Sha256("a"));
  EXPECT_EQ(keys.Find("AKID", other), Sha256("b"));
}

TEST(SigningKeys, AreNeverMoreThanTheMost) {
  SigningKeys keys;
  auto scope = kScope;
  for (std::size_t n = 0; n <= SigningKeys::kMost; ++n) {
    scope.region = "r" + std::to_string(n);
    keys.Keep("AKID", scope, Sha256(scope.region));
    EXPECT_EQ(keys.Find("AKID", scope), Sha256(scope.region));
  }
  scope.region = "r0";
  EXPECT_EQ(keys.Find("AKID", scope), std::nullopt);
}

}  // namespace
}  // namespace autopilot
