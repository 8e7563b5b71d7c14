#include "cli/typed_arguments.h"

#include "cli/command_line.h"
#include "cli/python_literal.h"
#include "qom/value.h"

#include <algorithm>

namespace cli {
namespace {

using qmp::Json;
using qmp::SchemaType;
using Kind = SchemaType::Kind;

UsageError wrong(const std::string& where, const std::string& why) {
  return UsageError("argument " + where + ": " + why);
}

const Written* find(const Written& written, const std::string& name) {
  for (auto& [key, member] : written.members)
    if (key == name) return &member;
  return nullptr;
}

Written& member_of(Written& written, std::string_view name) {
  for (auto& [key, member] : written.members)
    if (key == name) return member;
  return written.members.emplace_back(std::string(name), Written()).second;
}

/// The one text that a value is made of; a bare name means true.
std::string single_text(const Written& written, const std::string& where) {
  if (!written.members.empty()) throw wrong(where, "takes one value, not members");
  if (written.texts.size() > 1) throw wrong(where, "is given twice");
  return written.texts.front().value_or("true");
}

Json converted(const std::string& text, qom::Shape shape, const std::string& what,
               const std::string& where) {
  auto value = qom::from_text(text, shape, "");
  if (is_too_large(value)) throw wrong(where, value.error().text);
  if (!value && shape == qom::Shape::integer) value = qom::from_text(text, shape, "size");
  if (!value) throw wrong(where, "'" + text + "' is no " + what);
  return *value;
}

/// JSON's word for one of Python's.
std::string json_word(const std::string& text) {
  if (text == "True") return "true";
  if (text == "False") return "false";
  return text == "None" ? "null" : text;
}

Json builtin(const Written& written, const std::string& json_type, const std::string& where) {
  std::string text = single_text(written, where);
  if (json_type == "boolean")
    return converted(json_word(text), qom::Shape::boolean, "boolean", where);
  if (!written.texts.front()) throw wrong(where, "needs a value: " + where + "=VALUE");
  if (json_type == "int") return converted(text, qom::Shape::integer, "integer", where);
  if (json_type == "number") return converted(text, qom::Shape::number, "number", where);
  if (json_type == "null" && json_word(text) != "null") throw wrong(where, "can only be null");
  if (json_type == "null") return Json();
  return converted(text, qom::Shape::string, "UTF-8 text", where);
}

Json enumeration(const Written& written, const SchemaType& type, const std::string& where) {
  std::string text = single_text(written, where);
  if (std::find(type.values.begin(), type.values.end(), text) != type.values.end()) return text;
  std::string all;
  for (const std::string& value : type.values) all += (all.empty() ? "" : ", ") + value;
  throw wrong(where, "'" + text + "' is none of " + all);
}

/// A structure that is written as a whole.
std::optional<Json> whole(const Written& written, qom::Shape shape, const std::string& where) {
  if (written.texts.size() != 1 || !written.texts.front()) return std::nullopt;
  auto json = structure_from_text(*written.texts.front(), shape);
  if (is_too_large(json)) throw wrong(where, json.error().text);
  return json ? std::optional<Json>(std::move(*json)) : std::nullopt;
}

/// Text as what it looks like; a string if it looks like nothing.
qmp::Result<Json> guessed(const std::string& text) {
  if (text == "True" || text == "False") return Json(text == "True");
  if (text.starts_with('{') || text.starts_with('['))
    for (auto shape : {qom::Shape::object, qom::Shape::array}) {
      auto structure = structure_from_text(text, shape);
      if (structure || is_too_large(structure)) return structure;
    }
  return qom::guess_from_text(text);
}

bool is_string(const qmp::Schema& schema, const std::string& name) {
  const SchemaType* type = schema.type(name);
  return type && type->kind == Kind::builtin && type->json_type == "string";
}

}  // namespace

Written& write_argument(Written& arguments, std::string_view word) {
  auto equals = word.find('=');
  std::string_view key = word.substr(0, equals);
  Written* place = &arguments;
  for (std::string_view rest = key;;) {
    auto name = rest.substr(0, rest.find('.'));
    if (name.empty())
      throw UsageError("'" + std::string(word) + "' is no argument; write NAME=VALUE");
    place = &member_of(*place, name);
    if (name.size() == rest.size()) break;
    rest.remove_prefix(name.size() + 1);
  }
  std::optional<std::string> text;
  if (equals != word.npos) text = std::string(word.substr(equals + 1));
  place->texts.push_back(std::move(text));
  return *place;
}

ArgumentTypes::ArgumentTypes(const qmp::Schema& schema, std::map<std::string, std::string> others)
    : schema_(schema), others_(std::move(others)) {}

Json ArgumentTypes::arguments(const Written& written, const std::string& type) const {
  static const SchemaType none = {.kind = Kind::object};
  const SchemaType* known = schema_.type(type);
  return object(written, known ? *known : none, "");
}

Json ArgumentTypes::value(const Written& written, const std::string& type,
                          const std::string& where) const {
  if (!written.texts.empty() && !written.members.empty())
    throw wrong(where, "is given a value and members as well");
  const SchemaType* known = schema_.type(type);
  if (!known) return unknown(written, where);
  switch (known->kind) {
    case Kind::builtin:
      return known->json_type == "value" ? unknown(written, where)
                                         : builtin(written, known->json_type, where);
    case Kind::enumeration:
      return enumeration(written, *known, where);
    case Kind::list:
      return list(written, *known, where);
    case Kind::object:
      if (!written.texts.empty()) {
        if (auto json = whole(written, qom::Shape::object, where)) return *json;
        throw wrong(where, "write its members as " + where + ".MEMBER=VALUE, or a JSON object");
      }
      return object(written, *known, where + ".");
    case Kind::alternate:
      return choice(written, *known, where);
  }
  return unknown(written, where);
}

Json ArgumentTypes::object(const Written& written, const SchemaType& type,
                           const std::string& where) const {
  Json members = Json::object();
  for (auto& [name, member] : written.members) {
    const std::string* known = type_of_member(type, name, written);
    members[name] = known ? value(member, *known, where + name) : unknown(member, where + name);
  }
  return members;
}

/// Of the variants, the one that the tag chooses; any that has such a member while the tag is not
/// given.
const std::string* ArgumentTypes::type_of_member(const SchemaType& type, const std::string& name,
                                                 const Written& siblings) const {
  for (const auto& member : type.members)
    if (member.name == name) return &member.type;
  const Written* tag = type.tag.empty() ? nullptr : find(siblings, type.tag);
  bool chosen = tag && tag->texts.size() == 1 && tag->texts.front();
  for (const auto& variant : type.variants) {
    if (chosen && variant.value != *tag->texts.front()) continue;
    const SchemaType* further = schema_.type(variant.type);
    if (!further) continue;
    if (auto* found = type_of_member(*further, name, siblings)) return found;
  }
  return nullptr;
}

Json ArgumentTypes::list(const Written& written, const SchemaType& type,
                         const std::string& where) const {
  if (auto json = whole(written, qom::Shape::array, where)) return *json;
  Json elements = Json::array();
  for (const auto& text : written.texts) {
    Written one;
    one.texts.push_back(text);
    elements.push_back(value(one, type.element, where));
  }
  for (auto& [name, member] : written.members) {
    if (name != std::to_string(elements.size()))
      throw wrong(where, "is a list: write " + where + ".0, " + where + ".1 and so on, in order");
    elements.push_back(value(member, type.element, where + "." + name));
  }
  return elements;
}

/// The first type that the text fits; a string fits everything, so it comes last.
Json ArgumentTypes::choice(const Written& written, const SchemaType& type,
                           const std::string& where) const {
  std::vector<std::string> choices = type.choices;
  std::stable_partition(choices.begin(), choices.end(),
                        [this](const std::string& name) { return !is_string(schema_, name); });
  for (std::size_t i = 0; i < choices.size(); ++i) {
    try {
      return value(written, choices[i], where);
    } catch (const UsageError&) {
      if (i + 1 == choices.size()) throw;
    }
  }
  return unknown(written, where);
}

Json ArgumentTypes::unknown(const Written& written, const std::string& where) const {
  if (!written.members.empty()) {
    static const SchemaType none = {.kind = Kind::object};
    return object(written, none, where + ".");
  }
  std::string text = single_text(written, where);
  if (!written.texts.front()) return true;
  if (written.is_string) return text;
  auto other = others_.find(where);
  auto shape = other == others_.end() ? std::nullopt : qom::declared_shape(other->second);
  if (shape) {
    bool boolean = *shape == qom::Shape::boolean;
    auto typed = qom::from_text(boolean ? json_word(text) : text, *shape, other->second);
    if (typed) return *typed;
  }
  auto value = guessed(text);
  if (!value) throw wrong(where, value.error().text);
  return *value;
}

}  // namespace cli
