// qom-get against real QEMUs: values, ways to name a property, refusals.

#include <gtest/gtest.h>

#include <string>

#include "support/expected.h"
#include "support/mounted.h"
#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::Json;
using support::Outcome;
using support::shell_word;
using support::ToolMachine;

class ToolGet : public support::SystemTest {};

constexpr int refused = 1;
constexpr int usage = 2;
constexpr int no_connection = 3;

constexpr const char* cpu = "/machine/unattached/device[0]";

TEST_F(ToolGet, PrintsWhatTheMountWouldShow) {
  support::on_each_qemu([] {
    ToolMachine vm;
    for (const char* object : {"/objects/io0", "/objects/mb0", "/machine/peripheral/bal0"}) {
      for (const auto& property : vm.probe.list(object)) {
        const std::string words = shell_word(object) + " " + shell_word(property.name);
        const support::Answer answer = vm.probe.get(object, property.name);
        const Outcome got = vm("qom-get", words);
        EXPECT_EQ(got.status, answer.ok ? 0 : refused) << words;
        EXPECT_EQ(got.out, answer.ok ? support::expected_text(answer.value) : "") << words;
        EXPECT_EQ(got.err, answer.ok ? "" : "qom-get: " + answer.description + "\n");
      }
    }
  });
}

TEST_F(ToolGet, PrintsJsonOnRequest) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome got = vm("qom-get", "-j bal0 guest-stats");
    EXPECT_EQ(Json::parse(got.out), vm.probe.value("/machine/peripheral/bal0", "guest-stats"));
    EXPECT_NE(got.out.find("\n  \"stats\": {\n    \""), std::string::npos) << got.out;
    EXPECT_EQ(vm("qom-get", "-j /machine.type").out.front(), '"');
  });
}

TEST_F(ToolGet, SplitsAtWhatExists) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string sse = support::expected_text(vm.probe.value(cpu, "sse4.1"));
    for (const std::string name : {".sse4.1", "/sse4.1", " sse4.1"})
      EXPECT_EQ(vm("qom-get", cpu + name).out, sse) << name;
    EXPECT_EQ(vm("qom-get", "/machine/q35/pcie.0.type").out, "PCIE\n");
    EXPECT_EQ(vm("qom-get", "bal0.type").out, "virtio-balloon-pci\n");
    EXPECT_EQ(vm("qom-get", "/.type").out, "container\n");
  });
}

TEST_F(ToolGet, SaysWhatQemuSays) {
  support::on_each_qemu([] {
    ToolMachine vm;
    struct Row {
      std::string words, path, property;
    };
    const Row rows[] = {
        {"/no/such.type", "/no/such", "type"},
        {"/machine/peripheral/bal.type", "/machine/peripheral/bal", "type"},
        {"/objects/io0.nope", "/objects/io0", "nope"},
        {std::string(cpu) + ".sse4.3", cpu, "sse4.3"},
    };
    for (const Row& row : rows) {
      const Outcome got = vm("qom-get", row.words);
      EXPECT_EQ(got.status, refused);
      EXPECT_EQ(got.out, "");
      EXPECT_EQ(got.err, "qom-get: " + vm.probe.get(row.path, row.property).description + "\n");
    }
    EXPECT_NE(vm("qom-get", "virtio-backend.type").err.find("ambiguous"), std::string::npos);
  });
}

TEST_F(ToolGet, TakesPathsInsideAMount) {
  support::on_each_qemu([] {
    support::QemuProcess qemu(support::q35_with_devices());
    support::Mounted mounted(qemu.mount_socket());
    for (const std::string name : {"/objects/io0/type", "/objects/io0.type", "/objects/io0 type"})
      EXPECT_EQ(support::run_tool("qom-get", qemu.probe_socket(), mounted(name)).out, "iothread\n");
    const std::string program =
        shell_word(support::tool_program("qom-get")) + " -s " + shell_word(qemu.probe_socket());
    EXPECT_EQ(support::run("cd " + mounted("/objects") + " && " + program + " io0/type").out,
              "iothread\n");
    EXPECT_EQ(support::run("cd " + mounted("/objects/io0") + " && " + program + " . type").out,
              "iothread\n");
    EXPECT_EQ(support::run("cd " + mounted("/objects") + " && " + program + " bal0.type").out,
              "virtio-balloon-pci\n");
  });
}

