#include "common/base64.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Base64, WritesAndReadsTheExamplesOfRfc4648) {
  struct Case {
    const char* bytes;
    const char* text;
  };
  for (const Case& each : {Case{"", ""},
                           {"f", "Zg=="},
                           {"fo", "Zm8="},
                           {"foo", "Zm9v"},
                           {"foob", "Zm9vYg=="},
                           {"fooba", "Zm9vYmE="},
                           {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(Base64(each.bytes), each.text);
    EXPECT_EQ(FromBase64(each.text), each.bytes);
  }
}

TEST(Base64, RefusesWhatItWouldNotHaveWritten) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg===", "Zh==", " Zm9v", "Zm9v\n", "Zm9-", "====", "Zm9vZg==Zm9v"}) {
    EXPECT_EQ(FromBase64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace autopilot
