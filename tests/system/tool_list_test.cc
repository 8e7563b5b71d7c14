// qom-list and qom-tree against real QEMUs, held against what QMP says.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/expected.h"
#include "support/system_test.h"
#include "support/terminal.h"
#include "support/tool_machine.h"

namespace {

using support::Json;
using support::ListedProperty;
using support::MonitorProbe;
using support::Outcome;
using support::ToolMachine;

class ToolList : public support::SystemTest {};
class ToolTree : public support::SystemTest {};

constexpr int refused = 1;

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  return lines;
}

std::string marked(const ListedProperty& property) {
  if (property.is_child()) return property.name + "/";
  return property.is_link() ? "@" + property.name + "/" : property.name;
}

std::set<std::string> names_by_qmp(MonitorProbe& probe, const std::string& path) {
  std::set<std::string> names;
  for (const ListedProperty& property : probe.list(path)) names.insert(marked(property));
  return names;
}

/// Clocks go on between two looks, and monitors are connected by looking.
bool is_steady(const std::string& property) {
  return property != "date" && property != "rtc-time" && property != "connected";
}

TEST_F(ToolList, PrintsTheNamesThatQmpLists) {
  support::on_each_qemu([] {
    ToolMachine vm;
    for (const std::string path : {"/", "/machine", "/objects/mb0", "/machine/peripheral/bal0"}) {
      const Outcome got = vm("qom-list", path);
      EXPECT_EQ(got.status, 0) << got.err;
      EXPECT_EQ(lines_of(got.out), names_by_qmp(vm.probe, path)) << path;
    }
    EXPECT_EQ(vm("qom-list", "").out, vm("qom-list", "/").out);
    EXPECT_EQ(vm("qom-list", "bal0").out, vm("qom-list", "/machine/peripheral/bal0").out);
  });
}

TEST_F(ToolList, PrintsTypesAndValuesThatQmpTells) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string path = "/machine/peripheral/bal0";
    const Json listed = Json::parse(vm("qom-list", "-l -j " + path).out);
    const auto properties = vm.probe.list(path);
    ASSERT_EQ(listed.size(), properties.size());
    std::map<std::string, Json> by_name;
    for (const Json& entry : listed) by_name[entry.at("name")] = entry;
    const std::string table = vm("qom-list", "-l " + path).out;
    for (const ListedProperty& property : properties) {
      const Json& entry = by_name.at(property.name);
      EXPECT_EQ(entry.at("type"), property.type);
      EXPECT_NE(table.find(property.type), std::string::npos);
      if (property.is_child()) continue;
      const support::Answer answer = vm.probe.get(path, property.name);
      ASSERT_EQ(entry.contains("value"), answer.ok) << property.name;
      if (!answer.ok) continue;
      EXPECT_EQ(entry.at("value"), answer.value) << property.name;
      const std::string text = support::expected_text(answer.value);
      EXPECT_TRUE(text == "\n" || table.find("  " + text) != table.npos) << text;
    }
  });
}

TEST_F(ToolList, SaysWhatQemuSays) {
  support::on_each_qemu([] {
    ToolMachine vm;
    for (const std::string words : {"/no/such", "-l /no/such"}) {
      const Outcome got = vm("qom-list", words);
      EXPECT_EQ(got.status, refused);
      EXPECT_EQ(got.err, "qom-list: Device '/no/such' not found\n");
    }
    EXPECT_EQ(vm("qom-list", "virtio-backend").err,
              "qom-list: Path 'virtio-backend' is ambiguous\n");
  });
}

TEST_F(ToolList, KeepsALineALine) {
  ToolMachine vm;
  Json arguments;
  arguments["id"] = "a\n\033[31mb";
  arguments["backend"] = {{"type", "null"}, {"data", Json::object()}};
  ASSERT_TRUE(vm.probe.execute("chardev-add", arguments).ok);
  EXPECT_EQ(lines_of(vm("qom-list", "/chardevs").out).count("a\\n\\x1b[31mb/"), 1u);
  EXPECT_NE(vm("qom-tree", "/chardevs").out.find("\n/chardevs/a\\n\\x1b[31mb\n"),
            std::string::npos);
}

void collect(MonitorProbe& probe, const std::string& path, std::set<std::string>& paths) {
  paths.insert(path);
  for (const ListedProperty& property : probe.list(path))
    if (property.is_child()) collect(probe, (path == "/" ? "" : path) + "/" + property.name, paths);
}

