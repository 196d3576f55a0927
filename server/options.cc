#include "server/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string_view>
#include <thread>

#include "server/option_checks.h"
#include "server/version.h"

namespace autopilot {
namespace {

constexpr std::uint64_t kMaxSeed = UINT64_MAX;
constexpr double kDay = 86'400;

// "--data-dir" -> "AUTOPILOT_LOCAL_DATA_DIR"
std::string VariableOf(std::string_view option) {
  std::string name = "AUTOPILOT_LOCAL_";
  for (const char c : option.substr(std::min<std::size_t>(option.find_first_not_of('-'), 2))) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

bool IsInEnvironment(std::string_view option) {
  const char* value = std::getenv(VariableOf(option).c_str());
  return value != nullptr && *value != '\0';
}

// CLI11 reads the file before the environment, so the file would win. Here it does not see what
// the environment decides.
class ConfigBelowEnvironment : public CLI::ConfigTOML {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    auto settings = CLI::ConfigTOML::from_config(input);
    std::erase_if(settings, [](const CLI::ConfigItem& item) { return IsInEnvironment(item.name); });
    return settings;
  }
};

// Values as CLI11 fills them in, in the units of the options.
struct Values {
  ServeCommand serve;
  double speed = 600;
  std::string on_max_candidates = "completed";
  std::string log_level = "info", log_format = "text";
  double read_timeout_s = 30, idle_timeout_s = 75, write_timeout_s = 30;
  double shutdown_grace_s = 10;
  std::string data_dir = "./.autopilot-local", durability = "normal";
  std::string progression = "time", scenarios, init_dir;
  std::string control = "on", control_address, control_token;
  std::string auth = "accept", auth_keys;
  std::string s3_root, s3_endpoint, data_checks = "auto";
  double data_check_timeout_s = 5;
  bool in_memory = false;
  std::string tls = "off", tls_cert, tls_key, tls_dir;
  std::vector<std::string> tls_names;
  std::string health_url;
};

template <typename T>
CLI::Option* Add(CLI::App& app, const std::string& name, T& value, const std::string& text,
                 CLI::Validator check) {
  const std::string shown = check.get_description();
  return app.add_option(name, value, text)
      ->envname(VariableOf(name))
      ->type_name(shown)
      ->check(check.description(""))
      ->capture_default_str();
}

CLI::Option* AddFlag(CLI::App& app, const std::string& name, bool& value, const std::string& text) {
  return app.add_flag(name, value, text)->envname(VariableOf(name));
}

void AddNetwork(CLI::App& app, Values& v) {
  HttpOptions& http = v.serve.http;
  app.option_defaults()->group("Network");
  Add(app, "--host", http.host, "Name or address to listen on; 0.0.0.0 for all of the machine",
      NotBlank("HOST"));
  Add(app, "--port", http.port, "Port to listen on; 0 picks a free one", WholeNumber(0, 65535));
  Add(app, "--threads", http.threads, "Threads that serve connections", WholeNumber(1, 256));
  Add(app, "--max-header-bytes", http.max_header_bytes, "Largest request header",
      WholeNumber(1024, 1 << 20));
  Add(app, "--max-body-bytes", http.max_body_bytes, "Largest request body",
      WholeNumber(1024, 1 << 30));
  Add(app, "--max-connections", http.max_connections, "Most connections at a time",
      WholeNumber(1, 1'000'000));
  Add(app, "--max-new-connections", http.max_new_connections,
      "Most new connections a second; 0: any number", WholeNumber(0, 1'000'000));
  Add(app, "--max-pipelined", http.max_pipelined,
      "Most requests in a row that come before the answers to those before them",
      WholeNumber(1, 1'000'000));
  Add(app, "--max-json-depth", v.serve.api.max_json_depth, "Most levels of nesting in a request",
      WholeNumber(8, 1000));
  Add(app, "--read-timeout", v.read_timeout_s, "Seconds for a request to arrive",
      Number(0.001, kDay, " seconds"));
  Add(app, "--idle-timeout", v.idle_timeout_s, "Seconds between two requests of a connection",
      Number(0.001, kDay, " seconds"));
  Add(app, "--write-timeout", v.write_timeout_s, "Seconds for a client to take an answer",
      Number(0.001, kDay, " seconds"));
  Add(app, "--shutdown-grace", v.shutdown_grace_s,
      "Seconds for requests in flight when asked to stop", Number(0, kDay, " seconds"));
  app.add_option("--allowed-host", v.serve.allowed_hosts,
                 "Further host name under which /_autopilot and /metrics may be called; repeatable")
      ->envname(VariableOf("--allowed-host"))
      ->delimiter(',')
      ->type_name("NAME")
      ->check(NotBlank("NAME").description(""));
}

void AddTls(CLI::App& app, Values& v) {
  app.option_defaults()->group("TLS");
  Add(app, "--tls", v.tls,
      "self-signed: speak https with a certificate of a CA of its own, which --tls-dir keeps",
      OneOf({"off", "self-signed"}));
  Add(app, "--tls-cert", v.tls_cert,
      "Speak https with the certificate (and those of its issuers) in this PEM file",
      NotBlank("FILE"));
  Add(app, "--tls-key", v.tls_key, "PEM file with the key of --tls-cert", NotBlank("FILE"));
  Add(app, "--tls-port", v.serve.http.tls_port,
      "Port for https only; 0 picks a free one. Absent: --port takes http and https",
      WholeNumber(0, 65535));
  Add(app, "--tls-dir", v.tls_dir,
      "Folder that keeps the CA and the certificate of --tls self-signed. Absent: tls in the data "
      "folder",
      NotBlank("DIR"));
  app.add_option("--tls-name", v.tls_names,
                 "Further host name or address in the certificate of --tls self-signed; repeatable")
      ->envname(VariableOf("--tls-name"))
      ->delimiter(',')
      ->type_name("NAME")
      ->check(ServerName().description(""));
}

void AddControl(CLI::App& app, Values& v) {
  app.option_defaults()->group("Control API");
  Add(app, "--control", v.control, "Whether tests may steer the server; off leaves health checks",
      OneOf({"on", "off"}));
  Add(app, "--control-address", v.control_address,
      "Serve the control API there, and there only; absent: with the rest", HostPort());
  Add(app, "--control-token", v.control_token,
      "Secret that control requests have to carry; absent: none", Token());
  Add(app, "--journal-bytes", v.serve.control.journal_bytes,
      "Memory for the journal of requests; 0 keeps only their counts",
      WholeNumber(0, std::uint64_t{1} << 40));
}

void AddAuth(CLI::App& app, Values& v) {
  app.option_defaults()->group("Signatures");
  Add(app, "--auth", v.auth,
      "What SageMaker requests need. accept: nothing, require: a signature in its form, right or "
      "not, verify: a right one, made with a key of --auth-keys",
      OneOf({"accept", "require", "verify"}));
  Add(app, "--auth-keys", v.auth_keys,
      "File of access key ids with their secrets and accounts, for --auth verify",
      NotBlank("FILE"));
}

void AddState(CLI::App& app, Values& v) {
  app.option_defaults()->group("State");
  Add(app, "--data-dir", v.data_dir, "Folder that keeps the jobs", NotBlank("DIR"));
  Add(app, "--max-accounts", v.serve.control.defaults.max_accounts,
      "Most accounts that have jobs, or settings, at a time; 0: any number",
      WholeNumber(0, 1'000'000'000));
  AddFlag(app, "--in-memory", v.in_memory, "Keep nothing: jobs are gone when the server ends");
  AddFlag(app, "--fresh", v.serve.store.fresh, "Start empty: delete what the data folder holds");
  Add(app, "--durability", v.durability,
      "What a power failure does to the data folder. full: nothing, normal: it may take the last "
      "writes, none: it may damage the file. The end of the server, by kill -9 too, takes nothing. "
      "Without meaning when in memory",
      OneOf({"normal", "full", "none"}));
  Add(app, "--init-dir", v.init_dir,
      "Folder of control requests, scenarios and exports to apply at the start", NotBlank("DIR"));
}

void AddData(CLI::App& app, Values& v) {
  DataLimits& limits = v.serve.data.data.limits;
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 50;
  app.option_defaults()->group("Data of jobs");
  Add(app, "--s3-root", v.s3_root,
      "Folder whose subfolders are buckets: s3://bucket/key is the file DIR/bucket/key",
      NotBlank("DIR"));
  Add(app, "--s3-endpoint", v.s3_endpoint,
      "S3 server that has the buckets: http://HOST:PORT or https://HOST. Its keys and region are "
      "those of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION",
      S3Url());
  Add(app, "--data-checks", v.data_checks,
      "Whether the data of jobs is read. auto: where one of the above is given, strict: also "
      "refuse "
      "what cannot be read here though the service might, off: all data is assumed fine",
      OneOf({"off", "auto", "strict"}));
  Add(app, "--data-check-timeout", v.data_check_timeout_s,
      "Seconds for a create request to look at its data", Number(0.001, kDay, " seconds"));
  Add(app, "--max-training-bytes", limits.training_bytes, "Largest training dataset",
      WholeNumber(1, kMostBytes));
  Add(app, "--max-validation-bytes", limits.validation_bytes, "Largest validation dataset",
      WholeNumber(1, kMostBytes));
}

void AddSimulation(CLI::App& app, Values& v) {
  ApiOptions& api = v.serve.api;
  app.option_defaults()->group("Simulation");
  Add(app, "--speed", v.speed, "How many times as fast as in reality jobs run",
      Number(0.001, 1'000'000, ""));
  Add(app, "--progression", v.progression,
      "What moves jobs on: the clock, N seconds of it per phase, N Describe calls, or nothing",
      ProgressionForm());
  Add(app, "--scenarios", v.scenarios, "File of scenarios, rules and a default for all accounts",
      NotBlank("FILE"));
  Add(app, "--seed", v.serve.control.defaults.seed,
      "Seed of everything drawn: metrics, durations, algorithms. Absent: 0, except for page tokens",
      WholeNumber(0, kMaxSeed));
  Add(app, "--default-account", api.defaults.account,
      "Account of callers whose access key id has not 12 digits", AccountId());
  Add(app, "--default-region", api.defaults.region, "Region of unsigned requests", Region());
  Add(app, "--max-concurrent-jobs", api.max_running_jobs,
      "Quota of running jobs per account and region; 0: none", WholeNumber(0, 1'000'000));
  Add(app, "--on-max-candidates", v.on_max_candidates,
      "Secondary status of a job that reached MaxCandidates",
      OneOf({"completed", "max-candidates-reached"}));
  Add(app, "--v1-output-path-limit", api.v1_output_path_limit,
      "Longest S3OutputPath in CreateAutoMLJob, in characters", WholeNumber(1, 1024));
  Add(app, "--v2-output-path-limit", api.v2_output_path_limit,
      "Longest S3OutputPath in CreateAutoMLJobV2, in characters", WholeNumber(1, 1024));
}

void AddLogging(CLI::App& app, Values& v) {
  app.option_defaults()->group("Log (on stderr)");
  Add(app, "--log-level", v.log_level, "Least level to log",
      OneOf({"debug", "info", "warning", "error", "off"}));
  Add(app, "--log-format", v.log_format, "Lines of text or of JSON", OneOf({"text", "json"}));
}

void AddConfigFile(CLI::App& app) {
  app.config_formatter(std::make_shared<ConfigBelowEnvironment>());
  app.allow_config_extras(CLI::config_extras_mode::error);
  // CLI11 reads the file before it looks at the environment, so its name is looked up here.
  const std::string variable = VariableOf("--config");
  const char* path = std::getenv(variable.c_str());
  const bool named = path != nullptr && *path != '\0';
  app.set_config("--config", named ? path : "",
                 "File with further options, as port=8080 lines (INI or TOML)", named)
      ->type_name("FILE (Env:" + variable + ")");
}

std::chrono::milliseconds Millis(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

LogLevel LevelNamed(std::string_view name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "info") return LogLevel::kInfo;
  if (name == "warning") return LogLevel::kWarning;
  return name == "error" ? LogLevel::kError : LogLevel::kOff;
}

Durability DurabilityNamed(std::string_view name) {
  if (name == "none") return Durability::kNone;
  return name == "full" ? Durability::kFull : Durability::kNormal;
}

// Which source named an option: 0 the file or none, 1 the environment, 2 the command line.
int SourceRank(const std::vector<std::string>& arguments, std::string_view option) {
  for (const std::string& argument : arguments) {
    if (argument == option || argument.starts_with(std::string(option) + "=")) return 2;
  }
  return IsInEnvironment(option) ? 1 : 0;
}

// A data folder named on the command line wins over AUTOPILOT_LOCAL_IN_MEMORY, one in the
// environment over `in-memory` in the file (which the Docker image has), and so on; named at the
// same place, the two contradict each other.
void DecideStore(const CLI::App& app, const std::vector<std::string>& arguments, Values& v) {
  const bool folder_named = app.get_option("--data-dir")->count() > 0;
  bool in_memory = v.in_memory;
  if (in_memory && folder_named) {
    const int memory_rank = SourceRank(arguments, "--in-memory");
    const int folder_rank = SourceRank(arguments, "--data-dir");
    if (memory_rank == folder_rank) {
      throw CLI::ValidationError("--in-memory",
                                 "contradicts --data-dir: give the one or the other, not both");
    }
    in_memory = memory_rank > folder_rank;
  }
  if (!in_memory) v.serve.store.data_dir = v.data_dir;
}

AuthMode AuthModeNamed(std::string_view name) {
  if (name == "verify") return AuthMode::kVerify;
  return name == "require" ? AuthMode::kRequire : AuthMode::kAccept;
}

// Nobody shall believe that signatures are verified while they are not.
void CheckAuth(const CLI::App& app, const Values& v) {
  if (v.auth == "verify" && v.auth_keys.empty()) {
    throw CLI::ValidationError("--auth", "verify needs the keys of callers: give --auth-keys FILE");
  }
  if (!v.auth_keys.empty() && app.get_option("--auth")->count() == 0) {
    throw CLI::ValidationError("--auth-keys",
                               "has an effect with --auth verify only: give that, too");
  }
}

// Nothing of what was said about TLS is ignored in silence.
std::optional<TlsOptions> DecideTls(const CLI::App& app, const Values& v) {
  const auto is_given = [&app](const char* option) { return app.get_option(option)->count() > 0; };
  const auto refuse = [](const char* option, const char* why) {
    throw CLI::ValidationError(option, why);
  };
  if (is_given("--tls-cert") != is_given("--tls-key")) {
    refuse(is_given("--tls-cert") ? "--tls-cert" : "--tls-key",
           "--tls-cert and --tls-key belong together: give both");
  }
  const bool self_signed = v.tls == "self-signed";
  const bool has_files = is_given("--tls-cert");
  if (has_files && self_signed) {
    refuse("--tls", "self-signed contradicts --tls-cert: give the one or the other");
  }
  for (const char* option : {"--tls-dir", "--tls-name"}) {
    if (is_given(option) && !self_signed) refuse(option, "needs --tls self-signed");
  }
  if (is_given("--tls-port") && !self_signed && !has_files) {
    refuse("--tls-port", "needs --tls self-signed, or --tls-cert and --tls-key");
  }
  if (!self_signed && !has_files) return std::nullopt;
  TlsOptions tls;
  if (has_files) tls.files = {.certificate = v.tls_cert, .key = v.tls_key};
  if (!v.tls_dir.empty()) {
    tls.folder = v.tls_dir;
  } else if (v.serve.store.data_dir) {
    tls.folder = *v.serve.store.data_dir / "tls";
  }
  tls.names = v.tls_names;
  return tls;
}

DataChecks DataChecksNamed(std::string_view name) {
  if (name == "off") return DataChecks::kOff;
  return name == "strict" ? DataChecks::kStrict : DataChecks::kAuto;
}

S3Options S3OptionsOf(const std::string& endpoint) {
  auto options = S3OptionsFrom([](const char* name) { return std::getenv(name); }, endpoint);
  if (!options) throw CLI::ValidationError("--s3-endpoint", options.error());
  if (const auto problem = ProblemOf(*options)) {
    throw CLI::ValidationError("--s3-endpoint", *problem);
  }
  return std::move(*options);
}

// Nobody shall believe that data is read while there is none to read.
DataSourceOptions DecideData(const Values& v) {
  DataSourceOptions options = v.serve.data;
  options.data.checks = DataChecksNamed(v.data_checks);
  options.data.check_deadline = Millis(v.data_check_timeout_s);
  if (!v.s3_root.empty()) options.s3_root = v.s3_root;
  if (!v.s3_endpoint.empty()) options.s3 = S3OptionsOf(v.s3_endpoint);
  if (options.s3_root && options.s3) {
    throw CLI::ValidationError("--s3-root",
                               "contradicts --s3-endpoint: give the one or the other, not both");
  }
  if (options.data.checks == DataChecks::kStrict && !options.s3_root && !options.s3) {
    throw CLI::ValidationError(
        "--data-checks", "strict needs data to read: give --s3-root DIR or --s3-endpoint URL");
  }
  return options;
}

ServeCommand Finish(Values& v) {
  ServeCommand& serve = v.serve;
  serve.data = DecideData(v);
  serve.http.read_timeout = Millis(v.read_timeout_s);
  serve.http.idle_timeout = Millis(v.idle_timeout_s);
  serve.http.write_timeout = Millis(v.write_timeout_s);
  serve.http.shutdown_grace = Millis(v.shutdown_grace_s);
  ControlDefaults& defaults = serve.control.defaults;
  defaults.rate.millionths = std::llround(v.speed * 1'000'000);
  defaults.progression = ParseProgressionOption(v.progression).value_or(defaults.progression);
  serve.serves_control = v.control == "on";
  serve.control_address = ParseHostAndPort(v.control_address);
  if (!v.control_token.empty()) serve.control_token = v.control_token;
  serve.auth = AuthModeNamed(v.auth);
  if (serve.auth == AuthMode::kVerify) serve.auth_keys = v.auth_keys;
  serve.store.durability = DurabilityNamed(v.durability);
  if (!v.scenarios.empty()) serve.scenarios = v.scenarios;
  if (!v.init_dir.empty()) serve.init_dir = v.init_dir;
  serve.api.on_max_candidates = v.on_max_candidates == "completed"
                                    ? OnMaxCandidates::kCompleted
                                    : OnMaxCandidates::kMaxCandidatesReached;
  serve.log.level = LevelNamed(v.log_level);
  serve.log.format = v.log_format == "json" ? LogFormat::kJson : LogFormat::kText;
  return serve;
}

// Where this process, or its twin in the same container, listens.
Command Health(const Values& v) {
  if (!v.health_url.empty()) return HealthCommand{v.health_url};
  std::string host = v.serve.http.host;
  if (v.serve.http.port == 0) {
    throw CLI::ValidationError("health", "port 0 is unknown from here: name the server with --url");
  }
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return HealthCommand{"http://" + host + ":" + std::to_string(v.serve.http.port)};
}

// The error's text. A value from the environment is named by its variable.
std::string TextOf(const CLI::Error& error, const std::vector<std::string>& arguments) {
  std::string text = error.what();
  const std::string option = text.substr(0, text.find(':'));
  if (option.starts_with("--") && SourceRank(arguments, option) == 1) {
    text.replace(0, option.size(), VariableOf(option));
  }
  return text;
}

// The first argument that nothing takes, with the word that it may have been meant to be.
std::string TextOf(const CLI::ExtrasError&, const CLI::App& app,
                   const std::vector<std::string>& arguments) {
  const std::vector<std::string> extras = app.remaining(true);
  const auto unknown =
      std::find_first_of(arguments.begin(), arguments.end(), extras.begin(), extras.end());
  const std::string name =
      unknown == arguments.end() ? extras.front() : unknown->substr(0, unknown->find('='));
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    known.push_back("--" + option->get_single_name());
  }
  for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  const std::string closest = ClosestTo(name, known);
  return (name.starts_with('-') ? "there is no option " : "there is no command ") + name +
         (closest.empty() ? "" : ". Did you mean " + closest + "?");
}

Command UsageError(const std::string& text) {
  return ExitCommand{ExitCode::kUsage, "",
                     "autopilot-local: " + text + "\nautopilot-local --help lists all options.\n"};
}

}  // namespace

Command ParseCommand(const std::vector<std::string>& arguments) {
  Values v;
  v.serve.http.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);

