#include "qom/change.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qom {
namespace {

using qmp::Event;
using qmp::Json;

/// A change as words, in the order of its members.
std::string text_of(const Change& change) {
  std::string text;
  if (change.structure) text += " structure";
  if (change.values) text += " values";
  for (const Path& path : change.removed) text += " removed " + path.text();
  for (const Path& path : change.touched) text += " touched " + path.text();
  return text.empty() ? text : text.substr(1);
}

std::string change_by(const std::string& event, const std::string& data = "null") {
  return text_of(change_of(Event{event, Json::parse(data)}));
}

struct Case {
  std::string event;
  std::string data;
  std::string change;
};

TEST(Change, DropsWhatTheEventNames) {
  const Case cases[] = {
      {"DEVICE_DELETED", R"({"device":"r9","path":"/machine/peripheral/r9"})",
       "structure removed /machine/peripheral/r9"},
      {"DEVICE_DELETED", R"({"path":"/machine/peripheral/r9/virtio-backend"})",
       "structure removed /machine/peripheral/r9/virtio-backend"},
      {"DEVICE_UNPLUG_GUEST_ERROR", R"({"device":"d","path":"/machine/peripheral/d"})",
       "touched /machine/peripheral/d"},
      {"MEM_UNPLUG_ERROR", R"({"device":"dimm1","msg":"busy"})",
       "touched /machine/peripheral/dimm1"},
      {"NIC_RX_FILTER_CHANGED", R"({"name":"n","path":"/machine/peripheral/n/virtio-backend"})",
       "touched /machine/peripheral/n/virtio-backend"},
      {"VSERPORT_CHANGE", R"({"id":"port0","open":true})", "touched /machine/peripheral/port0"},
      {"BLOCK_IO_ERROR", R"({"device":"","qom-path":"/machine/peripheral/v/virtio-backend"})",
       "touched /machine/peripheral/v/virtio-backend"},
      {"VFIO_MIGRATION", R"({"device-id":"v","qom-path":"/machine/peripheral/v"})",
       "touched /machine/peripheral/v"},
      {"DEVICE_TRAY_MOVED", R"({"device":"","id":"cd0","tray-open":true})",
       "touched /machine/peripheral/cd0"},
      {"DEVICE_TRAY_MOVED", R"({"device":"x","id":"/machine/unattached/device[9]"})",
       "touched /machine/unattached/device[9]"},
      {"NETDEV_VHOST_USER_CONNECTED", R"({"netdev-id":"n","chardev-id":"c0"})",
       "touched /chardevs/c0"},
      {"PR_MANAGER_STATUS_CHANGED", R"({"id":"pr0","connected":false})", "touched /objects/pr0"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(change_by(each.event, each.data), each.change) << each.event << each.data;
}

/// Where no one object can be named, or two, all values go.
TEST(Change, DropsAllValues) {
  const Case cases[] = {
      {"MEMORY_DEVICE_SIZE_CHANGE", R"({"id":"m","size":1,"qom-path":"/machine/m"})", ""},
      {"RTC_CHANGE", R"({"offset":3,"qom-path":"/machine/unattached/device[8]"})", ""},
      {"VFU_CLIENT_HANGUP", R"({"vfu-qom-path":"/objects/v","dev-qom-path":"/machine/d"})", ""},
      {"BALLOON_CHANGE", R"({"actual":134217728})", ""},
      {"HV_BALLOON_STATUS_REPORT", R"({"committed":1,"available":2})", ""},
      {"NETDEV_VHOST_USER_DISCONNECTED", R"({"netdev-id":"n"})", ""},
  };
  for (const Case& each : cases)
    EXPECT_EQ(change_by(each.event, each.data), "values") << each.event;
  for (auto event :
       {"STOP", "RESUME", "SUSPEND", "SUSPEND_DISK", "WAKEUP", "MIGRATION", "COLO_EXIT", "SHUTDOWN",
        "POWERDOWN", "WATCHDOG", "GUEST_PANICKED", "GUEST_CRASHLOADED", "GUEST_PVSHUTDOWN",
        "MEMORY_FAILURE", "CPU_POLARIZATION_CHANGE", "SCLP_CPI_INFO_AVAILABLE"}) {
    EXPECT_EQ(change_by(event), "values") << event;
    EXPECT_EQ(change_by(event, R"({"path":"/machine","id":"x"})"), "values") << event;
  }
}

TEST(Change, OfAnUnknownEventDropsAllValues) {
  for (auto event : {"RDMA_GID_STATUS_CHANGED", "EVENT_OF_2031", "", "device_deleted"})
    EXPECT_EQ(change_by(event, R"({"path":"/machine/peripheral/x"})"), "values") << event;
}

TEST(Change, DropsEverythingWhenTheMachineStartsAnewOrIsRebuilt) {
  EXPECT_EQ(change_by("RESET", R"({"guest":true,"reason":"guest-reset"})"), "structure values");
  EXPECT_EQ(change_by("ACPI_DEVICE_OST", R"({"info":{"slot":"0","slot-type":"DIMM"}})"),
            "structure values");
  EXPECT_EQ(change_by("UNPLUG_PRIMARY", R"({"device-id":"p"})"), "structure values");
  EXPECT_EQ(change_by("FAILOVER_NEGOTIATED", R"({"device-id":"p"})"), "structure values");
}

TEST(Change, DropsNothingForWhatQomDoesNotShow) {
  for (auto event : {"NETDEV_STREAM_CONNECTED", "NETDEV_STREAM_DISCONNECTED",
                     "BLOCK_JOB_CANCELLED",     "BLOCK_JOB_COMPLETED",
                     "BLOCK_JOB_ERROR",         "BLOCK_JOB_PENDING",
                     "BLOCK_JOB_READY",         "JOB_STATUS_CHANGE",
                     "BLOCK_EXPORT_DELETED",    "BLOCK_IMAGE_CORRUPTED",
                     "BLOCK_WRITE_THRESHOLD",   "QUORUM_FAILURE",
                     "QUORUM_REPORT_BAD",       "DUMP_COMPLETED",
                     "MIGRATION_PASS",          "SPICE_CONNECTED",
                     "SPICE_DISCONNECTED",      "SPICE_INITIALIZED",
                     "SPICE_MIGRATE_COMPLETED", "VNC_CONNECTED",
                     "VNC_DISCONNECTED",        "VNC_INITIALIZED"}) {
    Change change = change_of(Event{event, Json::object()});
    EXPECT_TRUE(change.nothing()) << event << text_of(change);
  }
}

TEST(Change, IsNotNothingWhateverItDrops) {
  EXPECT_TRUE(Change().nothing());
  const Case cases[] = {{"DEVICE_DELETED", R"({"path":"/machine/x"})", ""},
                        {"VSERPORT_CHANGE", R"({"id":"x"})", ""},
                        {"RESET", "{}", ""},
                        {"STOP", "null", ""}};
  for (const Case& each : cases)
    EXPECT_FALSE(change_of(Event{each.event, Json::parse(each.data)}).nothing()) << each.event;
}

/// QEMU 7.2 has BLOCK_IO_ERROR without a path; and what it says may be anything.
TEST(Change, DropsAllValuesWhenTheObjectCannotBeTold) {
  for (auto data : {"null", "{}", "5", "[]", R"("/machine")", R"({"id":5})", R"({"id":null})",
                    R"({"id":""})", R"({"id":"a/b"})", R"({"device":"x"})"}) {
    EXPECT_EQ(change_by("VSERPORT_CHANGE", data), "values") << data;
    EXPECT_EQ(change_by("PR_MANAGER_STATUS_CHANGED", data), "values") << data;
  }
  for (auto data :
       {"null", R"({"device":"d"})", R"({"qom-path":"relative"})", R"({"qom-path":["/machine"]})"})
    EXPECT_EQ(change_by("BLOCK_IO_ERROR", data), "values") << data;
}

/// The mount's root is never gone, whatever QEMU says.
TEST(Change, OfADeviceThatCannotBeToldDropsTheStructure) {
  for (auto data : {"null", "{}", R"({"path":"x"})", R"({"path":"/"})", R"({"path":"//"})",
                    R"({"path":7})", R"({"device":"r9"})"})
    EXPECT_EQ(change_by("DEVICE_DELETED", data), "structure") << data;
}

}  // namespace
}  // namespace qom
