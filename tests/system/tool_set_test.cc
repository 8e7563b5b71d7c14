// qom-set against real QEMUs: the JSON types it sends, and refusals.

#include <gtest/gtest.h>

#include <string>

#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::Json;
using support::Outcome;
using support::shell_word;
using support::ToolMachine;

class ToolSet : public support::SystemTest {};

constexpr int refused = 1;
constexpr int usage = 2;

TEST_F(ToolSet, SendsTheTypeThatThePropertyHas) {
  support::on_each_qemu([] {
    ToolMachine vm;
    struct Row {
      std::string path, property, text;
      Json value;
    };
    const Row rows[] = {
        {"/objects/io0", "poll-max-ns", "4096", 4096},
        {"/objects/io0", "poll-max-ns", "0x20", 32},
        {"/objects/mb0", "dump", "off", false},
        {"/objects/mb0", "dump", "true", true},
        {"/objects/mb0", "policy", "bind", "bind"},
        {"/objects/mb0", "host-nodes", "[0]", Json::array({0})},
        {"/machine", "append", "[0, 1]", "[0, 1]"},
        {"/machine", "append", "{}", "{}"},
        {"/machine", "append", "42", "42"},
        {"/machine", "append", "", ""},
        {"/machine", "max-ram-below-4g", "1G", 1073741824},
        {"/machine/peripheral/bal0", "guest-stats-polling-interval", "2", 2},
    };
    for (const Row& row : rows) {
      const Outcome done =
          vm("qom-set", row.path + " " + row.property + " " + shell_word(row.text));
      EXPECT_EQ(done.status, 0) << done.err;
      EXPECT_EQ(done.out + done.err, "");
      EXPECT_EQ(vm.probe.value(row.path, row.property), row.value) << row.property << row.text;
    }
  });
}

TEST_F(ToolSet, SetsAStructure) {
  ToolMachine vm;
  Json limits = vm.probe.value("/objects/tg0", "limits");
  limits["iops-total"] = 250;
  const Outcome done = vm("qom-set", "tg0.limits " + shell_word(limits.dump()));
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(vm.probe.value("/objects/tg0", "limits")["iops-total"], 250);
}

TEST_F(ToolSet, TakesOneNameOrTwo) {
  support::on_each_qemu([] {
    ToolMachine vm;
    int value = 100;
    for (const std::string name : {"io0.poll-max-ns", "/objects/io0.poll-max-ns",
                                   "/objects/io0/poll-max-ns", "/objects/io0 poll-max-ns"}) {
      ++value;
      EXPECT_EQ(vm("qom-set", name + " " + std::to_string(value)).status, 0) << name;
      EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), value);
    }
  });
}

TEST_F(ToolSet, SaysWhatIsWrongAndChangesNothing) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Json before = vm.probe.value("/objects/io0", "poll-max-ns");
    struct Row {
      std::string words, said;
    };
    const Row rows[] = {
        {"io0.poll-max-ns -1", ""},
        {"io0.poll-max-ns soon", "io0.poll-max-ns: "},
        {"mb0.dump maybe", "mb0.dump: "},
        {"mb0.policy maybe", "does not accept value 'maybe'"},
        {"/machine.type x", "not writable"},
        {"io0.nope 1", "'iothread.nope' not found"},
        {"/no/such.nope 1", "'/no/such' not found"},
        {"bal0.deflate-on-oom on", "realized"},
    };
    for (const Row& row : rows) {
      const Outcome done = vm("qom-set", row.words);
      EXPECT_EQ(done.status, refused) << row.words;
      EXPECT_TRUE(done.err.starts_with("qom-set: ")) << done.err;
      EXPECT_NE(done.err.find(row.said), std::string::npos) << done.err;
    }
    EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), before);
  });
}

TEST_F(ToolSet, NeedsAPropertyAndAValue) {
  for (const char* words : {"", "io0.poll-max-ns", "nodot 1", "/a b c d"})
    EXPECT_EQ(support::run_tool("qom-set", "/no/such.sock", words).status, usage) << words;
}

}  // namespace