TEST_F(ToolTree, ShowsEveryObjectAndValueThatQmpTells) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome got = vm("qom-tree", "-j");
    ASSERT_EQ(got.status, 0) << got.err;
    std::set<std::string> seen;
    for (const Json& object : Json::parse(got.out)) {
      const std::string path = object.at("path");
      seen.insert(path);
      EXPECT_EQ(object.at("properties").size(), vm.probe.list(path).size()) << path;
      for (const Json& property : object.at("properties")) {
        const std::string name = property.at("name");
        if (!property.contains("value") || !is_steady(name)) continue;
        EXPECT_EQ(property.at("value"), vm.probe.value(path, name)) << path << " " << name;
      }
    }
    std::set<std::string> expected;
    collect(vm.probe, "/", expected);
    EXPECT_EQ(seen, expected);
  });
}

TEST_F(ToolTree, LeavesOutNoValueThatCanBeRead) {
  support::on_each_qemu([] {
    ToolMachine vm;
    for (const Json& object : Json::parse(vm("qom-tree", "-j /machine").out)) {
      for (const Json& property : object.at("properties")) {
        const std::string type = property.at("type");
        if (property.contains("value") || type.starts_with("child<")) continue;
        EXPECT_FALSE(vm.probe.get(object.at("path"), property.at("name")).ok) << property;
      }
    }
  });
}

TEST_F(ToolTree, StopsAtTheDepth) {
  support::on_each_qemu([] {
    ToolMachine vm;
    EXPECT_EQ(Json::parse(vm("qom-tree", "-j -d 0").out).size(), 1u);
    const auto children = vm.probe.list("/");
    const auto count = std::count_if(children.begin(), children.end(),
                                     [](const auto& property) { return property.is_child(); });
    EXPECT_EQ(Json::parse(vm("qom-tree", "-j -d 1").out).size(), 1u + count);
  });
}

TEST_F(ToolTree, PrintsLinesForProgramsAndBranchesForPeople) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome plain = vm("qom-tree", "/objects/rng0");
    EXPECT_TRUE(plain.out.starts_with("/objects/rng0\n  ")) << plain.out;
    EXPECT_NE(plain.out.find("\n  type: rng-builtin (string)\n"), std::string::npos) << plain.out;
    EXPECT_EQ(plain.out.find('\033'), std::string::npos);
    const Outcome shown =
        support::run_tool_on_terminal("qom-tree", vm.qemu.mount_socket(), "-d 1 /objects");
    EXPECT_NE(shown.out.find("├─ "), std::string::npos) << shown.out;
    EXPECT_NE(shown.out.find("\033["), std::string::npos) << shown.out;
    const Outcome calm =
        support::run("NO_COLOR=1 TERM=xterm LC_ALL=C script -qec " +
                     support::shell_word(support::tool_program("qom-tree") + " -s " +
                                         vm.qemu.mount_socket() + " /objects") +
                     " /dev/null </dev/null");
    EXPECT_NE(calm.out.find("|- "), std::string::npos) << calm.out;
    EXPECT_EQ(calm.out.find('\033'), std::string::npos) << calm.out;
  });
}

TEST_F(ToolTree, KeepsItsBranchesOnANarrowTerminal) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const std::string value(300, 'x');
    vm.probe.set("/machine", "firmware", value);
    support::Terminal terminal(
        {support::tool_program("qom-tree"), "-s", vm.qemu.mount_socket(), "/machine"},
        {"TERM=xterm", "LC_ALL=C.UTF-8", "NO_COLOR=1"});
    EXPECT_EQ(terminal.wait(), 0) << terminal.output();
    EXPECT_NE(terminal.output().find("\n├─ firmware: xxxx"), std::string::npos);
    EXPECT_NE(terminal.output().find("xxx… (string)\r\n"), std::string::npos);
    for (const std::string& line : lines_of(terminal.output())) {
      EXPECT_TRUE(line.starts_with("/machine") || line.starts_with("├") || line.starts_with("│") ||
                  line.starts_with("└") || line.starts_with(" "))
          << line;
      const auto columns = std::count_if(line.begin(), line.end(), [](char byte) {
        return (byte & 0xc0) != 0x80 && byte != '\r';
      });
      EXPECT_LE(columns, 80) << line;
    }
    EXPECT_NE(vm("qom-tree", "-d 0 /machine").out.find(value), std::string::npos);
  });
}

TEST_F(ToolTree, SaysWhatQemuSays) {
  support::on_each_qemu([] {
    ToolMachine vm;
    const Outcome got = vm("qom-tree", "/no/such");
    EXPECT_EQ(got.status, refused);
    EXPECT_EQ(got.err, "qom-tree: Device '/no/such' not found\n");
  });
}

}  // namespace
