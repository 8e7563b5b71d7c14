// qmp against real QEMUs: commands with typed arguments, events, help.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::Json;
using support::Outcome;
using support::ToolMachine;
using namespace std::chrono_literals;

class ToolQmp : public support::SystemTest {};

constexpr int refused = 1;
constexpr int usage = 2;
constexpr int no_connection = 3;

TEST_F(ToolQmp, PrintsTheAnswer) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Json status = vm.probe.execute("query-status").value;
    EXPECT_EQ(Json::parse(vm("qmp", "query-status").out), status);
    EXPECT_EQ(Json::parse(vm("qmp", R"(--json '{"execute":"query-status"}')").out), status);
    const Outcome listed =
        vm("qmp", R"(--json '{"execute":"qom-list","arguments":{"path":"/objects"}}')");
    EXPECT_EQ(Json::parse(listed.out).size(), vm.probe.list("/objects").size());
  });
}

TEST_F(ToolQmp, TypesArgumentsByTheSchema) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome added = vm("qmp", "object-add --qom-type=iothread --id=io7 --poll-max-ns=0x10");
    EXPECT_EQ(added.out, "{}\n") << added.err;
    EXPECT_EQ(vm.probe.value("/objects/io7", "poll-max-ns"), 16);
    EXPECT_EQ(vm("qmp",
                 "object-add --qom-type=memory-backend-ram --id=mb7 --size=1M --dump=off "
                 "--policy=bind --host-nodes=0")
                  .err,
              "");
    EXPECT_EQ(vm.probe.value("/objects/mb7", "size"), 1048576);
    EXPECT_EQ(vm.probe.value("/objects/mb7", "dump"), false);
    EXPECT_EQ(vm("qmp", "qom-set --path=/objects/io7 --property=poll-max-ns --value=5").status, 0);
    EXPECT_EQ(vm.probe.value("/objects/io7", "poll-max-ns"), 5);
    EXPECT_EQ(vm("qmp",
                 "blockdev-add --driver=raw --node-name=d0 --read-only --file.driver=null-co "
                 "--file.size=1M")
                  .out,
              "{}\n");
  });
}

TEST_F(ToolQmp, TypesTheOwnPropertiesOfADevice) {
  support::on_each_qemu([] {
    support::QemuProcess qemu({"-M", "q35", "-device", "pcie-root-port,id=rp0,chassis=1"});
    support::MonitorProbe probe(qemu.probe_socket());
    const Outcome added = support::run_tool(
        "qmp", qemu.mount_socket(),
        "device_add --driver=virtio-rng-pci --bus=rp0 --id=hot --multifunction=off "
        "--disable-legacy=on --max-bytes=4096");
    EXPECT_EQ(added.out, "{}\n") << added.err;
    EXPECT_EQ(probe.value("/machine/peripheral/hot", "max-bytes"), 4096);
  });
}

TEST_F(ToolQmp, TellsARefusalFromAWrongCommandLine) {
  support::on_each_qemu([] {
    ToolMachine vm;
    struct Row {
      std::string words;
      int status;
      std::string said;
    };
    const Row rows[] = {
        {"no-such-command", refused, "no-such-command"},
        {"no-such-command --a=1", refused, "no-such-command"},
        {"qom-list", refused, "'path' is missing"},
        {"qom-list --path=/ --further=1", refused, "'further' is unexpected"},
        {"qom-list --path=/no/such", refused, "'/no/such' not found"},
        {"object-add --qom-type=nope --id=x", usage, "'nope' is none of "},
        {"object-add --qom-type=iothread --id=x --poll-max-ns=soon", usage, "'soon' is no integer"},
        {"qom-list /machine", usage, "--NAME=VALUE"},
        {"", usage, "no command"},
        {"--json nonsense", usage, "no JSON object"},
        {R"(--json '{"exec":"x"}')", usage, "exec"},
        {R"(--json '{"execute":"x","arguments":{"a":1e400}}')", usage, "beyond 1.8e308"},
        {"'a\"b'", usage, "no name"},
        {"help no-such-command", usage, "no-such-command"},
    };
    for (const Row& row : rows) {
      const Outcome got = vm("qmp", row.words);
      EXPECT_EQ(got.status, row.status) << row.words;
      EXPECT_EQ(got.out, "");
      EXPECT_NE(got.err.find(row.said), std::string::npos) << got.err;
      EXPECT_EQ(std::count(got.err.begin(), got.err.end(), '\n'), 1) << got.err;
    }
  });
}