  CLI::App app(
      "Local emulator of the Amazon SageMaker Autopilot API. Point an AWS client's --endpoint-url "
      "at the address it prints.\nExit codes: 0 ended as asked, 1 other failure, 2 wrong options "
      "or "
      "start-up files, 3 cannot listen, 4 cannot use the data folder.",
      "autopilot-local");
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", "autopilot-local " + std::string(kVersion));
  AddConfigFile(app);
  AddNetwork(app, v);
  AddAuth(app, v);
  AddTls(app, v);
  AddControl(app, v);
  AddState(app, v);
  AddData(app, v);
  AddSimulation(app, v);
  AddLogging(app, v);
  app.option_defaults()->group("Options");
  CLI::App* health = app.add_subcommand(
      "health", "Ask a running server for its health: exit code 0 when healthy, else 1");
  health->fallthrough();
  health->add_option("--url", v.health_url,
                     "Server to ask; default: http://HOST:PORT of the options above");

  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
    if (health->parsed()) return Health(v);
    DecideStore(app, arguments, v);
    CheckAuth(app, v);
    v.serve.tls = DecideTls(app, v);
    return Finish(v);
  } catch (const CLI::ExtrasError& error) {
    return UsageError(TextOf(error, app, arguments));
  } catch (const CLI::Error& error) {
    std::ostringstream out, err;
    if (app.exit(error, out, err) == 0) return ExitCommand{ExitCode::kOk, out.str(), ""};
    return UsageError(TextOf(error, arguments));
  }
}

}  // namespace autopilot
