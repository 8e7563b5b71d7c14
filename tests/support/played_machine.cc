#include "support/played_machine.h"

namespace support {
namespace {

std::string json_text(const std::vector<ListedProperty>& properties) {
  Json listing = Json::array();
  for (const ListedProperty& property : properties) {
    Json entry;
    entry["name"] = property.name;
    entry["type"] = property.type;
    listing.push_back(entry);
  }
  return listing.dump(-1, ' ', true);
}

}  // namespace

std::string answer_to(const Json& command, const std::string& value) {
  return R"({"return":)" + value + R"(,"id":)" + command["id"].dump() + "}\r\n";
}

std::string refusal_of(const Json& command, const std::string& class_name,
                       const std::string& sentence) {
  Json message;
  message["id"] = command["id"];
  message["error"]["class"] = class_name;
  message["error"]["desc"] = sentence;
  return message.dump() + "\r\n";
}

Said PlayedMachine::answer(const Json& command) {
  const std::string name = command["execute"];
  if (name != "qom-list" && name != "qom-get" && name != "qom-set")
    return {refusal_of(command, "CommandNotFound", "The command " + name + " has not been found")};
  const Json& arguments = command["arguments"];
  const std::string path = arguments["path"];
  if (name == "qom-set") return {answer_to(command, set(arguments["value"]))};
  if (name == "qom-get") return {answer_to(command, value(path, arguments["property"]))};
  const std::vector<ListedProperty> properties = listing(path);
  if (properties.empty())
    return {refusal_of(command, "DeviceNotFound", "Device '" + path + "' not found")};
  return {answer_to(command, json_text(properties))};
}

std::vector<ListedProperty> PlayedMachine::listing(const std::string& path) {
  const ListedProperty type = {"type", "string"};
  if (path == "/") return {type, {"objects", "child<container>"}, {"lies", "child<container>"}};
  if (path == "/objects") return {type, {"io0", "child<iothread>"}};
  if (path == "/objects/io0") return {type, {"poll-max-ns", "int"}};
  if (path != "/lies") return {};
  std::vector<ListedProperty> listing = lies;
  listing.push_back(type);
  return listing;
}

std::string PlayedMachine::value(const std::string& path, const std::string& property) {
  const std::lock_guard lock(mutex_);
  if (property == "poll-max-ns") return std::to_string(present_);
  const auto found = path == "/lies" ? values.find(property) : values.end();
  return found == values.end() ? R"("text")" : found->second;
}

std::string PlayedMachine::set(const Json& value) {
  const std::lock_guard lock(mutex_);
  present_ = value;
  ++executed_[present_];
  return "{}";
}

int PlayedMachine::executed(int value) const {
  const std::lock_guard lock(mutex_);
  const auto found = executed_.find(value);
  return found == executed_.end() ? 0 : found->second;
}

}  // namespace support
