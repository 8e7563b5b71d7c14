// qmp-shell against real QEMUs: with a person at a pseudo-terminal.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <utility>
#include <vector>

#include "support/scratch_directory.h"
#include "support/shell_conversation.h"
#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::ToolMachine;
using Words = std::vector<std::string>;

class ToolShell : public support::SystemTest {};

constexpr int no_connection = 3;

const std::string ctrl_c = "\x03";
const std::string ctrl_d = "\x04";
const std::string ctrl_r = "\x12";
const std::string up = "\033[A";

/// The shell before a person, with a home of its own.
struct Conversation : support::ShellConversation {
  explicit Conversation(const ToolMachine& vm, const support::ScratchDirectory& home,
                        Words options = {})
      : ShellConversation(vm.qemu.mount_socket(), home, std::move(options)) {}
};

TEST_F(ToolShell, TalksToAPerson) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("Connected to QEMU ")) << shell.output();
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("object-add qom-type=iothread id=io7 poll-max-ns=0x10\r");
    EXPECT_TRUE(shell.shows("{\"return\": {}}\r\n")) << shell.output();
    EXPECT_EQ(vm.probe.value("/objects/io7", "poll-max-ns"), 16);
    shell.type("no-such-command\r");
    EXPECT_TRUE(shell.shows("{\"error\": {\"class\": \"CommandNotFound\"")) << shell.output();
    shell.type("qom-list path\r");
    EXPECT_TRUE(shell.shows("'path' is no argument")) << shell.output();
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type(ctrl_d);
    EXPECT_EQ(shell.wait(), 0) << shell.output();
  });
}

TEST_F(ToolShell, CompletesByTab) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("qom-g\tpa\t/mach\tperipheral/ba\t pro\tguest-stats-p\t\r");
    EXPECT_TRUE(shell.shows("{\"return\": 0}")) << shell.output();
    shell.type("object-add qom-type=ioth\ti\tio5 poll-max\t7\r");
    EXPECT_TRUE(shell.shows("{\"return\": {}}")) << shell.output();
    EXPECT_EQ(vm.probe.value("/objects/io5", "poll-max-ns"), 7);
    shell.type("qom-list path=/objects/io\t");
    EXPECT_TRUE(shell.shows("io0/  io5/\r\n")) << shell.output();
    EXPECT_TRUE(shell.shows("(QEMU) qom-list path=/objects/io")) << shell.output();
  });
}

TEST_F(ToolShell, ShowsEventsAboveTheLine) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("query-na");
    ASSERT_TRUE(shell.shows("query-na")) << shell.output();
    vm.probe.execute("cont");
    EXPECT_TRUE(shell.shows("\"event\": \"RESUME\"")) << shell.output();
    EXPECT_TRUE(shell.shows("(QEMU) query-na")) << shell.output();
    shell.type("me\r");
    EXPECT_TRUE(shell.shows("{\"return\": {}}")) << shell.output();
  });
}

TEST_F(ToolShell, DropsTheLineAtCtrlC) {
  ToolMachine vm;
  support::ScratchDirectory home;
  Conversation shell(vm, home);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("quit");
  ASSERT_TRUE(shell.shows("quit")) << shell.output();
  shell.type(ctrl_c);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("query-name\r");
  EXPECT_TRUE(shell.shows("{\"return\": {}}")) << shell.output();
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("transaction(\rabort\r");
  ASSERT_TRUE(shell.shows("TRANS> abort")) << shell.output();
  ASSERT_TRUE(shell.shows("TRANS> ")) << shell.output();
  shell.type(ctrl_c);
  EXPECT_TRUE(shell.shows("(QEMU) ")) << shell.output();
}

TEST_F(ToolShell, StopsWaitingAtCtrlC) {
  ToolMachine vm;
  support::ScratchDirectory home;
  Conversation shell(vm, home);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  vm.qemu.stop();
  shell.type("query-name\r");
  ASSERT_TRUE(shell.shows("query-name\r\n")) << shell.output();
  shell.type(ctrl_c);
  EXPECT_TRUE(shell.shows("no longer waiting", std::chrono::seconds(5))) << shell.output();
  vm.qemu.resume();
  shell.type("qom-get path=/objects/io0 property=type\r");
  EXPECT_TRUE(shell.shows("{\"return\": \"iothread\"}")) << shell.output();
}

