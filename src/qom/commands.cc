#include "qom/commands.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace qom {
namespace {

using qmp::Json;

Json arguments(const Path& path) {
  Json members = Json::object();
  members["path"] = path.text();
  return members;
}

Json arguments(const Path& path, std::string_view property) {
  Json members = arguments(path);
  members["property"] = std::string(property);
  return members;
}

bool has_text(const Json& object, const char* name) {
  auto member = object.find(name);
  return member != object.end() && member->is_string();
}

bool is_property(const Json& entry) {
  return entry.is_object() && has_text(entry, "name") && has_text(entry, "type");
}

Property property_of(const Json& entry) {
  return {entry["name"].get<std::string>(), entry["type"].get<std::string>()};
}

qmp::Error malformed(const char* command) {
  return {qmp::Failure::malformed,
          std::string("QEMU's answer to ") + command + " is not what it promises"};
}

/// Nothing if it is no description.
std::optional<Description> description_of(const Json& object) {
  auto list = object.is_object() ? object.find("properties") : object.end();
  if (list == object.end() || !list->is_array()) return std::nullopt;
  Description description;
  description.properties.reserve(list->size());
  for (const Json& entry : *list) {
    if (!is_property(entry)) return std::nullopt;
    description.properties.push_back(property_of(entry));
    auto value = entry.find("value");
    if (value != entry.end())
      description.values.emplace_back(description.properties.back().name, *value);
  }
  return description;
}

}  // namespace

qmp::Command qom_list(const Path& path) { return qmp::Command("qom-list", arguments(path)); }

qmp::Command qom_get(const Path& path, std::string_view property) {
  return qmp::Command("qom-get", arguments(path, property));
}

qmp::Command qom_set(const Path& path, std::string_view property, const Json& value) {
  Json members = arguments(path, property);
  members["value"] = value;
  return qmp::Command("qom-set", members).finish_once_sent();
}

qmp::Command qom_list_get(const std::vector<Path>& paths) {
  Json members = Json::object();
  members["paths"] = Json::array();
  for (const Path& path : paths) members["paths"].push_back(path.text());
  return qmp::Command("qom-list-get", members);
}

qmp::Result<std::vector<Property>> parse_properties(const Json& answer) {
  if (!answer.is_array() || !std::all_of(answer.begin(), answer.end(), is_property))
    return malformed("qom-list");
  std::vector<Property> properties;
  properties.reserve(answer.size());
  for (const Json& entry : answer) properties.push_back(property_of(entry));
  return properties;
}

qmp::Result<std::vector<Description>> parse_descriptions(const Json& answer, std::size_t paths) {
  if (!answer.is_array() || answer.size() != paths) return malformed("qom-list-get");
  std::vector<Description> descriptions;
  for (const Json& object : answer) {
    auto description = description_of(object);
    if (!description) return malformed("qom-list-get");
    descriptions.push_back(std::move(*description));
  }
  return descriptions;
}

}  // namespace qom
