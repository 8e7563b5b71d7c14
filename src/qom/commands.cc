#include "qom/commands.h"

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

}  // namespace

qmp::Command qom_list(const Path& path) {
  return qmp::Command("qom-list", arguments(path));
}

qmp::Command qom_get(const Path& path, std::string_view property) {
  return qmp::Command("qom-get", arguments(path, property));
}

qmp::Command qom_set(const Path& path, std::string_view property, const Json& value) {
  Json members = arguments(path, property);
  members["value"] = value;
  return qmp::Command("qom-set", members).finish_once_sent();
}

qmp::Result<std::vector<Property>> parse_properties(const Json& answer) {
  qmp::Error malformed(qmp::Failure::malformed, "QEMU's answer to qom-list is no list of properties");
  if (!answer.is_array()) return malformed;
  std::vector<Property> properties;
  properties.reserve(answer.size());
  for (const Json& entry : answer) {
    if (!entry.is_object() || !has_text(entry, "name") || !has_text(entry, "type")) return malformed;
    properties.push_back({entry["name"].get<std::string>(), entry["type"].get<std::string>()});
  }
  return properties;
}

}  // namespace qom
