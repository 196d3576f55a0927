#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "server/admin/routes.h"
#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

const json& Document() {
  static const json kDocument = [] {
    ControlUnderTest server;
    return server.Done("GET", "/_autopilot/openapi.json");
  }();
  return kDocument;
}

// What a reference stands for, or the value itself.
const json& Resolve(const json& value) {
  if (!value.is_object() || !value.contains("$ref")) return value;
  const auto reference = value.at("$ref").get<std::string>();
  return Resolve(Document().at(json::json_pointer(reference.substr(1))));
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

// One documented operation.
struct Operation {
  std::string method, path;
  const json* description = nullptr;

  std::string Name() const { return method + " " + path; }
  std::vector<json> Parameters(const std::string& in) const {
    std::vector<json> found;
    const json parameters = description->value("parameters", json::array());
    for (const json& parameter : parameters) {
      if (Resolve(parameter).at("in") == in) found.push_back(Resolve(parameter));
    }
    return found;
  }
  // The JSON bodies that are shown; one null for an operation without any.
  std::vector<json> Examples() const {
    std::vector<json> bodies;
    const json examples = Content().value("examples", json::object());
    for (const auto& [name, example] : examples.items()) {
      bodies.push_back(example.at("value"));
    }
    if (bodies.empty()) bodies.emplace_back(nullptr);
    return bodies;
  }
  json Content() const {
    if (!description->contains("requestBody")) return json::object();
    return description->at("requestBody").at("content").value("application/json", json::object());
  }
};

std::vector<Operation> Operations() {
  std::vector<Operation> all;
  for (const auto& [path, operations] : Document().at("paths").items()) {
    for (const auto& [method, description] : operations.items()) {
      all.push_back({.method = Upper(method), .path = path, .description = &description});
    }
  }
  return all;
}

std::vector<std::string> SortedNames(const json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

// The object schema that the value is of: it has all of the value's members.
const json* SchemaOf(const json& schema, const json& value) {
  const json& resolved = Resolve(schema);
  for (const char* alternatives : {"oneOf", "allOf"}) {
    if (!resolved.contains(alternatives)) continue;
    for (const json& alternative : resolved.at(alternatives)) {
      if (const json* found = SchemaOf(alternative, value)) return found;
    }
  }
  if (value.is_array()) return resolved.value("type", "") == "array" ? &resolved : nullptr;
  if (!value.is_object() || !resolved.contains("properties")) return nullptr;
  for (const auto& [name, member] : value.items()) {
    const bool is_known = resolved.at("properties").contains(name) ||
                          resolved.value("additionalProperties", json()).is_object();
    if (!is_known) return nullptr;
  }
  const json required = resolved.value("required", json::array());
  for (const json& name : required) {
    if (!value.contains(name.get<std::string>())) return nullptr;
  }
  return &resolved;
}

// A server in which everything exists that the examples name.
class ExampleServer : public ControlUnderTest {
 public:
  ExampleServer()
      : ControlUnderTest({}, {}, ControlApiOptions{.tls_authority = "of --tls self-signed"}) {
    Create("my-job");
    Done("PUT", "/_autopilot/scenarios/flaky", {{"description", "for the examples"}});
    Done("PUT", "/_autopilot/faults/slow-create", {{"operation", "AddTags"}, {"latency", 0}});
    Done("PUT", "/_autopilot/snapshots/two-jobs");
  }

  std::string Target(const Operation& operation) {
    std::string target = operation.path;
    for (const json& parameter : operation.Parameters("path")) {
      const std::string name = "{" + parameter.at("name").get<std::string>() + "}";
      const std::string value =
          parameter.contains("example")
              ? parameter.at("example").get<std::string>()
              : Done("GET", "/_autopilot/journal")["entries"][0]["request_id"].get<std::string>();
      target.replace(target.find(name), name.size(), value);
    }
    for (const json& parameter : operation.Parameters("query")) {
      if (!parameter.value("required", false)) continue;
      const json& example = parameter.at("example");
      target += "?" + parameter.at("name").get<std::string>() + "=" +
                (example.is_string() ? example.get<std::string>() : example.dump());
    }
    return target;
  }

  Answer Try(const Operation& operation, const json& body) {
    json sent = body;
    if (operation.path == "/_autopilot/wait") sent["timeout"] = 0;
    if (operation.path == "/_autopilot/import") {
      return ControlText("POST", operation.path, Control("GET", "/_autopilot/export").text);
    }
    return Control(operation.method, Target(operation), sent);
  }
};

TEST(OpenApi, DescribesEveryRouteAndNoOther) {
  std::set<std::string> routes, documented;
  for (const Route& route : AllRoutes()) routes.insert(LabelOf(route));
  for (const Operation& operation : Operations()) documented.insert(operation.Name());
  EXPECT_EQ(documented, routes);
}

TEST(OpenApi, EveryReferenceLeadsSomewhereAndEveryComponentIsReferredTo) {
  std::set<std::string> referred;
  const std::function<void(const json&)> visit = [&](const json& value) {
    if (value.is_object() && value.contains("$ref")) {
      const auto reference = value.at("$ref").get<std::string>();
      ASSERT_TRUE(reference.starts_with("#/")) << reference;
      EXPECT_TRUE(Document().contains(json::json_pointer(reference.substr(1)))) << reference;
      referred.insert(reference);
    }
    if (value.is_structured()) {
      for (const json& element : value) visit(element);
    }
  };
  visit(Document());
  for (const char* kind : {"schemas", "parameters", "responses"}) {
    for (const auto& [name, component] : Document().at("components").at(kind).items()) {
      const std::string reference = std::string("#/components/") + kind + "/" + name;
      EXPECT_TRUE(referred.contains(reference)) << reference;
    }
  }
}

TEST(OpenApi, ParametersAreThoseThatTheRoutesTake) {
  std::map<std::string, std::vector<std::string>> documented;
  for (const Operation& operation : Operations()) {
    auto& names = documented[operation.Name()];
    for (const json& parameter : operation.Parameters("query")) names.push_back(parameter["name"]);
    for (const json& parameter : operation.Parameters("path")) {
      EXPECT_NE(operation.path.find("{" + parameter["name"].get<std::string>() + "}"),
                std::string::npos)
          << operation.Name();
    }
    EXPECT_EQ(std::count(operation.path.begin(), operation.path.end(), '{'),
              static_cast<std::ptrdiff_t>(operation.Parameters("path").size()))
        << operation.Name();
  }
  for (const Route& route : AllRoutes()) {
    EXPECT_EQ(documented[LabelOf(route)], QueryOf(route)) << LabelOf(route);
  }
}

TEST(OpenApi, OperationsHaveIdsOfTheirOwnAndBodiesWhereTheRoutesTakeThem) {
  std::set<std::string> ids;
  std::map<std::string, bool> has_body;
  for (const Operation& operation : Operations()) {
    EXPECT_TRUE(ids.insert(operation.description->at("operationId")).second) << operation.Name();
    has_body[operation.Name()] = operation.description->contains("requestBody");
  }
  for (const Route& route : AllRoutes()) {
    EXPECT_EQ(has_body[LabelOf(route)], route.body != BodyUse::kNone) << LabelOf(route);
  }
}

TEST(OpenApi, EveryExampleIsTakenAndAnsweredAsDescribed) {
  for (const Operation& operation : Operations()) {
    for (const json& body : operation.Examples()) {
      ExampleServer server;
      server.readiness.Set(Readiness::Phase::kReady);
      const Answer answer = server.Try(operation, body);
      const std::string status = std::to_string(answer.status);
      const std::string what = operation.Name() + " " + body.dump() + ": " + answer.text;
      EXPECT_TRUE(answer.status < 300 || answer.status == 408) << what;
      const json& responses = operation.description->at("responses");
      ASSERT_TRUE(responses.contains(status)) << status << " " << what;
      const json& response = Resolve(responses.at(status));
      if (!response.contains("content")) {
        EXPECT_EQ(answer.text, "") << what;
        continue;
      }
      const std::string type = response.at("content").items().begin().key();
      EXPECT_TRUE(answer.response.content_type.starts_with(type)) << what;
      if (type != "application/json") continue;
      const json& schema = response.at("content").at(type).at("schema");
      if (Resolve(schema).contains("allOf")) {
        for (const json& part : Resolve(schema).at("allOf")) {
          const json required = Resolve(part).value("required", json::array());
          for (const json& name : required) {
            EXPECT_TRUE(answer.body.contains(name.get<std::string>())) << name << " " << what;
          }
        }
      } else if (Resolve(schema).contains("properties")) {
        EXPECT_NE(SchemaOf(schema, answer.body), nullptr) << what;
      }
    }
  }
}

// Adds a field that does not exist to each object of each example, and compares the list of those
// that do with the documented properties.
class FieldChecker {
 public:
  explicit FieldChecker(const Operation& operation) : operation_(operation) {}

  void CheckBody(const json& body) {
    body_ = body;
    Check(operation_.Content().at("schema"), body, json::json_pointer());
  }
  int checked() const { return checked_; }

 private:
  void Check(const json& schema, const json& value, const json::json_pointer& at) {
    const json* found = SchemaOf(schema, value);
    if (found == nullptr) return;
    if (value.is_array()) {
      for (std::size_t n = 0; n < value.size(); ++n) Check(found->at("items"), value[n], at / n);
      return;
    }
    const json& properties = found->at("properties");
    if (found->value("additionalProperties", json()) == false) {
      CheckFields(SortedNames(properties), at);
    }
    for (const auto& [name, member] : value.items()) {
      const json& inner =
          properties.contains(name) ? properties.at(name) : found->at("additionalProperties");
      Check(inner, member, at / name);
    }
  }

  void CheckFields(const std::vector<std::string>& expected, const json::json_pointer& at) {
    json body = body_;
    body[at]["no_such_field"] = 1;
    ExampleServer server;
    const Answer answer = server.Try(operation_, body);
    const std::string what = operation_.Name() + " " + body.dump() + ": " + answer.text;
    EXPECT_EQ(answer.status, 400U) << what;
    EXPECT_EQ(answer.body.value("path", ""), (at / "no_such_field").to_string()) << what;
    auto available = answer.body.value("available", std::vector<std::string>());
    std::sort(available.begin(), available.end());
    // Forms of a latency are objects of one member each, of which the server lists all.
    const bool is_one_of_several = what.find("\"latency\"") != std::string::npos && !at.empty() &&
                                   at.back() == "latency" && expected.size() == 1;
    if (is_one_of_several) {
      EXPECT_EQ(available, (std::vector<std::string>{"fixed", "lognormal", "uniform"}));
    } else {
      EXPECT_EQ(available, expected) << what;
    }
    ++checked_;
  }

  const Operation& operation_;
  json body_;
  int checked_ = 0;
};

TEST(OpenApi, DocumentedPropertiesAreThoseThatTheServerTakes) {
  std::set<std::string> unchecked;
  for (const Operation& operation : Operations()) {
    if (operation.Content().empty()) continue;
    FieldChecker checker(operation);
    for (const json& body : operation.Examples()) checker.CheckBody(body);
    if (checker.checked() == 0) unchecked.insert(operation.Name());
  }
  EXPECT_EQ(unchecked, std::set<std::string>{});
}

}  // namespace
}  // namespace autopilot::testing
