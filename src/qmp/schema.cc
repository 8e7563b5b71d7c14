#include "qmp/schema.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace qmp {
namespace {

std::string text_member(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

/// An empty one where there is none.
const Json& list_member(const Json& object, const char* name) {
  static const Json none = Json::array();
  auto member = object.find(name);
  return member != object.end() && member->is_array() ? *member : none;
}

SchemaType enumeration(const Json& entry) {
  SchemaType type = {.kind = SchemaType::Kind::enumeration};
  for (const Json& value : list_member(entry, "values"))
    if (value.is_string()) type.values.push_back(value.get<std::string>());
  if (!type.values.empty()) return type;
  for (const Json& member : list_member(entry, "members"))  // newer QEMUs may say it only here
    type.values.push_back(text_member(member, "name"));
  return type;
}

SchemaType object(const Json& entry) {
  SchemaType type = {.kind = SchemaType::Kind::object};
  for (const Json& member : list_member(entry, "members"))
    type.members.push_back({text_member(member, "name"), text_member(member, "type"),
                            member.is_object() && member.contains("default")});
  type.tag = text_member(entry, "tag");
  for (const Json& variant : list_member(entry, "variants"))
    type.variants.push_back({text_member(variant, "case"), text_member(variant, "type")});
  return type;
}

SchemaType alternate(const Json& entry) {
  SchemaType type = {.kind = SchemaType::Kind::alternate};
  for (const Json& member : list_member(entry, "members"))
    type.choices.push_back(text_member(member, "type"));
  return type;
}

/// Nothing for what is no type.
std::optional<SchemaType> type_of(const Json& entry, const std::string& meta) {
  using Kind = SchemaType::Kind;
  if (meta == "builtin")
    return SchemaType{.kind = Kind::builtin, .json_type = text_member(entry, "json-type")};
  if (meta == "array")
    return SchemaType{.kind = Kind::list, .element = text_member(entry, "element-type")};
  if (meta == "enum") return enumeration(entry);
  if (meta == "object") return object(entry);
  if (meta == "alternate") return alternate(entry);
  return std::nullopt;
}

/// What a value of the type is, or is looked up in, without a name of its own.
std::vector<std::string> parts_of(const SchemaType& type) {
  std::vector<std::string> parts = type.choices;
  if (type.kind == SchemaType::Kind::list) parts.push_back(type.element);
  for (const auto& variant : type.variants) parts.push_back(variant.type);
  return parts;
}

}  // namespace

Result<Schema> Schema::parse(const Json& answer) {
  if (!answer.is_array())
    return Error(Failure::malformed, "QEMU's answer to query-qmp-schema is not what it promises");
  Schema schema;
  for (const Json& entry : answer)
    if (entry.is_object()) schema.add(entry);
  schema.drop_endless();
  return schema;
}

/// A type that is made of itself, or of too many within each other, would lead whoever follows it
/// on for ever. A member may well be of its object's type: that ends where its writer ends.
void Schema::drop_endless() {
  constexpr std::size_t most = 32;  // real ones are 3 within each other
  std::map<std::string, std::size_t> heights;
  for (std::size_t round = 0; round <= most; ++round)
    for (auto& [name, type] : types_)
      for (const std::string& part : parts_of(type))
        if (types_.contains(part)) heights[name] = std::max(heights[name], heights[part] + 1);
  std::erase_if(types_, [&](const auto& known) { return heights[known.first] > most; });
}

void Schema::add(const Json& entry) {
  std::string name = text_member(entry, "name");
  std::string meta = text_member(entry, "meta-type");
  SchemaCommand command = {text_member(entry, "arg-type"), text_member(entry, "ret-type")};
  if (meta == "command") {
    commands_.emplace(std::move(name), std::move(command));
  } else if (meta == "event") {
    events_.emplace(std::move(name), std::move(command));
  } else if (auto type = type_of(entry, meta)) {
    types_.emplace(std::move(name), std::move(*type));
  }
}

const SchemaType* Schema::type(const std::string& name) const {
  auto found = types_.find(name);
  return found == types_.end() ? nullptr : &found->second;
}

}  // namespace qmp