TEST_F(ToolGet, SendsNoControlCharacterToATerminal) {
  ToolMachine vm;
  ASSERT_TRUE(vm.probe.set("/machine", "append", "a\033]0;x\007b\nc").ok);
  const Outcome raw = vm("qom-get", "/machine.append");
  EXPECT_EQ(raw.out, "a\033]0;x\007b\nc\n");
  const Outcome shown =
      support::run_tool_on_terminal("qom-get", vm.qemu.mount_socket(), "/machine.append");
  EXPECT_EQ(shown.out, "a\\x1b]0;x\\x07b\r\nc\r\n");
  const Outcome json =
      support::run_tool_on_terminal("qom-get", vm.qemu.mount_socket(), "-j /machine.append");
  EXPECT_NE(json.out.find("\"a\\u001b]0;x\\u0007b\\nc\""), std::string::npos) << json.out;
  EXPECT_TRUE(json.out.starts_with("\033[")) << "coloured: " << json.out;
}

TEST_F(ToolGet, ExplainsAMonitorThatIsHeld) {
  ToolMachine vm;
  const Outcome got =
      support::run_tool("qom-get", vm.qemu.probe_socket(), "--timeout 0.3 /machine.type");
  EXPECT_EQ(got.status, no_connection);
  EXPECT_NE(got.err.find("no greeting came within 0.3 s: another client holds this monitor"),
            std::string::npos)
      << got.err;
  EXPECT_NE(got.err.find("share"), std::string::npos) << got.err;
}

TEST_F(ToolGet, TellsAMissingQemuFromAWrongCommandLine) {
  EXPECT_EQ(support::run_tool("qom-get", "/no/such.sock", "/machine.type").status, no_connection);
  for (const char* words : {"", "nodot", "/a b c", "--no-such /machine.type", "--timeout 0 a.b"}) {
    const Outcome got = support::run_tool("qom-get", "/no/such.sock", words);
    EXPECT_EQ(got.status, usage) << words;
    EXPECT_TRUE(got.err.starts_with("qom-get: ")) << got.err;
  }
  const std::string program = shell_word(support::tool_program("qom-get"));
  EXPECT_EQ(support::run("unset QMP_SOCKET; " + program + " a.b").status, usage);
  EXPECT_EQ(support::run("QMP_SOCKET=/no/such.sock " + program + " a.b").status, no_connection);
}

TEST_F(ToolGet, BoundsTheWaitForAStoppedQemu) {
  ToolMachine vm;
  vm.qemu.stop();
  const Outcome got = vm("qom-get", "--timeout 0.3 /machine.type");
  vm.qemu.resume();
  EXPECT_EQ(got.status, no_connection);
  EXPECT_NE(got.err.find(" is stopped; kill -CONT "), std::string::npos) << got.err;
  EXPECT_EQ(got.err.find("another client"), std::string::npos) << "it is not so: " << got.err;
}

/// Programs that never greet: the first waits to be asked, the second has no place left.
TEST_F(ToolGet, SaysHowFarItCame) {
  const support::ScratchDirectory folder;
  const std::string path = folder / "x";
  const support::ShellCommand server(
      "exec python3 -c 'import socket, time\n"
      "s = socket.socket(socket.AF_UNIX); s.bind(\"" +
      path +
      "\"); s.listen(0)\n"
      "time.sleep(60)'");
  while (server.running() && support::run("test -S " + path).status != 0) {
  }
  const Outcome silent = support::run_tool("qom-get", path, "--timeout 0.3 /machine.type");
  EXPECT_EQ(silent.status, no_connection);
  EXPECT_NE(silent.err.find(path + " is connected, but no greeting came"), std::string::npos)
      << silent.err;
  EXPECT_NE(silent.err.find("python3 (PID "), std::string::npos) << silent.err;
  EXPECT_NE(silent.err.find("is no QMP monitor"), std::string::npos) << silent.err;
  const Outcome full = support::run_tool("qom-get", path, "--timeout 0.3 /machine.type");
  EXPECT_NE(full.err.find("cannot connect to " + path + ": its queue"), std::string::npos)
      << full.err;
}

TEST_F(ToolGet, HelpAndVersionNeedNoQemu) {
  for (const char* name : {"qom-get", "qom-set", "qom-list", "qom-tree", "qmp"}) {
    const std::string program = shell_word(support::tool_program(name));
    const Outcome help = support::run(program + " -h");
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.out.find(std::string("Usage: ") + name + " "), std::string::npos) << help.out;
    EXPECT_TRUE(support::run(program + " -V").out.starts_with(name + std::string(" ")));
  }
}

TEST_F(ToolGet, NoticesThatItsOutputIsLost) {
  ToolMachine vm;
  const Outcome got = vm("qom-get", "/machine.type >/dev/full");
  EXPECT_EQ(got.status, 1);
  EXPECT_NE(got.err.find("cannot write"), std::string::npos) << got.err;
}

}  // namespace
