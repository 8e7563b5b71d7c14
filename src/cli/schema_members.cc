#include "cli/schema_members.h"

#include <algorithm>
#include <optional>

namespace cli {
namespace {

using qmp::Schema;
using qmp::SchemaType;
using Kind = SchemaType::Kind;
using Members = std::vector<SchemaType::Member>;

std::optional<std::string> text_of(const Written& written, const std::string& name) {
  for (auto& [key, member] : written.members)
    if (key == name && member.texts.size() == 1) return member.texts.front();
  return std::nullopt;
}

void add_members(Members& members, const Schema& schema, const std::string& name,
                 const Written& written) {
  const SchemaType* type = schema.type(name);
  if (!type || type->kind != Kind::object) return;
  for (const auto& member : type->members) {
    auto same = [&](const auto& other) { return other.name == member.name; };
    if (std::none_of(members.begin(), members.end(), same)) members.push_back(member);
  }
  auto chosen = text_of(written, type->tag);
  for (const auto& variant : type->variants)
    if (!chosen || variant.value == *chosen) add_members(members, schema, variant.type, written);
}

}  // namespace

Members members_of(const Schema& schema, const std::string& type, const Written& written) {
  Members members;
  add_members(members, schema, type, written);
  return members;
}

std::string object_in(const Schema& schema, const std::string& name) {
  const SchemaType* type = schema.type(name);
  if (!type) return {};
  if (type->kind == Kind::object) return name;
  if (type->kind == Kind::list) return object_in(schema, type->element);
  for (const std::string& choice : type->choices)
    if (auto found = object_in(schema, choice); !found.empty()) return found;
  return {};
}

std::vector<std::string> words_of(const Schema& schema, const std::string& name) {
  const SchemaType* type = schema.type(name);
  if (!type) return {};
  if (type->kind == Kind::builtin && type->json_type == "boolean") return {"true", "false"};
  if (type->kind == Kind::list) return words_of(schema, type->element);
  std::vector<std::string> words = type->values;
  for (const std::string& choice : type->choices)
    for (const std::string& word : words_of(schema, choice)) words.push_back(word);
  return words;
}

}  // namespace cli
