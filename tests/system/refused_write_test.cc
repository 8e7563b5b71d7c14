// Writes that must fail: the errno a shell user sees, and a machine that is as it was.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

#include "support/attribute_file.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using support::errno_text;
using support::MountedMachine;

class RefusedWriting : public support::SystemTest {};

struct Row {
  std::string object;
  std::string property;
  std::string text;
  int error;
};

void expect_refusals(MountedMachine& vm, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.object + "/" + row.property + " <- " + row.text);
    const support::Answer before = vm.probe.get(row.object, row.property);
    const support::FileWrite result =
        support::write_file(vm(row.object + "/" + row.property), row.text + "\n");
    EXPECT_EQ(result.open_error, 0);
    EXPECT_EQ(errno_text(result.write_error), errno_text(row.error));
    EXPECT_EQ(result.close_error, 0);
    EXPECT_EQ(vm.probe.get(row.object, row.property).value, before.value);
  }
}

/// The object below /machine/unattached that has `property`; its number is not the same in every
/// QEMU.
std::string unattached_with(MountedMachine& vm, const std::string& property) {
  for (const support::ListedProperty& child : vm.probe.list("/machine/unattached")) {
    const std::string path = "/machine/unattached/" + child.name;
    if (child.is_child() && vm.probe.get(path, property).ok) return path;
  }
  return "";
}

TEST_F(RefusedWriting, OfAWrongTypeIsInvalid) {
  MountedMachine vm;
  expect_refusals(vm, {{"/objects/io0", "poll-max-ns", "many", EINVAL},
                       {"/objects/io0", "poll-max-ns", "", EINVAL},
                       {"/objects/io0", "poll-max-ns", "1.5", EINVAL},
                       {"/objects/io0", "poll-max-ns", "12 13", EINVAL},
                       {"/objects/mb0", "dump", "maybe", EINVAL},
                       {"/machine", "max-ram-below-4g", "2X", EINVAL},
                       {"/objects/mb0", "policy", "nonsense", EINVAL},
                       {"/objects/tg0", "limits", "{\"bogus\": 1}", EINVAL},
                       {"/objects/tg0", "limits", "7", EINVAL},
                       {"/objects/mb0", "host-nodes", "0", EINVAL}});
}

TEST_F(RefusedWriting, OutOfRangeOfItsTypeIsNotSent) {
  MountedMachine vm;
  const std::string bridge = unattached_with(vm, "disable_s4");
  ASSERT_FALSE(bridge.empty());
  expect_refusals(vm, {{bridge, "disable_s4", "256", ERANGE},
                       {bridge, "disable_s4", "-1", ERANGE},
                       {"/machine", "bus-lock-ratelimit", "-1", ERANGE},
                       {"/machine", "bus-lock-ratelimit", "18446744073709551616", ERANGE},
                       {"/machine", "max-ram-below-4g", "-1", ERANGE},
                       {"/machine", "max-ram-below-4g", "99999999E", ERANGE},
                       {"/objects/io0", "poll-max-ns", "9223372036854775808", ERANGE}});
}

TEST_F(RefusedWriting, OfWhatQemuDislikesIsInvalid) {
  MountedMachine vm;
  expect_refusals(vm, {{"/objects/io0", "poll-max-ns", "-1", EINVAL},
                       {"/machine/peripheral/bal0", "guest-stats-polling-interval", "-5", EINVAL},
                       {"/objects/tg0", "limits", "{\"iops-total\": -1}", EINVAL}});
}

TEST_F(RefusedWriting, InTheWrongStateIsBusy) {
  MountedMachine vm;
  expect_refusals(vm, {{"/objects/mb0", "size", "8388608", EBUSY},
                       {"/objects/tg0", "x-iops-total", "5", EBUSY},
                       {"/machine/peripheral/bal0", "event_idx", "off", EBUSY}});
}

TEST_F(RefusedWriting, ToAReadOnlyPropertyIsDeniedFirstInWriteThenInOpen) {
  MountedMachine vm;
  const auto first = support::write_file(vm("/machine/peripheral/bal0/hotplugged"), "true\n");
  EXPECT_EQ(errno_text(first.error()), errno_text(EACCES));
  const auto second = support::write_file(vm("/machine/peripheral/bal0/hotplugged"), "true\n");
  EXPECT_EQ(errno_text(second.open_error), errno_text(EACCES));
  const auto clock = support::write_file(vm("/machine/rtc-time"), "{\"tm_year\": 1}\n");
  EXPECT_EQ(errno_text(clock.error()), errno_text(EACCES));
  EXPECT_EQ(support::read_file(vm("/machine/peripheral/bal0/hotplugged")).open_error, 0);
}

TEST_F(RefusedWriting, ToTypeIsDeniedInOpenEvenForRoot) {
  MountedMachine vm;
  for (const int flags : {O_WRONLY, O_RDWR, O_WRONLY | O_TRUNC, O_WRONLY | O_APPEND}) {
    const auto result = support::write_file(vm("/objects/io0/type"), "iothread\n", flags);
    EXPECT_EQ(errno_text(result.open_error), errno_text(EACCES)) << "flags " << flags;
  }
}

TEST_F(RefusedWriting, ToAMissingFileIsMissingOrDenied) {
  MountedMachine vm;
  EXPECT_EQ(errno_text(support::write_file(vm("/objects/io0/nothing"), "1", O_WRONLY).open_error),
            errno_text(ENOENT));
  EXPECT_EQ(
      errno_text(
          support::write_file(vm("/objects/io0/nothing"), "1", O_WRONLY | O_CREAT).open_error),
      errno_text(EACCES));
}

TEST_F(RefusedWriting, IsWhatAShellTells) {
  MountedMachine vm;
  const support::Outcome echo = support::run("echo many > " + vm("/objects/io0/poll-max-ns"));
  EXPECT_NE(echo.status, 0);
  EXPECT_NE(echo.err.find("Invalid argument"), std::string::npos) << echo.err;
}

TEST_F(RefusedWriting, OfEverythingOnAReadOnlyMount) {
  MountedMachine vm(support::q35_with_devices(), "ro");
  const auto before = vm.probe.value("/objects/io0", "poll-max-ns");
  const auto result = support::write_file(vm("/objects/io0/poll-max-ns"), "4096\n", O_WRONLY);
  EXPECT_EQ(errno_text(result.open_error), errno_text(EROFS));
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), before);
  struct stat attributes = {};
  ASSERT_EQ(stat(vm("/objects/io0/poll-max-ns").c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_mode & 07777, 0400U);
  ASSERT_EQ(stat(vm("/objects/io0").c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_mode & 07777, 0500U);
}

}  // namespace
