#include "server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "server/version.h"
#include "tests/unit/server/options_support.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Options, DefaultsAreThoseOfTheGuide) {
  const ServeCommand serve = Serving({});
  EXPECT_EQ(serve.http.host, "127.0.0.1");
  EXPECT_EQ(serve.http.port, 7240);
  EXPECT_GE(serve.http.threads, 1U);
  EXPECT_LE(serve.http.threads, 4U);
  EXPECT_EQ(serve.http.max_header_bytes, 16384U);
  EXPECT_EQ(serve.http.max_body_bytes, 4194304U);
  EXPECT_EQ(serve.http.max_connections, 1024U);
  EXPECT_EQ(serve.http.max_new_connections, 0U);
  EXPECT_EQ(serve.http.max_pipelined, 1000U);
  EXPECT_EQ(serve.http.write_timeout, std::chrono::seconds(30));
  EXPECT_EQ(serve.api.max_json_depth, 64U);
  EXPECT_EQ(serve.control.defaults.max_accounts, 10000U);
  EXPECT_EQ(serve.http.read_timeout, std::chrono::seconds(30));
  EXPECT_EQ(serve.http.idle_timeout, std::chrono::seconds(75));
  EXPECT_EQ(serve.http.shutdown_grace, std::chrono::seconds(10));
  EXPECT_EQ(serve.store.data_dir, "./.autopilot-local");
  EXPECT_FALSE(serve.store.fresh);
  EXPECT_EQ(serve.store.durability, Durability::kNormal);
  EXPECT_EQ(serve.api.defaults, (Scope{.account = "000000000000", .region = "us-east-1"}));
  EXPECT_EQ(serve.control.defaults.rate, (Rate{600'000'000}));
  EXPECT_EQ(serve.control.defaults.seed, std::nullopt);
  EXPECT_EQ(serve.control.defaults.progression, Progression{});
  EXPECT_EQ(serve.control.journal_bytes, 16'777'216U);
  EXPECT_TRUE(serve.serves_control);
  EXPECT_EQ(serve.control_address, std::nullopt);
  EXPECT_EQ(serve.control_token, std::nullopt);
  EXPECT_EQ(serve.auth, AuthMode::kAccept);
  EXPECT_EQ(serve.auth_keys, std::nullopt);
  EXPECT_EQ(serve.data.s3_root, std::nullopt);
  EXPECT_EQ(serve.data.data.checks, DataChecks::kAuto);
  EXPECT_EQ(serve.data.data.check_deadline, std::chrono::seconds(5));
  EXPECT_EQ(serve.data.data.limits.training_bytes, 107'374'182'400U);
  EXPECT_EQ(serve.data.data.limits.validation_bytes, 2'147'483'648U);
  EXPECT_EQ(serve.scenarios, std::nullopt);
  EXPECT_EQ(serve.init_dir, std::nullopt);
  EXPECT_EQ(serve.api.on_max_candidates, OnMaxCandidates::kCompleted);
  EXPECT_EQ(serve.api.v1_output_path_limit, 128U);
  EXPECT_EQ(serve.api.v2_output_path_limit, 512U);
  EXPECT_EQ(serve.api.max_running_jobs, 0U);
  EXPECT_EQ(serve.log.level, LogLevel::kInfo);
  EXPECT_EQ(serve.log.format, LogFormat::kText);
  EXPECT_TRUE(serve.allowed_hosts.empty());
}

TEST(Options, EveryFlagArrives) {
  const ServeCommand serve = Serving({"--host",
                                      "0.0.0.0",
                                      "--port=0",
                                      "--threads",
                                      "3",
                                      "--data-dir",
                                      "/tmp/x",
                                      "--fresh",
                                      "--durability",
                                      "full",
                                      "--default-account",
                                      "123456789012",
                                      "--default-region",
                                      "eu-west-1",
                                      "--speed",
                                      "0.5",
                                      "--seed",
                                      "18446744073709551615",
                                      "--progression",
                                      "manual:3",
                                      "--scenarios",
                                      "s.json",
                                      "--init-dir",
                                      "init",
                                      "--control",
                                      "off",
                                      "--control-address",
                                      "[::1]:7241",
                                      "--control-token",
                                      "s3cret",
                                      "--auth",
                                      "verify",
                                      "--auth-keys",
                                      "keys.json",
                                      "--s3-root",
                                      "buckets",
                                      "--data-checks",
                                      "strict",
                                      "--data-check-timeout",
                                      "0.5",
                                      "--max-training-bytes",
                                      "1000",
                                      "--max-validation-bytes",
                                      "100",
                                      "--journal-bytes",
                                      "1000",
                                      "--max-concurrent-jobs",
                                      "9",
                                      "--on-max-candidates",
                                      "max-candidates-reached",
                                      "--v1-output-path-limit",
                                      "100",
                                      "--v2-output-path-limit",
                                      "200",
                                      "--log-level",
                                      "warning",
                                      "--log-format",
                                      "json",
                                      "--max-body-bytes",
                                      "2048",
                                      "--max-header-bytes",
                                      "4096",
                                      "--max-connections",
                                      "8",
                                      "--max-new-connections",
                                      "50",
                                      "--max-pipelined",
                                      "7",
                                      "--max-json-depth",
                                      "20",
                                      "--max-accounts",
                                      "5",
                                      "--write-timeout",
                                      "4",
                                      "--read-timeout",
                                      "0.1",
                                      "--idle-timeout",
                                      "2",
                                      "--shutdown-grace",
                                      "0",
                                      "--allowed-host",
                                      "a.example.com,b.example.com",
                                      "--allowed-host",
                                      "c.example.com"});
  EXPECT_EQ(serve.http.host, "0.0.0.0");
  EXPECT_EQ(serve.http.port, 0);
  EXPECT_EQ(serve.http.threads, 3U);
  EXPECT_EQ(serve.store.data_dir, "/tmp/x");
  EXPECT_TRUE(serve.store.fresh);
  EXPECT_EQ(serve.store.durability, Durability::kFull);
  EXPECT_EQ(serve.api.defaults, (Scope{.account = "123456789012", .region = "eu-west-1"}));
  EXPECT_EQ(serve.control.defaults.rate, (Rate{500'000}));
  EXPECT_EQ(serve.control.defaults.seed, 18446744073709551615U);
  EXPECT_EQ(serve.control.defaults.progression,
            (Progression{.mode = ProgressionMode::kManual, .phase_length = {}, .times = 3}));
  EXPECT_EQ(serve.control.journal_bytes, 1000U);
  EXPECT_FALSE(serve.serves_control);
  EXPECT_EQ(serve.control_address, (HostAndPort{.host = "::1", .port = 7241}));
  EXPECT_EQ(serve.control_token, "s3cret");
  EXPECT_EQ(serve.auth, AuthMode::kVerify);
  EXPECT_EQ(serve.auth_keys, "keys.json");
  EXPECT_EQ(serve.data.s3_root, "buckets");
  EXPECT_EQ(serve.data.data.checks, DataChecks::kStrict);
  EXPECT_EQ(serve.data.data.check_deadline, std::chrono::milliseconds(500));
  EXPECT_EQ(serve.data.data.limits.training_bytes, 1000U);
  EXPECT_EQ(serve.data.data.limits.validation_bytes, 100U);
  EXPECT_EQ(serve.scenarios, "s.json");
  EXPECT_EQ(serve.init_dir, "init");
  EXPECT_EQ(serve.api.max_running_jobs, 9U);
  EXPECT_EQ(serve.api.on_max_candidates, OnMaxCandidates::kMaxCandidatesReached);
  EXPECT_EQ(serve.api.v1_output_path_limit, 100U);
  EXPECT_EQ(serve.api.v2_output_path_limit, 200U);
  EXPECT_EQ(serve.log.level, LogLevel::kWarning);
  EXPECT_EQ(serve.log.format, LogFormat::kJson);
  EXPECT_EQ(serve.http.max_body_bytes, 2048U);
  EXPECT_EQ(serve.http.max_header_bytes, 4096U);
  EXPECT_EQ(serve.http.max_connections, 8U);
  EXPECT_EQ(serve.http.max_new_connections, 50U);
  EXPECT_EQ(serve.http.max_pipelined, 7U);
  EXPECT_EQ(serve.api.max_json_depth, 20U);
  EXPECT_EQ(serve.control.defaults.max_accounts, 5U);
  EXPECT_EQ(serve.http.write_timeout, std::chrono::seconds(4));
  EXPECT_EQ(serve.http.read_timeout, std::chrono::milliseconds(100));
  EXPECT_EQ(serve.http.idle_timeout, std::chrono::seconds(2));
  EXPECT_EQ(serve.http.shutdown_grace, std::chrono::seconds(0));
  EXPECT_THAT(serve.allowed_hosts, ElementsAre("a.example.com", "b.example.com", "c.example.com"));
}

struct PrecedenceCase {
  std::string name;
  bool flag, variable, file;
  std::uint16_t port;
};

void PrintTo(const PrecedenceCase& c, std::ostream* out) { *out << c.name; }

class PrecedenceTest : public testing::TestWithParam<PrecedenceCase> {};

TEST_P(PrecedenceTest, FlagThenVariableThenFile) {
  const PrecedenceCase& c = GetParam();
  const ConfigFile file(c.file ? "port=3\n" : "# nothing\n");
  std::unique_ptr<Variable> variable;
  if (c.variable) variable = std::make_unique<Variable>("AUTOPILOT_LOCAL_PORT", "2");
  std::vector<std::string> arguments{"--config", file.path()};
  if (c.flag) arguments.insert(arguments.end(), {"--port", "1"});
  EXPECT_EQ(Serving(arguments).http.port, c.port);
}

INSTANTIATE_TEST_SUITE_P(Table, PrecedenceTest,
                         testing::Values(PrecedenceCase{"Nothing", false, false, false, 7240},
                                         PrecedenceCase{"File", false, false, true, 3},
                                         PrecedenceCase{"Variable", false, true, false, 2},
                                         PrecedenceCase{"VariableFile", false, true, true, 2},
                                         PrecedenceCase{"Flag", true, false, false, 1},
                                         PrecedenceCase{"FlagFile", true, false, true, 1},
                                         PrecedenceCase{"FlagVariable", true, true, false, 1},
                                         PrecedenceCase{"All", true, true, true, 1}),
                         [](const auto& test) { return test.param.name; });

TEST(Options, AnEmptyVariableIsNotSet) {
  const Variable variable("AUTOPILOT_LOCAL_PORT", "");
  const ConfigFile file("port=3\n");
  EXPECT_EQ(Serving({"--config", file.path()}).http.port, 3);
}

TEST(Options, TheConfigFileMayBeNamedByAVariable) {
  const ConfigFile file("speed = 2.5\nfresh = true\ndefault-region = \"eu-west-1\"\n");
  const Variable variable("AUTOPILOT_LOCAL_CONFIG", file.path());
  const ServeCommand serve = Serving({});
  EXPECT_EQ(serve.control.defaults.rate, (Rate{2'500'000}));
  EXPECT_TRUE(serve.store.fresh);
  EXPECT_EQ(serve.api.defaults.region, "eu-west-1");
}

TEST(Options, VariablesOfFlagsTakeTruthValues) {
  const Variable variable("AUTOPILOT_LOCAL_IN_MEMORY", "true");
  EXPECT_EQ(Serving({}).store.data_dir, std::nullopt);
  const Variable off("AUTOPILOT_LOCAL_IN_MEMORY", "false");
  EXPECT_NE(Serving({}).store.data_dir, std::nullopt);
}

TEST(Options, InMemoryHasNoFolder) {
  const ServeCommand serve = Serving({"--in-memory", "--fresh"});
  EXPECT_EQ(serve.store.data_dir, std::nullopt);
  EXPECT_TRUE(serve.store.fresh);
}

TEST(Options, InMemoryContradictsAFolderNamedAtTheSamePlace) {
  const ExitCommand exit = Exiting({"--in-memory", "--data-dir", "x"});
  EXPECT_EQ(exit.code, ExitCode::kUsage);
  EXPECT_THAT(exit.errors, HasSubstr("--in-memory: contradicts --data-dir"));
  const ConfigFile file("in-memory=true\ndata-dir=\"x\"\n");
  EXPECT_EQ(Exiting({"--config", file.path()}).code, ExitCode::kUsage);
}

TEST(Options, OfInMemoryAndFolderTheNearerToTheUserWins) {
  const Variable memory("AUTOPILOT_LOCAL_IN_MEMORY", "1");
  EXPECT_EQ(Serving({"--data-dir", "x"}).store.data_dir, "x");
  EXPECT_EQ(Serving({"--data-dir=x"}).store.data_dir, "x");
  const ConfigFile file("data-dir=\"x\"\n");
  EXPECT_EQ(Serving({"--config", file.path()}).store.data_dir, std::nullopt);
}

TEST(Options, DurabilityIsAlsoAVariableOrALineOfTheFileAndInMemoryIgnoresIt) {
  const ConfigFile file("durability = \"full\"\n");
  EXPECT_EQ(Serving({"--config", file.path()}).store.durability, Durability::kFull);
  const Variable variable("AUTOPILOT_LOCAL_DURABILITY", "none");
  EXPECT_EQ(Serving({"--config", file.path()}).store.durability, Durability::kNone);
  EXPECT_EQ(Serving({"--in-memory", "--durability=full"}).store.data_dir, std::nullopt);
}

TEST(Options, TlsIsOffUnlessAskedFor) {
  EXPECT_FALSE(Serving({}).tls);
  EXPECT_FALSE(Serving({"--tls", "off"}).tls);
}

TEST(Options, ACertificateOfOurOwnIsKeptInTheDataFolderOrWhereTheUserSays) {
  const auto kept = Serving({"--tls", "self-signed", "--data-dir", "/data"});
  ASSERT_TRUE(kept.tls);
  EXPECT_FALSE(kept.tls->files);
  EXPECT_EQ(kept.tls->folder, "/data/tls");
  EXPECT_EQ(kept.http.tls_port, std::nullopt);
  EXPECT_EQ(Serving({"--tls", "self-signed", "--in-memory"}).tls.value().folder, std::nullopt);
  const auto named =
      Serving({"--tls=self-signed", "--in-memory", "--tls-dir", "/certs", "--tls-name",
               "a.test,10.0.0.1", "--tls-name", "b.test", "--tls-port", "0"});
  EXPECT_EQ(named.tls.value().folder, "/certs");
  EXPECT_THAT(named.tls->names, ElementsAre("a.test", "10.0.0.1", "b.test"));
  EXPECT_EQ(named.http.tls_port, 0);
}

TEST(Options, CertificateFilesTurnTlsOn) {
  const auto serve = Serving({"--tls-cert", "c.pem", "--tls-key", "k.pem", "--tls-port", "7443"});
  ASSERT_TRUE(serve.tls && serve.tls->files);
  EXPECT_EQ(serve.tls->files->certificate, "c.pem");
  EXPECT_EQ(serve.tls->files->key, "k.pem");
  EXPECT_EQ(serve.http.tls_port, 7443);
}

TEST(Options, VersionIsOneLine) {
  const ExitCommand exit = Exiting({"--version"});
  EXPECT_EQ(exit.code, ExitCode::kOk);
  EXPECT_EQ(exit.output, "autopilot-local " + std::string(kVersion) + "\n");
}

TEST(Options, HelpShowsDefaultAndVariableOfEachOption) {
  const ExitCommand exit = Exiting({"--help"});
  EXPECT_EQ(exit.code, ExitCode::kOk);
  const struct {
    std::string option, shown_default, variable;
  } rows[] = {
      {"--host", "127.0.0.1", "HOST"},
      {"--port", "7240", "PORT"},
      {"--threads", "", "THREADS"},
      {"--data-dir", "./.autopilot-local", "DATA_DIR"},
      {"--in-memory", "", "IN_MEMORY"},
      {"--fresh", "", "FRESH"},
      {"--durability", "normal", "DURABILITY"},
      {"--default-account", "000000000000", "DEFAULT_ACCOUNT"},
      {"--default-region", "us-east-1", "DEFAULT_REGION"},
      {"--speed", "600", "SPEED"},
      {"--seed", "", "SEED"},
      {"--progression", "time", "PROGRESSION"},
      {"--scenarios", "", "SCENARIOS"},
      {"--init-dir", "", "INIT_DIR"},
      {"--control", "on", "CONTROL"},
      {"--control-address", "", "CONTROL_ADDRESS"},
      {"--control-token", "", "CONTROL_TOKEN"},
      {"--journal-bytes", "16777216", "JOURNAL_BYTES"},
      {"--max-concurrent-jobs", "0", "MAX_CONCURRENT_JOBS"},
      {"--on-max-candidates", "completed", "ON_MAX_CANDIDATES"},
      {"--v1-output-path-limit", "128", "V1_OUTPUT_PATH_LIMIT"},
      {"--v2-output-path-limit", "512", "V2_OUTPUT_PATH_LIMIT"},
      {"--log-level", "info", "LOG_LEVEL"},
      {"--log-format", "text", "LOG_FORMAT"},
      {"--max-body-bytes", "4194304", "MAX_BODY_BYTES"},
      {"--max-header-bytes", "16384", "MAX_HEADER_BYTES"},
      {"--max-connections", "1024", "MAX_CONNECTIONS"},
      {"--max-new-connections", "0", "MAX_NEW_CONNECTIONS"},
      {"--max-pipelined", "1000", "MAX_PIPELINED"},
      {"--max-json-depth", "64", "MAX_JSON_DEPTH"},
      {"--max-accounts", "10000", "MAX_ACCOUNTS"},
      {"--write-timeout", "30", "WRITE_TIMEOUT"},
      {"--read-timeout", "30", "READ_TIMEOUT"},
      {"--idle-timeout", "75", "IDLE_TIMEOUT"},
      {"--shutdown-grace", "10", "SHUTDOWN_GRACE"},
      {"--allowed-host", "", "ALLOWED_HOST"},
      {"--tls", "off", "TLS"},
      {"--tls-cert", "", "TLS_CERT"},
      {"--tls-key", "", "TLS_KEY"},
      {"--tls-port", "", "TLS_PORT"},
      {"--tls-dir", "", "TLS_DIR"},
      {"--tls-name", "", "TLS_NAME"},
      {"--config", "", "CONFIG"},
  };
  for (const auto& row : rows) {
    const std::size_t start = exit.output.find("  " + row.option + " ");
    ASSERT_NE(start, std::string::npos) << row.option;
    const std::string entry = exit.output.substr(start, exit.output.find("\n  --", start) - start);
    EXPECT_THAT(entry, HasSubstr("AUTOPILOT_LOCAL_" + row.variable));
    EXPECT_THAT(entry, HasSubstr(row.shown_default.empty() ? "" : "=" + row.shown_default));
  }
}

TEST(Options, TheHelpDoesNotShowTheToken) {
  const Variable variable("AUTOPILOT_LOCAL_CONTROL_TOKEN", "s3cret-t0ken");
  EXPECT_EQ(Exiting({"--help"}).output.find("s3cret"), std::string::npos);
  EXPECT_EQ(Serving({}).control_token, "s3cret-t0ken");
}

struct HealthCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string url;
};

void PrintTo(const HealthCase& c, std::ostream* out) { *out << c.name; }

class HealthOptionsTest : public testing::TestWithParam<HealthCase> {};

TEST_P(HealthOptionsTest, FindsTheServer) {
  const Command command = ParseCommand(GetParam().arguments);
  ASSERT_TRUE(std::holds_alternative<HealthCommand>(command));
  EXPECT_EQ(std::get<HealthCommand>(command).url, GetParam().url);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HealthOptionsTest,
    testing::Values(HealthCase{"Default", {"health"}, "http://127.0.0.1:7240"},
                    HealthCase{"Url", {"health", "--url", "http://x:1"}, "http://x:1"},
                    HealthCase{"Port", {"health", "--port", "81"}, "http://127.0.0.1:81"},
                    HealthCase{"PortInFront", {"--port", "81", "health"}, "http://127.0.0.1:81"},
                    HealthCase{"AnyV4", {"--host=0.0.0.0", "health"}, "http://127.0.0.1:7240"},
                    HealthCase{"AnyV6", {"--host=::", "health"}, "http://[::1]:7240"},
                    HealthCase{"Name", {"--host=box", "health"}, "http://box:7240"}),
    [](const auto& test) { return test.param.name; });

TEST(HealthOptions, HonourTheVariablesOfTheServer) {
  const Variable host("AUTOPILOT_LOCAL_HOST", "0.0.0.0");
  const Variable port("AUTOPILOT_LOCAL_PORT", "9000");
  EXPECT_EQ(std::get<HealthCommand>(ParseCommand({"health"})).url, "http://127.0.0.1:9000");
}

TEST(HealthOptions, CannotGuessAFreePort) {
  EXPECT_THAT(Exiting({"--port=0", "health"}).errors, HasSubstr("--url"));
}

TEST(Options, AnS3EndpointTakesItsKeysFromTheEnvironment) {
  EXPECT_EQ(Serving({}).data.s3, std::nullopt);
  const Variable key("AWS_ACCESS_KEY_ID", "AKID");
  const Variable secret("AWS_SECRET_ACCESS_KEY", "s3cret");
  const Variable region("AWS_REGION", "eu-west-1");
  const auto s3 = Serving({"--s3-endpoint", "http://127.0.0.1:9000"}).data.s3;
  ASSERT_TRUE(s3);
  EXPECT_EQ(s3->endpoint, "http://127.0.0.1:9000");
  EXPECT_EQ(s3->region, "eu-west-1");
  ASSERT_TRUE(s3->credentials);
  EXPECT_EQ(s3->credentials->access_key_id, "AKID");
}

TEST(Options, KeysStayUnusedWhereAuthSaysSo) {
  EXPECT_EQ(Serving({"--auth", "require"}).auth, AuthMode::kRequire);
  const Variable keys("AUTOPILOT_LOCAL_AUTH_KEYS", "keys.json");
  const ServeCommand accepting = Serving({"--auth=accept"});
  EXPECT_EQ(accepting.auth, AuthMode::kAccept);
  EXPECT_EQ(accepting.auth_keys, std::nullopt);
  const Variable mode("AUTOPILOT_LOCAL_AUTH", "verify");
  EXPECT_EQ(Serving({}).auth_keys, "keys.json");
}

}  // namespace
}  // namespace autopilot
