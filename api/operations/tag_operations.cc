#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "api/operations/tag_rules.h"
#include "api/protocol/errors.h"
#include "api/protocol/json_writer.h"
#include "common/arn.h"
#include "common/ascii.h"

namespace autopilot {
namespace {

// A resource whose tags an operation works on.
struct TaggedResource {
  Scope scope;
  std::string key;  // as the store knows it: "automl-job/my-job", lower-cased
};

// The resource of the request's ResourceArn: an AutoML job of the caller's account and region that
// exists according to `find_job`.
Result<TaggedResource> FindTaggedResource(
    const Call& call, const std::function<bool(const Scope&, const std::string&)>& find_job) {
  const auto arn_text = StringMember(call.input, "ResourceArn");
  const auto arn = ParseSageMakerArn(arn_text);
  if (!arn || arn->scope != call.scope || arn->type != "automl-job" ||
      !find_job(arn->scope, arn->name)) {
    return tl::unexpected(errors::ResourceArnNotFound(arn_text));
  }
  return TaggedResource{.scope = arn->scope, .key = ToLowerAscii(arn->type + "/" + arn->name)};
}

Result<TaggedResource> FindTaggedResource(const Call& call, WriteTransaction& transaction) {
  return FindTaggedResource(call, [&](const Scope& scope, const std::string& name) {
    return transaction.FindJob(scope, name).has_value();
  });
}

// The output structure of ListTags and AddTags.
std::string TagsAnswer(const std::vector<Tag>& tags) {
  JsonWriter writer;
  writer.BeginObject().Key("Tags").BeginArray();
  for (const auto& tag : tags) {
    writer.BeginObject().Key("Key").String(tag.key).Key("Value").String(tag.value).EndObject();
  }
  writer.EndArray().EndObject();
  return std::move(writer).str();
}

std::size_t CountKeys(const std::vector<Tag>& a, const std::vector<Tag>& b) {
  std::set<std::string_view> keys;
  for (const auto* tags : {&a, &b}) {
    for (const auto& tag : *tags) keys.insert(tag.key);
  }
  return keys.size();
}

}  // namespace

void AddTags(const OperationContext& context, const Call& call, OutputReply reply) {
  auto tags = TagsOf(Member(call.input, "Tags"));
  if (auto error = CheckTags(tags)) return reply(tl::unexpected(std::move(*error)));
  auto work = [call, tags = std::move(tags)](WriteTransaction& transaction) -> Result<std::string> {
    const auto resource = FindTaggedResource(call, transaction);
    if (!resource) return tl::unexpected(resource.error());
    const auto present = transaction.ListTags(resource->scope, resource->key);
    if (CountKeys(present, tags) > kMaxTagsPerResource) {
      return tl::unexpected(errors::TooManyTags(kMaxTagsPerResource));
    }
    transaction.PutTags(resource->scope, resource->key, tags);
    return TagsAnswer(transaction.ListTags(resource->scope, resource->key));
  };
  WriteThenReply(context.store, std::move(work), std::move(reply));
}

// A resource has at most 50 tags and a page holds at least 50, so that there is only one page and
// no NextToken that could be given back.
void ListTags(const OperationContext& context, const Call& call, OutputReply reply) {
  const auto resource = FindTaggedResource(call, [&](const Scope& scope, const std::string& name) {
    return context.store.FindJob(scope, name).has_value();
  });
  if (!resource) return reply(tl::unexpected(resource.error()));
  if (!StringMember(call.input, "NextToken").empty()) {
    return reply(tl::unexpected(errors::InvalidNextToken()));
  }
  reply(TagsAnswer(context.store.ListTags(resource->scope, resource->key)));
}

void DeleteTags(const OperationContext& context, const Call& call, OutputReply reply) {
  auto work = [call, keys = RequiredMember(call.input, "TagKeys").get<std::vector<std::string>>()](
                  WriteTransaction& transaction) -> Result<std::string> {
    const auto resource = FindTaggedResource(call, transaction);
    if (!resource) return tl::unexpected(resource.error());
    transaction.RemoveTags(resource->scope, resource->key, keys);
    return "{}";
  };
  WriteThenReply(context.store, std::move(work), std::move(reply));
}

}  // namespace autopilot
