#include "common/digest.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Digest, HashesAsFips180Says) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, AuthenticatesAsRfc4231Says) {
  EXPECT_EQ(Hex(HmacSha256(BytesOf("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(BytesOf(std::string(131, '\xaa')),
                           "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, SecretsAreEqualOnlyAsAWhole) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  for (const char* other : {"", "ab", "abd", "xbc", "abcd"}) {
    EXPECT_FALSE(EqualInConstantTime("abc", other)) << other;
  }
}

}  // namespace
}  // namespace autopilot
