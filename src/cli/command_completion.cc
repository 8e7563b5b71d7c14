#include "cli/command_completion.h"

#include "cli/command_line.h"
#include "cli/live_devices.h"
#include "cli/schema_members.h"
#include "qom/commands.h"
#include "qom/path.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace cli {
namespace {

using qmp::Json;
using Names = std::vector<std::string>;

const Written* find(const Written& written, std::string_view name) {
  for (auto& [key, member] : written.members)
    if (key == name) return &member;
  return nullptr;
}

/// The single text of an argument; empty if it has none.
std::string text_of(const Written& written, std::string_view name) {
  const Written* member = find(written, name);
  return member && member->texts.size() == 1 ? member->texts.front().value_or("") : "";
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// The arguments that stand before; what makes no sense yet is left out.
Written written_before(const std::vector<ShellWord>& words) {
  Names sensible;
  for (const ShellWord& word : words) {
    try {
      written_arguments({word.text});
      sensible.push_back(word.text);
    } catch (const UsageError&) {
    }
  }
  return written_arguments(sensible);
}

bool takes_path(const std::string& command, const std::string& name) {
  return name == "qom-path" || (command.starts_with("qom-") && (name == "path" || name == "paths"));
}

/// Where the objects are whose names an `id` may be; empty if it may be anything.
std::string folder_of_ids(const std::string& command) {
  if (command == "device_del") return "/machine/peripheral";
  if (command == "object-del") return "/objects";
  return {};
}

}  // namespace

std::string action_type(const qmp::Schema& schema) {
  auto transaction = schema.commands().find("transaction");
  if (transaction == schema.commands().end()) return {};
  for (const auto& member : members_of(schema, transaction->second.arguments, Written()))
    if (member.name == "actions") return object_in(schema, member.type);
  return {};
}

asio::awaitable<Completion> CommandCompletion::complete(std::string line,
                                                        bool in_transaction) const {
  Completion completion;
  completion.from = line.size();
  auto words = split_shell_line(line);
  if (!words.empty() && words.front().text == "transaction(") {
    in_transaction = true;
    words.erase(words.begin());
  }
  ShellWord last = {line.size(), "", false};
  if (!words.empty() && words.back().begin + words.back().text.size() == line.size()) {
    last = words.back();
    words.pop_back();
  }
  if (last.open) co_return completion;
  completion.from = last.begin;
  if (words.empty()) {
    offer_commands(completion, line, in_transaction);
    co_return completion;
  }
  Argument argument;
  argument.command = words.front().text;
  argument.type = type_of_arguments(argument.command, in_transaction);
  words.erase(words.begin());
  argument.arguments = written_before(words);
  auto equals = last.text.find('=');
  std::string names = last.text.substr(0, equals);
  if (argument.command == "help") {
    offer_commands(completion, line, false);
  } else if (equals == last.text.npos) {
    auto dot = names.rfind('.') + 1;  // 0 if there is none
    completion.from += dot;
    Argument place = descend(std::move(argument), std::string_view(names).substr(0, dot));
    co_await offer_names(completion, std::move(line), std::move(place));
  } else {
    completion.from += equals + 1;
    Argument place = descend(std::move(argument), names);
    co_await offer_values(completion, std::move(line), std::move(place));
  }
  co_return completion;
}

void CommandCompletion::offer_commands(Completion& completion, const std::string& line,
                                       bool in_transaction) const {
  if (!in_transaction) {
    for (auto& [name, command] : schema_.commands()) completion.offer(line, name);
    if (completion.from == 0)
      for (auto word : {"help", "transaction("}) completion.offer(line, word);
    return;
  }
  for (const auto& member : members_of(schema_, action_type(schema_), Written()))
    if (member.name == "type")
      for (const std::string& word : words_of(schema_, member.type)) completion.offer(line, word);
  completion.offer(line, ")");
}

std::string CommandCompletion::type_of_arguments(const std::string& command,
                                                 bool in_transaction) const {
  if (!in_transaction) {
    auto known = schema_.commands().find(command);
    return known == schema_.commands().end() ? "" : known->second.arguments;
  }
  Written chosen;
  write_argument(chosen, "type=" + command);
  for (const auto& member : members_of(schema_, action_type(schema_), chosen))
    if (member.name == "data") return object_in(schema_, member.type);
  return {};
}

/// Follows `a.b.c`, or `a.b.` with a dot behind every name.
CommandCompletion::Argument CommandCompletion::descend(Argument argument,
                                                       std::string_view names) const {
  Written written = argument.arguments;
  while (!names.empty()) {
    argument.name = names.substr(0, names.find('.'));
    names.remove_prefix(std::min(names.size(), argument.name.size() + 1));
    if (is_number(argument.name)) continue;  // of a list's element
    std::string object = object_in(schema_, argument.type);
    argument.type.clear();
    for (const auto& member : members_of(schema_, object, written))
      if (member.name == argument.name) argument.type = member.type;
    const Written* below = find(written, argument.name);
    written = below ? Written(*below) : Written();
  }
  if (argument.name.empty() || !object_in(schema_, argument.type).empty())
    argument.arguments = std::move(written);
  return argument;
}

asio::awaitable<void> CommandCompletion::offer_names(Completion& completion, std::string line,
                                                     Argument argument) const {
  auto offer = [&](const std::string& name, const char* end) {
    if (!find(argument.arguments, name)) completion.offer(line, name + end);
  };
  bool device = argument.command == "device_add" && argument.name.empty();
  for (const auto& member :
       members_of(schema_, object_in(schema_, argument.type), argument.arguments)) {
    const qmp::SchemaType* type = schema_.type(member.type);
    bool has_members = !object_in(schema_, member.type).empty();
    bool has_text = type && type->kind != qmp::SchemaType::Kind::object;
    if (has_text) offer(member.name, "=");
    if (has_members) offer(member.name, ".");
  }
  if (!device) co_return;
  std::string driver = text_of(argument.arguments, "driver");
  auto further = co_await live_properties(ask_, std::move(driver));
  for (const std::string& name : further) offer(name, "=");
}

asio::awaitable<void> CommandCompletion::offer_values(Completion& completion, std::string line,
                                                      Argument argument) const {
  Names names = words_of(schema_, argument.type);
  const std::string& command = argument.command;
  const std::string& name = argument.name;
  std::string folder = name == "id" ? folder_of_ids(command) : "";
  if (takes_path(command, name)) {
    std::string value = line.substr(completion.from);
    auto slash = value.rfind('/') + 1;
    completion.from += slash;
    names = co_await objects(value.substr(0, slash));
    for (std::string& object : names) object += '/';
  } else if (command.starts_with("qom-") && name == "property") {
    names = co_await properties(text_of(argument.arguments, "path"));
  } else if (!folder.empty()) {
    names = co_await objects(std::move(folder));
  } else if ((name == "driver" && command == "device_add") || name == "typename") {
    names = co_await live_drivers(ask_, line.substr(completion.from));
  }
  for (const std::string& candidate : names) completion.offer(line, candidate);
}

/// Children and links, which lead to objects as well. Paths begin at the root unless typed
/// otherwise.
asio::awaitable<Names> CommandCompletion::objects(std::string folder) const {
  if (folder.empty()) {
    Names root = {""};
    co_return root;
  }
  auto path = folder.starts_with('/') ? qom::Path::parse(folder) : qom::Path::parse_partial(folder);
  Names names;
  if (!path) co_return names;
  auto listed = co_await ask_(qom::qom_list(*path));
  if (!listed) co_return names;
  auto entries = qom::parse_properties(*listed);
  if (!entries) co_return names;
  for (const auto& property : *entries)
    if (property.kind() != qom::Kind::value) names.push_back(property.name);
  co_return names;
}

asio::awaitable<Names> CommandCompletion::properties(std::string text) const {
  auto path = text.starts_with('/') ? qom::Path::parse(text) : qom::Path::parse_partial(text);
  if (!path) co_return Names();
  auto list = qom::qom_list(*path);
  co_return co_await names_in(std::move(list));
}

/// The member `name` of each entry of the answer.
asio::awaitable<Names> CommandCompletion::names_in(qmp::Command command) const {
  Names names;
  auto answer = co_await ask_(std::move(command));
  if (!answer || !answer->is_array()) co_return names;
  for (const Json& entry : *answer) {
    auto name = entry.is_object() ? entry.find("name") : entry.end();
    if (entry.is_object() && name != entry.end() && name->is_string()) names.push_back(*name);
  }
  co_return names;
}

}  // namespace cli
