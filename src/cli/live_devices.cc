#include "cli/live_devices.h"

#include "qom/commands.h"
#include "qom/path.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace cli {
namespace {

using Properties = std::vector<qom::Property>;

/// Where QEMU keeps devices: those with an id, those without, and those of the board.
constexpr std::array<const char*, 3> folders = {"/machine/peripheral", "/machine/peripheral-anon",
                                                "/machine/unattached"};

/// A machine has some twenty; each is a question to QEMU.
constexpr std::size_t most_types = 256;

/// Set by QEMU itself in every device.
constexpr std::array<std::string_view, 5> not_settable = {"type", "realized", "hotpluggable",
                                                          "hotplugged", "parent_bus"};

asio::awaitable<Properties> list(const Ask& ask, qom::Path path) {
  auto answer = co_await ask(qom::qom_list(path));
  if (!answer) co_return Properties();
  auto properties = qom::parse_properties(*answer);
  co_return properties ? std::move(*properties) : Properties();
}

/// Children are a device's parts, and `name[0]` are its wires.
bool is_settable(const qom::Property& property) {
  return property.kind() != qom::Kind::child && !property.name.ends_with(']') &&
         !property.name.starts_with("legacy-") &&
         std::find(not_settable.begin(), not_settable.end(), property.name) == not_settable.end();
}

/// Regions of memory, interrupt lines and containers live beside the devices, but are none.
bool is_device(const Properties& properties) {
  return std::any_of(properties.begin(), properties.end(),
                     [](const qom::Property& property) { return property.name == "realized"; });
}

struct Child {
  std::string type;
  qom::Path path;
};

asio::awaitable<std::vector<Child>> children_in(const Ask& ask, const char* name) {
  std::vector<Child> children;
  auto folder = *qom::Path::parse(name);
  auto properties = co_await list(ask, folder);
  for (const qom::Property& property : properties) {
    if (property.kind() != qom::Kind::child) continue;
    if (auto path = folder.child(property.name))
      children.push_back({std::string(qom::target_type(property.type)), std::move(*path)});
  }
  co_return children;
}

/// One object of each type that begins so.
asio::awaitable<std::map<std::string, qom::Path>> objects_of_types(Ask ask, std::string beginning) {
  std::map<std::string, qom::Path> objects;
  for (const char* folder : folders) {
    auto children = co_await children_in(ask, folder);
    for (Child& child : children)
      if (child.type.starts_with(beginning) && objects.size() < most_types)
        objects.emplace(std::move(child.type), std::move(child.path));
  }
  co_return objects;
}

asio::awaitable<std::optional<qom::Path>> device_of(const Ask& ask, const std::string& driver) {
  for (const char* folder : folders) {
    auto children = co_await children_in(ask, folder);
    for (Child& child : children)
      if (child.type == driver) co_return std::move(child.path);
  }
  co_return std::nullopt;
}

}  // namespace

asio::awaitable<std::vector<std::string>> live_drivers(Ask ask, std::string beginning) {
  std::vector<std::string> drivers;
  auto objects = co_await objects_of_types(ask, std::move(beginning));
  for (const auto& [type, object] : objects) {
    auto properties = co_await list(ask, object);
    if (is_device(properties)) drivers.push_back(type);
  }
  co_return drivers;
}

asio::awaitable<std::vector<std::string>> live_properties(Ask ask, std::string driver) {
  std::vector<std::string> names;
  if (driver.empty()) co_return names;
  auto device = co_await device_of(ask, driver);
  if (!device) co_return names;
  auto properties = co_await list(ask, *device);
  for (const qom::Property& property : properties)
    if (is_settable(property)) names.push_back(property.name);
  co_return names;
}

}  // namespace cli
