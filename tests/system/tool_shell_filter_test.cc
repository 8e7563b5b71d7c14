// qmp-shell against real QEMUs: as a filter.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::Json;
using support::Outcome;
using support::ToolMachine;

class ToolShellFilter : public support::SystemTest {};

constexpr int refused = 1;
constexpr int usage = 2;
constexpr int no_connection = 3;

/// Runs the shell as a filter over these lines.
Outcome filter(const ToolMachine& vm, const std::string& lines, const std::string& options = "") {
  return support::run("printf %s " + support::shell_word(lines) + " | " +
                      support::shell_word(support::tool_program("qmp-shell")) + " " + options +
                      " " + support::shell_word(vm.qemu.mount_socket()));
}

TEST_F(ToolShellFilter, AnswersEachLine) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome got = filter(vm,
                               "# a comment\n"
                               "query-status\n\n"
                               "qom-get path=/objects/io0 property='type'\n"
                               "{\"execute\": \"query-name\"}\n"
                               "cont\n"
                               "qom-set path=/objects/io0 property=poll-max-ns value=5");
    EXPECT_EQ(got.status, 0) << got.err;
    EXPECT_EQ(got.err, "");
    EXPECT_EQ(std::count(got.out.begin(), got.out.end(), '\n'), 5) << got.out;
    EXPECT_EQ(got.out.find("QEMU"), std::string::npos) << got.out;
    EXPECT_NE(got.out.find("\n{\"return\": \"iothread\"}\n"), std::string::npos) << got.out;
    EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 5);
    const Json first = Json::parse(got.out.substr(0, got.out.find('\n')));
    EXPECT_EQ(first.at("return").at("running"), false);
  });
}

TEST_F(ToolShellFilter, ReadsAFile) {
  ToolMachine vm;
  const std::string file = vm.qemu.directory() / "lines";
  std::ofstream(file) << "query-name\n";
  const Outcome got = support::run(support::shell_word(support::tool_program("qmp-shell")) +
                                   " -v " + vm.qemu.mount_socket() + " <" + file);
  EXPECT_EQ(got.out, "{\"execute\": \"query-name\"}\n{\"return\": {}}\n") << got.err;
  EXPECT_EQ(filter(vm, "query-name", "-p").out, "{\n  \"return\": {}\n}\n");
}

TEST_F(ToolShellFilter, TellsWhatWentWrong) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome no = filter(vm, "qom-list path=/no/such\nquery-name\n");
    EXPECT_EQ(no.status, refused);
    EXPECT_NE(no.out.find("{\"error\": {\"class\": \"DeviceNotFound\""), std::string::npos)
        << no.out;
    EXPECT_NE(no.out.find("\n{\"return\": {}}\n"), std::string::npos) << no.out;
    EXPECT_NE(no.err.find("qmp-shell: line 1: "), std::string::npos) << no.err;
    const Outcome senseless = filter(vm, "query-name\nqom-list path='/\nquery-name\n");
    EXPECT_EQ(senseless.status, usage);
    EXPECT_EQ(senseless.out, "{\"return\": {}}\n{\"return\": {}}\n");
    EXPECT_NE(senseless.err.find("qmp-shell: line 2: "), std::string::npos) << senseless.err;
    EXPECT_EQ(filter(vm, "quit\n").status, 0);
    EXPECT_EQ(filter(vm, "query-name\n").status, no_connection);
  });
}

TEST_F(ToolShellFilter, CollectsATransaction) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string disk =
        "blockdev-add driver=raw node-name=d0 file.driver=null-co file.size=1M\n";
    const Outcome got = filter(vm, disk +
                                       "transaction(\n"
                                       "block-dirty-bitmap-add node=d0 name=b0\n"
                                       "block-dirty-bitmap-add node=d0 name=b1 )\n"
                                       "transaction( block-dirty-bitmap-add node=d0 name=b2 )\n");
    EXPECT_EQ(got.out, "{\"return\": {}}\n{\"return\": {}}\n{\"return\": {}}\n") << got.err;
    const Outcome spoiled = filter(vm,
                                   "transaction(\n"
                                   "block-dirty-bitmap-add node=d0 name=b3\n"
                                   "no-such-action node=d0\n"
                                   ")\nquery-name\n");
    EXPECT_EQ(spoiled.status, usage);
    EXPECT_EQ(spoiled.out, "{\"return\": {}}\n") << spoiled.err;
    const Outcome open = filter(vm, "transaction(\nblock-dirty-bitmap-add node=d0 name=b4\n");
    EXPECT_EQ(open.status, usage);
    EXPECT_EQ(open.out, "");
    const Json nodes = vm.probe.execute("query-named-block-nodes").value;
    const std::string told = nodes.dump();
    for (const std::string name : {"b0", "b1", "b2"})
      EXPECT_NE(told.find("\"name\":\"" + name + "\""), std::string::npos) << told;
    for (const std::string name : {"b3", "b4"})
      EXPECT_EQ(told.find("\"name\":\"" + name + "\""), std::string::npos) << told;
  });
}

TEST_F(ToolShellFilter, PassesLinesToTheHumanMonitor) {
  support::on_each_qemu([] {
    ToolMachine vm;
    EXPECT_EQ(filter(vm, "info status\n", "-H").out.substr(0, 17), "VM status: paused");
  });
}

TEST_F(ToolShellFilter, CanLeaveTheNegotiationToThePerson) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome got = filter(vm, "query-name\nqmp_capabilities\nquery-name\n", "-N");
    EXPECT_EQ(got.status, refused);
    EXPECT_NE(got.out.find("Expecting capabilities negotiation"), std::string::npos) << got.out;
    EXPECT_TRUE(got.out.ends_with("\n{\"return\": {}}\n{\"return\": {}}\n")) << got.out;
  });
}

}  // namespace