TEST_F(ToolShell, RemembersLinesPrivately) {
  ToolMachine vm;
  support::ScratchDirectory home;
  {
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("query-version\r");
    ASSERT_TRUE(shell.shows("return")) << shell.output();
    shell.type(" query-name\r");
    ASSERT_TRUE(shell.shows("return")) << shell.output();
    shell.type(ctrl_d);
    EXPECT_EQ(shell.wait(), 0);
  }
  const std::string file = home / "state/qom-fuse/qmp-shell_history";
  struct stat about = {};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  Conversation shell(vm, home);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type(up + "\r");
  EXPECT_TRUE(shell.shows("{\"return\": {\"qemu\": ")) << shell.output();
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type(ctrl_r + "vers\r\r");
  EXPECT_TRUE(shell.shows("{\"return\": {\"qemu\": ")) << shell.output();
}

TEST_F(ToolShell, ForgetsALineThatBeginsWithABlankAtOnce) {
  ToolMachine vm;
  support::ScratchDirectory home;
  Conversation shell(vm, home);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("query-version\r");
  ASSERT_TRUE(shell.shows("{\"return\": {\"qemu\": ")) << shell.output();
  for (const std::string blank : {" ", "\x16\t"}) {  // Ctrl-V takes the tab for what it is
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type(blank + "query-name\r");
    ASSERT_TRUE(shell.shows("{\"return\": {}}")) << shell.output();
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type(up + "\r");
    EXPECT_TRUE(shell.shows("{\"return\": {\"qemu\": ")) << shell.output();
  }
}

TEST_F(ToolShell, TakesLiteralsOfPython) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("object-add qom-type=memory-backend-ram id=mb7 size=1048576 share=True\r");
    EXPECT_TRUE(shell.shows("{\"return\": {}}\r\n")) << shell.output();
    EXPECT_EQ(vm.probe.value("/objects/mb7", "share"), true);
    shell.type("blockdev-add driver=raw node-name=d0 file={'driver': 'null-co', 'size': 4096}\r");
    EXPECT_TRUE(shell.shows("{\"return\": {}}\r\n")) << shell.output();
    shell.type("{'execute': 'query-name'}\r");
    EXPECT_TRUE(shell.shows("{\"return\": {}}\r\n")) << shell.output();
  });
}

TEST_F(ToolShell, SaysWhenQemuGoes) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("query-na");
    ASSERT_TRUE(shell.shows("query-na")) << shell.output();
    vm.qemu.kill();
    EXPECT_EQ(shell.wait(), no_connection);
    EXPECT_NE(shell.output().find("qmp-shell: QEMU closed the connection"), std::string::npos)
        << shell.output();
  });
}

TEST_F(ToolShell, EndsWellWhenQemuWasToldToQuit) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home);
    ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
    shell.type("quit\r");
    EXPECT_EQ(shell.wait(), 0) << shell.output();
    EXPECT_NE(shell.output().find("\"event\": \"SHUTDOWN\""), std::string::npos) << shell.output();
  });
}

TEST_F(ToolShell, SendsNoControlCharactersToTheTerminal) {
  ToolMachine vm;
  support::ScratchDirectory home;
  vm.probe.set("/machine", "firmware", "\u001b]0;gotcha\u0007\u009b31m");
  ASSERT_NE(vm.probe.value("/machine", "firmware").dump().find("gotcha"), std::string::npos);
  Conversation shell(vm, home);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("qom-get path=/machine property=firmware\r");
  EXPECT_TRUE(shell.shows("\\u001b]0;gotcha\\u0007\\u009b31m")) << shell.output();
  EXPECT_EQ(shell.output().find("\033]0"), std::string::npos);
}

TEST_F(ToolShell, TalksToTheHumanMonitor) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home, {"-H"});
    ASSERT_TRUE(shell.shows("(HMP) ")) << shell.output();
    shell.type("inf\tstatu\t\r");
    EXPECT_TRUE(shell.shows("VM status: paused")) << shell.output();
  });
}

TEST_F(ToolShell, StaysWithItsProcessorWhenThereIsNoOther) {
  support::on_each_qemu([] {
    ToolMachine vm;
    support::ScratchDirectory home;
    Conversation shell(vm, home, {"-H"});
    ASSERT_TRUE(shell.shows("(HMP) ")) << shell.output();
    shell.type("cpu 7\r");
    EXPECT_TRUE(shell.shows("cpu 7: invalid CPU index; lines still go to the first processor\r\n"))
        << shell.output();
    shell.type("info status\r");
    EXPECT_TRUE(shell.shows("VM status: paused")) << shell.output();
    shell.type("cpu 0\r");
    shell.type("cpu 7\r");
    EXPECT_TRUE(shell.shows("lines still go to processor 0\r\n")) << shell.output();
    shell.type("info status\r");
    EXPECT_TRUE(shell.shows("VM status: paused")) << shell.output();
    EXPECT_EQ(shell.output().find("\"error\""), std::string::npos) << shell.output();
  });
}

}  // namespace
