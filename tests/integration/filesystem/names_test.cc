// chardev-add checks no name, so QEMU may list anything.

#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string>
#include <vector>

namespace {

using support::FakeMount;
using std::operator""s;
namespace request = support::request;

const std::vector<std::string> hostile = {
    "",
    ".",
    "..",
    "a/b",
    "/",
    "x\0y"s,
    "a\nb",
    std::string(300, 'a'),
    "%2F",
    "%2f",
    "a%2Fb",
    "%~",
    "\"q\"",
    " ",
    "-rf",
    "\xC3\xA9",
    "%",
    "\x1B[2J",
    std::string(300, '/'),
};

void add_hostile_names(FakeMount& mount, const std::string& type) {
  for (const std::string& name : hostile)
    mount.monitor.set_property("/machine", name, type, "value of " + name);
}

bool is_legal(const std::string& name) {
  return !name.empty() && name.size() <= 255 && name.find('/') == name.npos &&
         name.find('\0') == name.npos;
}

TEST(HostileNames, AreListedAllAndLegally) {
  for (const char* type : {"child<chardev>", "link<x>", "str"}) {
    FakeMount mount;
    add_hostile_names(mount, type);
    for (bool plus : {false, true}) {
      std::set<std::string> names;
      auto entries = mount.list(mount.find("/machine"), plus);
      for (const auto& entry : entries) {
        EXPECT_TRUE(is_legal(entry.name)) << entry.name;
        EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " is listed twice";
      }
      EXPECT_EQ(entries.size(), hostile.size() + 4);  // dots, type and peripheral
    }
  }
}

TEST(HostileNames, AreFoundUnderTheNamesThatAreListed) {
  FakeMount mount;
  add_hostile_names(mount, "str");
  std::uint64_t machine = mount.find("/machine");
  std::set<std::string> values;
  for (const auto& entry : mount.list(machine, false)) {
    if (entry.type != static_cast<mode_t>(S_IFREG) || entry.name == "type") continue;
    auto found = mount.kernel.ask(request::lookup(machine, entry.name));
    ASSERT_EQ(found.error, 0) << entry.name;
    std::uint64_t inode = found.as<fuse_entry_out>().nodeid;
    EXPECT_EQ(inode, entry.inode);
    values.insert(mount.read(inode, mount.open(inode, O_RDONLY), 0));
  }
  std::set<std::string> expected;
  for (const std::string& name : hostile) expected.insert("value of " + name + "\n");
  EXPECT_EQ(values, expected);
}

TEST(HostileNames, AreNeverDecoded) {
  FakeMount mount;
  mount.monitor.set_property("/machine", "a/b", "str", "");
  mount.monitor.set_property("/machine", "plain", "str", "");
  std::uint64_t machine = mount.find("/machine");
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "a%2Fb")).error, 0);
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "a%2fb")).error, ENOENT);
  EXPECT_EQ(mount.kernel.ask(request::lookup(machine, "%70lain")).error, ENOENT);
}

TEST(HostileNames, OfObjectsThatQemuCannotAddressFailInside) {
  FakeMount mount;
  add_hostile_names(mount, "child<chardev>");
  for (const char* name : {"%~", "a%2Fb", "%2F"}) {
    std::uint64_t inode = mount.find("/machine/"s + name);
    ASSERT_NE(inode, 0u) << name;
    mount.monitor.forget_calls();
    EXPECT_EQ(mount.kernel.ask(request::opendir(inode)).error, ENXIO) << name;
    EXPECT_EQ(mount.kernel.ask(request::lookup(inode, "type")).error, ENXIO) << name;
    EXPECT_TRUE(mount.monitor.calls().empty()) << name;
  }
}

TEST(HostileNames, OfDotsAreObjectsLikeOthers) {
  FakeMount mount;
  mount.monitor.add_object("/machine/..", "chardev");
  std::uint64_t inode = mount.find("/machine/%2E%2E");
  ASSERT_NE(inode, 0u);
  EXPECT_EQ(mount.kernel.ask(request::opendir(inode)).error, 0);
  EXPECT_EQ(mount.monitor.calls().back(), "list /machine/..");
}

TEST(HostileNames, CannotForgeALineOfTheLog) {
  FakeMount mount(support::telling_options());
  mount.monitor.set_property("/machine", "a\nb\x1B", "str", "");
  mount.monitor.fail("get", support::refusal("no"));
  std::uint64_t inode = mount.find("/machine/a\nb\x1B");
  ASSERT_NE(inode, 0u);
  mount.open(inode, O_RDONLY);
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_EQ(mount.log[0].find('\n'), std::string::npos);
  EXPECT_EQ(mount.log[0].find('\x1B'), std::string::npos);
}

TEST(HostileNames, CannotDrownTheLog) {
  FakeMount mount(support::telling_options());
  const std::string name(1'000'000, 'n');
  mount.monitor.set_property("/machine", name, "str", "");
  mount.monitor.fail("get", support::refusal("no way"));
  std::uint64_t inode = mount.find("/machine/" + fs::file_name(name));
  ASSERT_NE(inode, 0u);
  mount.open(inode, O_RDONLY);
  ASSERT_EQ(mount.log.size(), 1u);
  EXPECT_LT(mount.log[0].size(), 2000u);
  EXPECT_NE(mount.log[0].find("no way"), std::string::npos);
}

TEST(HostileListing, ThatNeverEndsIsLeftWhereAPathMayBeNoLonger) {
  FakeMount mount;
  const std::string name(250, 'd');
  std::string path = "/machine";
  for (; path.size() + 1 + name.size() <= qom::Path::max_bytes; path += "/" + name)
    mount.monitor.add_object(path + "/" + name, "container");
  mount.monitor.set_property(path, name, "child<container>", "");
  EXPECT_EQ(mount.kernel.ask(request::opendir(mount.find(path))).error, 0);
  std::uint64_t below = mount.find(path + "/" + name);
  ASSERT_NE(below, 0u);
  EXPECT_EQ(mount.kernel.ask(request::opendir(below)).error, ENXIO);
}

TEST(HostileListing, ThatTakesTheNameOfAnotherLosesNeither) {
  FakeMount mount;
  mount.monitor.set_property("/machine", std::string(300, 'a'), "str", "long");
  std::string taken = fs::file_name(std::string(300, 'a'));
  mount.monitor.set_property("/machine", taken, "str", "short");
  std::set<std::string> names;
  for (const auto& entry : mount.list(mount.find("/machine"), true))
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
  EXPECT_EQ(names.size(), 6u);
}

}  // namespace
