#include "cli/tree_text.h"

#include "cli/list_text.h"

#include "support/utf8.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace {

cli::ReadProperty property(std::string name, std::string type, qmp::Json value) {
  return {{std::move(name), std::move(type)}, std::move(value), ""};
}

cli::ReadProperty without_value(std::string name, std::string type, std::string why = "") {
  return {{std::move(name), std::move(type)}, std::nullopt, std::move(why)};
}

/// An object of each kind of line, with two others below.
cli::ObjectNode machine() {
  cli::ObjectNode top;
  top.path = *qom::Path::parse("/machine");
  top.type = "pc";
  top.properties = {property("bus", "link<bus>", ""),
                    without_value("dev[0]", "child<device>"),
                    property("name\033", "str", "a\nb"),
                    property("rng", "link<rng>", "/objects/rng0"),
                    without_value("secret", "str", "Permission denied"),
                    property("type", "string", "pc"),
                    without_value("x", "str")};
  for (const char* name : {"dev[0]", "dev[1]"}) {
    auto child = std::make_unique<cli::ObjectNode>();
    child->path = *top.path.child(name);
    child->type = "device";
    child->properties = {property("on", "bool", true), property("type", "string", "device")};
    top.children.push_back(std::move(child));
  }
  return top;
}

TEST(TreeText, IsLinesForProgramsToRead) {
  EXPECT_EQ(cli::tree_as_lines(machine()),
            "/machine\n"
            "  bus:  (link<bus>)\n"
            "  name\\x1b: a\\nb (str)\n"
            "  rng: /objects/rng0 (link<rng>)\n"
            "  secret: <Permission denied> (str)\n"
            "  type: pc (string)\n"
            "  x: <unreadable> (str)\n"
            "\n"
            "/machine/dev[0]\n"
            "  on: true (bool)\n"
            "  type: device (string)\n"
            "\n"
            "/machine/dev[1]\n"
            "  on: true (bool)\n"
            "  type: device (string)\n"
            "\n");
}

TEST(TreeText, HasBranchesForAPerson) {
  EXPECT_EQ(cli::tree_with_branches(machine(), {.terminal = true, .utf8 = true}),
            "/machine  pc\n"
            "├─ @bus → (unset) (link<bus>)\n"
            "├─ name\\x1b: a\\nb (str)\n"
            "├─ @rng → /objects/rng0 (link<rng>)\n"
            "├─ secret: <Permission denied> (str)\n"
            "├─ x: <unreadable> (str)\n"
            "├─ dev[0]  device\n"
            "│  └─ on: true (bool)\n"
            "└─ dev[1]  device\n"
            "   └─ on: true (bool)\n");
}

TEST(TreeText, DrawsWithAsciiWhereNothingElseIsShown) {
  const std::string text = cli::tree_with_branches(machine(), {.terminal = true, .utf8 = false});
  EXPECT_NE(text.find("|- @rng -> /objects"), text.npos) << text;
  EXPECT_NE(text.find("`- dev[1]"), text.npos) << text;
  EXPECT_NE(text.find("|  `- on"), text.npos) << text;
}

TEST(TreeText, KeepsItsBranchesOnANarrowTerminal) {
  const support::Utf8 utf8;
  cli::ObjectNode top = machine();
  top.properties[2] = property("name", "str", std::string(500, 'x'));
  top.children[1]->refusal = "QEMU's answer makes no sense";
  const cli::Output output = {.terminal = true, .utf8 = true, .columns = 30};
  EXPECT_EQ(cli::tree_with_branches(top, output),
            "/machine  pc\n"
            "├─ @bus → (unset) (link<bus>)\n"
            "├─ name: xxxxxxxxxxxxxx… (str)\n"
            "├─ @rng → /objects/rn… (link<…\n"
            "├─ secret: <Permission … (str)\n"
            "├─ x: <unreadable> (str)\n"
            "├─ dev[0]  device\n"
            "│  └─ on: true (bool)\n"
            "└─ dev[1]  device  <QEMU's an…\n"
            "   └─ on: true (bool)\n");
}

TEST(TreeText, CutsNothingWhereThereIsNoTerminal) {
  cli::ObjectNode top = machine();
  top.properties[2] = property("name", "str", std::string(500, 'x'));
  EXPECT_NE(cli::tree_as_lines(top).find(std::string(500, 'x')), std::string::npos);
}

TEST(TreeText, IsColouredOnRequest) {
  const cli::Output output = {.terminal = true, .utf8 = true, .palette = &cli::coloured};
  const std::string text = cli::tree_with_branches(machine(), output);
  EXPECT_NE(text.find(std::string(cli::coloured.object) + "dev[0]"), text.npos) << text;
}

TEST(ListText, MarksChildrenAndLinks) {
  EXPECT_EQ(cli::list_as_names(machine(), cli::plain),
            "@bus/\ndev[0]/\nname\\x1b\n@rng/\nsecret\ntype\nx\n");
}

TEST(ListText, ShowsTypesAndValuesInColumns) {
  EXPECT_EQ(cli::list_as_table(machine(), cli::plain),
            "@bus/     link<bus>\n"
            "dev[0]/   child<device>\n"
            "name\\x1b  str            a\\nb\n"
            "@rng/     link<rng>      /objects/rng0\n"
            "secret    str            <Permission denied>\n"
            "type      string         pc\n"
            "x         str            <unreadable>\n");
}

}  // namespace
