// The mount's second door: other clients and the mount on one monitor of a real QEMU.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/attribute_file.h"
#include "support/mounted_machine.h"
#include "support/monitor_probe.h"
#include "support/shell.h"
#include "support/system_test.h"
#include "support/tool.h"

namespace {

using namespace std::chrono_literals;
using support::MonitorProbe;
using support::MountedMachine;
using support::run;

class Share : public support::SystemTest {};

struct SharedMachine {
  support::ScratchDirectory folder;
  const std::string door = folder / "door";
  MountedMachine vm{support::q35_with_devices(), "timeout=60,share=" + door};
};

TEST_F(Share, ServesTheToolsBesideTheMount) {
  SharedMachine shared;
  using support::run_tool;
  EXPECT_EQ(run_tool("qom-get", shared.door, "/objects/io0.poll-max-ns").out, "32768\n");
  EXPECT_NE(run_tool("qom-list", shared.door, "/objects").out.find("io0/\n"), std::string::npos);
  EXPECT_EQ(run_tool("qom-set", shared.door, "/objects/io0.poll-max-ns 4096").status, 0);
  EXPECT_EQ(support::read_file(shared.vm("/objects/io0/poll-max-ns")).text, "4096\n");
  EXPECT_NE(run_tool("qmp", shared.door, "query-status").out.find("prelaunch"), std::string::npos);
}

TEST_F(Share, ShowsInTheMountAtOnceWhatAClientPlugsOrPulls) {
  SharedMachine shared;
  MonitorProbe client(shared.door);
  ASSERT_EQ(run("ls " + shared.vm("/objects")).status, 0);
  client.execute("object-add", {{"qom-type", "iothread"}, {"id", "late"}});
  EXPECT_EQ(run("ls " + shared.vm("/objects") + " | grep -cx late").out, "1\n");
  client.execute("object-del", {{"id", "late"}});
  EXPECT_EQ(run("ls " + shared.vm("/objects") + " | grep -cx late").out, "0\n");
}

TEST_F(Share, ServesTwoClientsAndAWalkerAtOnce) {
  SharedMachine shared;
  support::ShellCommand walker("exec grep -r . " + shared.vm("/machine") + " 2>/dev/null | wc -l");
  auto ask_often = [&] {
    MonitorProbe client(shared.door);
    for (int i = 0; i < 200; ++i)
      EXPECT_EQ(client.value("/objects/io0", "poll-max-ns"), 32768) << i;
  };
  std::thread first(ask_often);
  std::thread second(ask_often);
  first.join();
  second.join();
  EXPECT_GT(std::stoi(walker.wait(60s).out), 100);
}

TEST_F(Share, OutlivesQemuAsTheMountDoes) {
  SharedMachine shared;
  MonitorProbe before(shared.door);
  EXPECT_EQ(before.value("/objects/io0", "poll-max-ns"), 32768);
  shared.vm.qemu.kill();
  shared.vm.qemu.start();
  MonitorProbe after(shared.door);
  EXPECT_EQ(after.value("/objects/io0", "poll-max-ns"), 32768);
}

}  // namespace
