#include "server/auth_key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "common/iso_time.h"
#include "server/start_file.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {
namespace {

class AuthKeyFileTest : public ::testing::Test {
 protected:
  std::vector<AccessKey> Load(const std::string& text) {
    std::ofstream(file_) << text;
    return LoadAuthKeys(file_);
  }
  std::string ErrorOf(const std::string& text) {
    try {
      Load(text);
    } catch (const StartFileError& error) {
      const std::string message = error.what();
      EXPECT_TRUE(message.starts_with(file_.string() + ": ")) << message;
      EXPECT_THAT(message, ::testing::Not(::testing::HasSubstr("s3cret")));
      return message.substr(std::min(message.size(), file_.string().size() + 2));
    }
    return "";
  }

  TempFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "keys.json";
};

TEST_F(AuthKeyFileTest, HasLastingAndTemporaryKeys) {
  const auto keys = Load(R"({"keys": [
      {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "s3cret/+", "account": "111122223333"},
      {"access_key_id": "ASIAEXAMPLE", "secret_access_key": "other", "account": "111122223333",
       "session_token": "to+ken=", "expiration": "2026-01-31T12:00:00Z"}]})");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].id, "AKIDEXAMPLE");
  EXPECT_EQ(keys[0].secret, "s3cret/+");
  EXPECT_EQ(keys[0].account, "111122223333");
  EXPECT_EQ(keys[0].session_token, "");
  EXPECT_EQ(keys[0].token_expires, std::nullopt);
  EXPECT_EQ(keys[1].session_token, "to+ken=");
  EXPECT_EQ(keys[1].token_expires, ParseIsoTime("2026-01-31T12:00:00Z"));
}

TEST_F(AuthKeyFileTest, BadContentIsNamedByItsPlaceAndNeverShowsASecret) {
  const auto with = [](const std::string& more) {
    return R"({"keys": [{"access_key_id": "K", "secret_access_key": "s3cret", "account": "111122223333")" +
           more + "}]}";
  };
  const auto key = [](const std::string& id, const std::string& secret,
                      const std::string& account) {
    return R"({"keys": [{"access_key_id": )" + id + R"(, "secret_access_key": )" + secret +
           R"(, "account": )" + account + "}]}";
  };
  const struct {
    std::string text;
    const char* error;
  } cases[] = {
      {"", "The request must be a JSON object."},
      {"[]", "The request must be a JSON object."},
      {"{", "The request body is not valid JSON"},
      {"{}", "/keys: 'keys' is required."},
      {R"({"keys": {}})", "/keys: 'keys' must be a list of at most 1000 JSON objects."},
      {R"({"keys": []})", "/keys: 'keys' must hold at least one key."},
      {R"({"keys": ["K"]})", "/keys/0: '/keys/0' must be a JSON object."},
      {R"({"keys": [], "key": 1})", "/key: There is no field 'key' here. There are: keys."},
      {R"({"keys": [{"access_key_id": "K", "account": "111122223333"}]})",
       "/keys/0/secret_access_key: 'secret_access_key' is required."},
      {with(R"(, "secret": "s3cret")"),
       "/keys/0/secret: There is no field 'secret' here. There are: access_key_id, "},
      {with(R"(, "account": "111122223333")"), "The request body is not valid JSON"},
      {key(R"("")", R"("s3cret")", R"("111122223333")"),
       "/keys/0/access_key_id: 'access_key_id' must be a string of 1 to 128 bytes."},
      {key(R"("K")", R"("")", R"("111122223333")"),
       "/keys/0/secret_access_key: 'secret_access_key' must be a string of 1 to 256 bytes."},
      {key(R"("a b")", R"("s3cret")", R"("111122223333")"),
       "/keys/0/access_key_id: 'access_key_id' must be printable ASCII without blanks."},
      {key(R"("a/b")", R"("s3cret")", R"("111122223333")"),
       "/keys/0/access_key_id: 'access_key_id' must not contain '/' or ','."},
      {key(R"("K")", R"("s3cret")", R"("11112222333")"),
       "/keys/0/account: 'account' must be 12 digits."},
      {key(R"("K")", R"("s3cret")", "111122223333"),
       "/keys/0/account: 'account' must be a string of 1 to 1024 bytes."},
      {with(R"(, "session_token": "")"),
       "/keys/0/session_token: 'session_token' must be a string of 1 to 8192 bytes."},
      {with(R"(, "session_token": "s3cret t")"),
       "/keys/0/session_token: 'session_token' must be printable ASCII without blanks."},
      {with(R"(, "session_token": "t", "expiration": "tomorrow")"),
       "/keys/0/expiration: 'expiration' must be a time like 2026-01-31T12:00:00Z."},
      {with(R"(, "expiration": "2026-01-31T12:00:00Z")"),
       "/keys/0/expiration: 'expiration' goes with a session_token: a lasting key does not "
       "expire."},
      {R"({"keys": [{"access_key_id": "K", "secret_access_key": "s3cret", "account": "111122223333"},
                    {"access_key_id": "K", "secret_access_key": "s3cret", "account": "111122223333"}]})",
       "/keys/1/access_key_id: 'access_key_id' must be unique: there is another key with this id."},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(ErrorOf(c.text), ::testing::StartsWith(c.error)) << c.text;
  }
}

TEST_F(AuthKeyFileTest, AFileThatIsNotThereIsNamed) {
  try {
    LoadAuthKeys("/nowhere/at/all.json");
    FAIL();
  } catch (const StartFileError& error) {
    EXPECT_STREQ(error.what(), "Cannot read /nowhere/at/all.json: No such file or directory.");
  }
}

TEST_F(AuthKeyFileTest, AFileThatEverybodyCanReadIsToldAbout) {
  using std::filesystem::perms;
  std::ofstream(file_) << "{}";
  const auto problem_of = [this](perms permissions) {
    std::filesystem::permissions(file_, permissions);
    return ProblemOfPermissions(file_);
  };
  EXPECT_EQ(problem_of(perms::owner_read | perms::group_read), std::nullopt);
  EXPECT_EQ(problem_of(perms::owner_read | perms::others_read),
            "everybody on this machine can read the keys: chmod 600 " + file_.string());
}

}  // namespace
}  // namespace autopilot::testing
