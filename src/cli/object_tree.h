#pragma once

#include "qmp/json.h"
#include "qom/path.h"
#include "qom/property.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cli {

/// A property as it was read.
struct ReadProperty {
  qom::Property property;
  std::optional<qmp::Json> value;  ///< nothing if it is a child, was not wanted, or cannot be read
  std::string refusal;             ///< why it cannot be read; QEMU does not always say
};

/// An object as it was read, and the objects it owns. Properties and children are sorted by name,
/// numbers in it by their size: `device[2]` before `device[10]`.
struct ObjectNode {
  qom::Path path;
  std::string type;
  std::size_t level = 0;  ///< below the object that was asked for
  std::vector<ReadProperty> properties;
  std::vector<std::unique_ptr<ObjectNode>> children;  ///< as deep as was asked for
  bool gone = false;                                  ///< while it was read, QEMU removed it
  std::string refusal;  ///< why nothing of it can be read, though it is there
};

/// The object alone as JSON: path, type, and properties in the form of qom-list-get.
qmp::Json to_json(const ObjectNode& object);

/// The object and all below, the owner before what it owns, as a list of such.
qmp::Json to_json_list(const ObjectNode& top);

/// The properties alone, as qom-list and qom-list-get tell them.
qmp::Json properties_to_json(const ObjectNode& object);

/// Whether the first name comes before the second.
bool name_before(const std::string& first, const std::string& second);

}  // namespace cli
