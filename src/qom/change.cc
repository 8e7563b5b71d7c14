#include "qom/change.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace qom {
namespace {

/// What an event's row says to drop.
enum class Drop {
  nothing,
  values,      // all values
  everything,  // all values and all structure
  removed,     // the object at the path, and all structure: its parent, its bus and links to it
  object,      // values of the object at the path, or of all if there is no path
};

/// How the data names the object.
enum class Name {
  none,
  path,     // a QOM path
  device,   // the id of a device, or its QOM path
  object,   // the id of an -object
  chardev,  // the id of a character device
};

struct Row {
  std::string_view event;
  Drop drop;
  Name name = Name::none;
  std::string_view member = {};
};

constexpr Row rows[] = {
    {"DEVICE_DELETED", Drop::removed, Name::path, "path"},
    {"DEVICE_UNPLUG_GUEST_ERROR", Drop::object, Name::path, "path"},
    {"MEM_UNPLUG_ERROR", Drop::object, Name::device, "device"},
    {"MEMORY_DEVICE_SIZE_CHANGE", Drop::values},  // the device and its backend
    {"RTC_CHANGE", Drop::values},                 // the clock, and the machine's alias of it
    {"NIC_RX_FILTER_CHANGED", Drop::object, Name::path, "path"},
    {"VSERPORT_CHANGE", Drop::object, Name::device, "id"},
    {"BLOCK_IO_ERROR", Drop::object, Name::path, "qom-path"},
    {"VFIO_MIGRATION", Drop::object, Name::path, "qom-path"},
    {"VFU_CLIENT_HANGUP", Drop::values},  // two objects
    {"DEVICE_TRAY_MOVED", Drop::object, Name::device, "id"},
    {"ACPI_DEVICE_OST", Drop::everything},  // the guest took or gave up memory or a CPU
    {"BALLOON_CHANGE", Drop::values},
    {"HV_BALLOON_STATUS_REPORT", Drop::values},
    {"UNPLUG_PRIMARY", Drop::everything},
    {"FAILOVER_NEGOTIATED", Drop::everything},
    {"NETDEV_STREAM_CONNECTED", Drop::nothing},
    {"NETDEV_STREAM_DISCONNECTED", Drop::nothing},
    {"NETDEV_VHOST_USER_CONNECTED", Drop::object, Name::chardev, "chardev-id"},
    {"NETDEV_VHOST_USER_DISCONNECTED", Drop::values},
    {"PR_MANAGER_STATUS_CHANGED", Drop::object, Name::object, "id"},
    {"RESET", Drop::everything},  // comes before the DEVICE_DELETED that it causes
    {"BLOCK_JOB_CANCELLED", Drop::nothing},
    {"BLOCK_JOB_COMPLETED", Drop::nothing},
    {"BLOCK_JOB_ERROR", Drop::nothing},
    {"BLOCK_JOB_PENDING", Drop::nothing},
    {"BLOCK_JOB_READY", Drop::nothing},
    {"JOB_STATUS_CHANGE", Drop::nothing},
    {"BLOCK_EXPORT_DELETED", Drop::nothing},
    {"BLOCK_IMAGE_CORRUPTED", Drop::nothing},
    {"BLOCK_WRITE_THRESHOLD", Drop::nothing},
    {"QUORUM_FAILURE", Drop::nothing},
    {"QUORUM_REPORT_BAD", Drop::nothing},
    {"DUMP_COMPLETED", Drop::nothing},
    {"MIGRATION_PASS", Drop::nothing},
    {"SPICE_CONNECTED", Drop::nothing},
    {"SPICE_DISCONNECTED", Drop::nothing},
    {"SPICE_INITIALIZED", Drop::nothing},
    {"SPICE_MIGRATE_COMPLETED", Drop::nothing},
    {"VNC_CONNECTED", Drop::nothing},
    {"VNC_DISCONNECTED", Drop::nothing},
    {"VNC_INITIALIZED", Drop::nothing},
};

/// STOP, RESUME, MIGRATION, WATCHDOG, GUEST_PANICKED and whatever a later QEMU has to tell.
constexpr Row any_other = {"", Drop::values};

const Row& row_of(std::string_view event) {
  auto found = std::find_if(std::begin(rows), std::end(rows),
                            [&](const Row& row) { return row.event == event; });
  return found == std::end(rows) ? any_other : *found;
}

std::optional<Path> child_of(std::string_view folder, std::string_view id) {
  return Path::parse(folder)->child(id);
}

std::optional<Path> named_path(const qmp::Json& data, const Row& row) {
  auto member = data.is_object() ? data.find(std::string(row.member)) : data.end();
  if (row.member.empty() || member == data.end() || !member->is_string()) return std::nullopt;
  const auto& text = member->get_ref<const std::string&>();
  switch (row.name) {
    case Name::path:
      return Path::parse(text);
    case Name::device:
      return text.starts_with('/') ? Path::parse(text) : child_of("/machine/peripheral", text);
    case Name::object:
      return child_of("/objects", text);
    case Name::chardev:
      return child_of("/chardevs", text);
    case Name::none:
      break;
  }
  return std::nullopt;
}

}  // namespace

Change change_of(const qmp::Event& event) {
  const Row& row = row_of(event.name);
  std::optional<Path> path = named_path(event.data, row);
  Change change;
  switch (row.drop) {
    case Drop::nothing:
      break;
    case Drop::values:
      change.values = true;
      break;
    case Drop::everything:
      change.structure = change.values = true;
      break;
    case Drop::removed:
      change.structure = true;
      if (path && !path->is_root()) change.removed.push_back(*path);
      break;
    case Drop::object:
      change.values = !path;
      if (path) change.touched.push_back(*path);
      break;
  }
  return change;
}

}  // namespace qom
