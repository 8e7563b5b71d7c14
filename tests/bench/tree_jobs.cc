#include "bench/tree_jobs.h"

#include "bench/json_cursor.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {
namespace {

constexpr std::size_t batch_size = 64;

enum class Kind { child, link, value };

struct Property {
  std::string_view name;
  Kind kind = Kind::value;
  bool has_value = false;
};

Kind kind_of(std::string_view type) {
  if (type.starts_with("child<")) return Kind::child;
  return type.starts_with("link<") ? Kind::link : Kind::value;
}

Property next_property(JsonCursor& cursor) {
  Property property;
  cursor.require('{');
  do {
    const std::string_view key = cursor.key();
    if (key == "name") {
      property.name = cursor.string();
    } else if (key == "type") {
      property.kind = kind_of(cursor.string());
    } else {
      property.has_value |= key == "value";
      cursor.skip_value();
    }
  } while (cursor.accept(','));
  cursor.require('}');
  return property;
}

/// Takes a list of properties in place of those of an earlier object. Names point into the answer.
void read_properties(JsonCursor& cursor, std::vector<Property>& properties) {
  properties.clear();
  cursor.require('[');
  if (cursor.accept(']')) return;
  do properties.push_back(next_property(cursor));
  while (cursor.accept(','));
  cursor.require(']');
}

JsonCursor result_of(std::string_view answer) {
  if (!succeeded(answer)) throw std::runtime_error("QEMU refused: " + std::string(answer));
  JsonCursor cursor(answer);
  cursor.require('{');
  cursor.key();
  return cursor;
}

std::string below(const std::string& parent, std::string_view name) {
  std::string path;
  path.reserve(parent.size() + 1 + name.size());
  path += parent;
  if (path != "/") path += '/';
  path += name;
  return path;
}

void count(Walk& walk, const std::vector<Property>& properties) {
  ++walk.objects;
  walk.properties += properties.size();
  walk.links += std::count_if(properties.begin(), properties.end(),
                              [](const Property& property) { return property.kind == Kind::link; });
}

/// Onto a stack, so that the first child is the next to be taken.
void push_children(std::vector<std::string>& open, const std::string& path,
                   const std::vector<Property>& properties) {
  for (auto property = properties.rbegin(); property != properties.rend(); ++property)
    if (property->kind == Kind::child) open.push_back(below(path, property->name));
}

}  // namespace

Walk walk_serially(SerialMonitor& monitor, Wanted wanted) {
  Walk walk;
  std::vector<std::string> open = {"/"};
  std::vector<Property> properties;
  std::string listing;
  std::string command;
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    command.assign(R"({"execute":"qom-list","arguments":{"path":")").append(path).append(R"("}})");
    std::string_view answer = monitor.ask(command);
    // The answers to come overwrite this one.
    if (wanted != Wanted::names) answer = listing.assign(answer);
    JsonCursor cursor = result_of(answer);
    read_properties(cursor, properties);
    count(walk, properties);
    push_children(open, path, properties);
    if (wanted == Wanted::names) continue;
    const Kind kind = wanted == Wanted::values ? Kind::value : Kind::link;
    for (const Property& property : properties) {
      if (property.kind != kind) continue;
      command.assign(R"({"execute":"qom-get","arguments":{"path":")").append(path);
      command.append(R"(","property":")").append(property.name).append(R"("}})");
      ++(succeeded(monitor.ask(command)) ? walk.values : walk.refused);
    }
  }
  return walk;
}

Walk walk_in_batches(SerialMonitor& monitor) {
  Walk walk;
  std::vector<std::string> open = {"/"};
  std::vector<std::string> batch;
  std::vector<Property> properties;
  std::string command;
  while (!open.empty()) {
    batch.assign(open.end() - std::min(open.size(), batch_size), open.end());
    open.resize(open.size() - batch.size());
    command = R"({"execute":"qom-list-get","arguments":{"paths":[)";
    for (const std::string& path : batch) command.append("\"").append(path).append("\",");
    command.back() = ']';
    command += "}}";
    JsonCursor cursor = result_of(monitor.ask(command));
    cursor.require('[');
    for (const std::string& path : batch) {
      cursor.require('{');
      cursor.key();
      read_properties(cursor, properties);
      cursor.require('}');
      cursor.accept(',');
      count(walk, properties);
      push_children(open, path, properties);
      for (const Property& property : properties)
        if (property.kind == Kind::value) ++(property.has_value ? walk.values : walk.refused);
    }
  }
  return walk;
}

}  // namespace bench
