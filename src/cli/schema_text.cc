#include "cli/schema_text.h"

#include "cli/printable.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cli {
namespace {

using qmp::Schema;
using qmp::SchemaType;
using Kind = SchemaType::Kind;

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + printable(word);
  return text;
}

/// Writes members line by line, those of structures below their name.
class Members {
 public:
  explicit Members(const Schema& schema) : schema_(schema) {}

  std::string take() { return std::move(text_); }

  /// The type in words; what it is made of comes by add_below().
  std::string name_of(const std::string& type_name) const {
    const SchemaType* type = schema_.type(type_name);
    if (!type) return "any";
    switch (type->kind) {
      case Kind::builtin:
        return type->json_type == "value" ? "any" : printable(type_name);
      case Kind::enumeration:
        return joined(type->values, "|");
      case Kind::list:
        return "list of " + name_of(type->element);
      case Kind::object:
        return "object";
      case Kind::alternate:
        break;
    }
    std::vector<std::string> names;
    for (const std::string& choice : type->choices) names.push_back(name_of(choice));
    return joined(names, " or ");
  }

  /// The members of every object in the type.
  void add_below(const std::string& type_name, std::size_t level) {
    const SchemaType* type = schema_.type(type_name);
    if (!type) return;
    if (type->kind == Kind::list) add_below(type->element, level);
    for (const std::string& choice : type->choices) add_below(choice, level);
    if (type->kind == Kind::object) add_object(type_name, *type, level);
  }

 private:
  void add_line(std::size_t level, const std::string& line) {
    text_ += std::string(2 * level, ' ') + line + '\n';
  }

  /// Some types hold themselves.
  void add_object(const std::string& type_name, const SchemaType& type, std::size_t level) {
    if (std::find(open_.begin(), open_.end(), type_name) != open_.end())
      return add_line(level, "(members as above)");
    open_.push_back(type_name);
    for (const auto& member : type.members) {
      add_line(level, printable(member.name) + ": " + name_of(member.type) +
                          (member.optional ? ", optional" : ""));
      add_below(member.type, level + 1);
    }
    for (const auto& variant : type.variants) {
      const SchemaType* further = schema_.type(variant.type);
      if (!further || (further->members.empty() && further->variants.empty())) continue;
      add_line(level, "if " + printable(type.tag) + " is " + printable(variant.value) + ":");
      add_below(variant.type, level + 1);
    }
    open_.pop_back();
  }

  const Schema& schema_;
  std::vector<std::string> open_;  // object types that are being written
  std::string text_;
};

bool is_empty(const Schema& schema, const std::string& type_name) {
  const SchemaType* type = schema.type(type_name);
  return !type || (type->kind == Kind::object && type->members.empty() && type->variants.empty());
}

std::string part(const Schema& schema, const std::string& title, const std::string& type_name) {
  if (is_empty(schema, type_name)) return title + ": nothing\n";
  Members members(schema);
  std::string name = members.name_of(type_name);
  members.add_below(type_name, 1);
  return title + ":" + (name == "object" ? "" : " " + name) + "\n" + members.take();
}

std::string names(const Schema::Commands& commands) {
  std::string text;
  for (auto& [name, command] : commands) text += "  " + printable(name) + '\n';
  return text;
}

}  // namespace

std::string schema_overview(const Schema& schema) {
  return "Commands:\n" + names(schema.commands()) + "Events:\n" + names(schema.events());
}

std::optional<std::string> schema_help(const Schema& schema, const std::string& name) {
  auto command = schema.commands().find(name);
  if (command != schema.commands().end())
    return part(schema, "Arguments", command->second.arguments) +
           part(schema, "Returns", command->second.result);
  auto event = schema.events().find(name);
  if (event != schema.events().end()) return part(schema, "Data", event->second.arguments);
  return std::nullopt;
}

}  // namespace cli
