#include "cli/object_tree.h"

#include <cstring>

namespace cli {
namespace {

using qmp::Json;

void append(Json& list, const ObjectNode& object) {
  list.push_back(to_json(object));
  for (const auto& child : object.children) append(list, *child);
}

}  // namespace

Json properties_to_json(const ObjectNode& object) {
  Json list = Json::array();
  for (const ReadProperty& read : object.properties) {
    Json entry = Json::object();
    entry["name"] = read.property.name;
    entry["type"] = read.property.type;
    if (read.value) entry["value"] = *read.value;
    list.push_back(std::move(entry));
  }
  return list;
}

Json to_json(const ObjectNode& object) {
  Json members = Json::object();
  members["path"] = object.path.text();
  members["type"] = object.type;
  members["properties"] = properties_to_json(object);
  return members;
}

Json to_json_list(const ObjectNode& top) {
  Json list = Json::array();
  append(list, top);
  return list;
}

bool name_before(const std::string& first, const std::string& second) {
  return ::strverscmp(first.c_str(), second.c_str()) < 0;
}

}  // namespace cli