TEST_F(ToolQmp, HelpsWithWhatThisQemuHas) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string all = vm("qmp", "help").out;
    for (const Json& command : vm.probe.execute("query-commands").value)
      EXPECT_NE(all.find("\n  " + command.at("name").get<std::string>() + "\n"), all.npos)
          << command;
    EXPECT_NE(all.find("\n  BALLOON_CHANGE\n"), all.npos);
    EXPECT_EQ(vm("qmp", "help qom-get").out,
              "Arguments:\n  path: str\n  property: str\nReturns: any\n");
    EXPECT_EQ(vm("qmp", "help BALLOON_CHANGE").out, "Data:\n  actual: int\n");
  });
}

TEST_F(ToolQmp, HelpsWithTheCommandThatIsTyped) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string help = vm("qmp", "help qom-get").out;
    ASSERT_NE(help, "");
    for (const std::string words : {"qom-get --help", "qom-get -h", "qom-get --path=/ --help"})
      EXPECT_EQ(vm("qmp", words).out, help) << words;
    EXPECT_EQ(vm("qmp", "qom-gte --help").status, usage);
    EXPECT_NE(vm("qmp", "events -h").out.find("--count N"), std::string::npos);
    EXPECT_NE(vm("qmp", "help -h").out.find("Usage: qmp "), std::string::npos);
    EXPECT_EQ(support::run(support::tool_program("qmp") + " events --help").status, 0)
        << "without a monitor";
  });
}

TEST_F(ToolQmp, WaitsForNoEventThatThisQemuDoesNotHave) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome got = vm("qmp", "events NOPE");
    EXPECT_EQ(got.status, usage);
    EXPECT_TRUE(got.err.starts_with("qmp: this QEMU has no event 'NOPE'; qmp help lists them"))
        << got.err;
    EXPECT_NE(vm("qmp", "events STOP DEVICE_DELETE").err.find("did you mean DEVICE_DELETED?"),
              std::string::npos);
    EXPECT_EQ(vm("qmp", "events --timeout 0.1 STOP").status, 0);
  });
}

/// Until the events of the next commands are seen.
std::string watch(ToolMachine& vm, const std::string& words, int status) {
  support::ShellCommand events(support::shell_word(support::tool_program("qmp")) + " -s " +
                               vm.qemu.mount_socket() + " events " + words);
  for (int i = 0; i < 200 && events.running(); ++i) {
    vm.probe.execute("cont");
    vm.probe.execute("stop");
    std::this_thread::sleep_for(50ms);
  }
  const Outcome seen = events.wait(10s);
  EXPECT_EQ(seen.status, status) << seen.err;
  return seen.out;
}

TEST_F(ToolQmp, ShowsEventsUntilThereAreEnough) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string seen = watch(vm, "--count 3 STOP", 0);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), '\n'), 3) << seen;
    const Json first = Json::parse(seen.substr(0, seen.find('\n')));
    EXPECT_EQ(first.at("event"), "STOP");
    EXPECT_TRUE(first.at("timestamp").contains("seconds"));
    EXPECT_EQ(seen.find("RESUME"), seen.npos);
  });
}

TEST_F(ToolQmp, StopsWatchingAfterTheTime) {
  ToolMachine vm;
  const Outcome calm = vm("qmp", "events --timeout 0.2");
  EXPECT_EQ(calm.status, 0) << calm.err;
  const Outcome too_few = vm("qmp", "events --timeout 0.2 --count 1");
  EXPECT_EQ(too_few.status, 1);
  EXPECT_NE(too_few.err.find("0 of 1"), std::string::npos) << too_few.err;
}

TEST_F(ToolQmp, EndsWhenQemuGoes) {
  ToolMachine vm;
  support::ShellCommand events("exec " + support::shell_word(support::tool_program("qmp")) +
                               " -s " + vm.qemu.mount_socket() + " events");
  std::this_thread::sleep_for(500ms);
  vm.qemu.kill();
  EXPECT_EQ(events.wait(10s).status, no_connection);
}

TEST_F(ToolQmp, EndsWhenInterrupted) {
  ToolMachine vm;
  support::ShellCommand events("exec " + support::shell_word(support::tool_program("qmp")) +
                               " -s " + vm.qemu.mount_socket() + " events");
  std::this_thread::sleep_for(300ms);
  events.signal(SIGINT);
  EXPECT_EQ(events.wait(10s).status, 128 + SIGINT);
}

}  // namespace
