#include "api/packed_text.h"

#include <gtest/gtest.h>

#include <string>

namespace autopilot {
namespace {

PackedText::Sample SampleOf(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

TEST(PackedText, GivesBackTheTextWhateverTheSample) {
  const std::string long_text(200'000, 'x');
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("answer \0 text", 13), long_text,
        long_text + "tail"}) {
    for (const std::string& sample :
         {std::string(), std::string("answer"), long_text, std::string(300'000, 'y')}) {
      EXPECT_EQ(PackedText(text, SampleOf(sample)).Unpack(), text);
    }
  }
}

TEST(PackedText, TakesLittleBesideASampleThatResemblesIt) {
  std::string sample;
  for (int n = 0; n < 200; ++n) sample += "member " + std::to_string(n * 7'919) + ", ";
  std::string text = sample;
  text.replace(100, 5, "other");
  text.replace(1'500, 5, "names");
  const PackedText packed(text, SampleOf(sample));
  EXPECT_EQ(packed.Unpack(), text);
  EXPECT_LT(packed.bytes(), text.size() / 20);
}

}  // namespace
}  // namespace autopilot
