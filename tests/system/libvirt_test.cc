// A guest of libvirt, whose monitor libvirt holds: the mount and the tools reach it through
// virt-qemu-qmp-proxy, which takes one command at a time.

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/libvirt_guest.h"
#include "support/monitor_probe.h"
#include "support/mounted.h"
#include "support/system_test.h"
#include "support/tool.h"
#include "support/tree_comparison.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::Json;
using support::LibvirtGuest;
using support::MonitorProbe;
using support::Mounted;
using support::Outcome;

constexpr int no_connection = 3;

class Libvirt : public support::SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    static const std::string reason = support::missing_for_libvirt();
    if (!reason.empty()) give_up(reason);
  }
};

/// Asks until the answer is the one, for as long as reconnecting may take.
template <typename Question>
bool soon(Question question) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!question()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

int lines_of_grep(const Mounted& mounted) {
  const auto begin = std::chrono::steady_clock::now();
  const Outcome grep = support::run("grep -rs '' " + mounted.path(), 100s);
  const auto lines = static_cast<int>(std::count(grep.out.begin(), grep.out.end(), '\n'));
  const auto time = std::chrono::steady_clock::now() - begin;
  std::cout << lines << " lines of grep -r in "
            << std::chrono::duration_cast<std::chrono::milliseconds>(time).count() << " ms\n";
  return lines;
}

/// A tablet at the USB controller that libvirt gives every q35: it leaves at once, without a guest.
void plug(MonitorProbe& probe) {
  Json arguments = Json::object();
  arguments["driver"] = "usb-tablet";
  arguments["id"] = "dyn";
  EXPECT_TRUE(probe.execute("device_add", arguments).ok);
}

void unplug(MonitorProbe& probe) {
  Json arguments = Json::object();
  arguments["id"] = "dyn";
  EXPECT_TRUE(probe.execute("device_del", arguments).ok);
}

TEST_F(Libvirt, ThroughTheProxyTheTreeIsWhatQemuSays) {
  LibvirtGuest guest;
  MonitorProbe probe(guest.probe_socket());
  Mounted mounted(guest.proxy_socket());
  support::TreeComparison comparison(probe, mounted.path());
  comparison.compare_all();
  const support::TreeCounts& counts = comparison.counts();
  std::cout << counts.objects << " objects, " << counts.properties << " properties, "
            << counts.links << " links, " << counts.refused << " refused reads\n";
  EXPECT_TRUE(comparison.differences().empty())
      << comparison.differences().size() << ": " << comparison.differences().front();
  EXPECT_GT(counts.objects, 50);
  EXPECT_GT(counts.properties, 1000);
}

TEST_F(Libvirt, GrepFindsThroughTheProxyWhatItFindsWithoutIt) {
  LibvirtGuest guest;
  Mounted direct(guest.mount_socket());
  Mounted proxied(guest.proxy_socket());
  const int lines = lines_of_grep(direct);
  EXPECT_GT(lines, 1000);
  EXPECT_EQ(lines_of_grep(proxied), lines);
}

/// Many at once: each takes its turn, and none is left without an answer.
TEST_F(Libvirt, ReadersAndWritersTakeTurnsAtTheProxy) {
  LibvirtGuest guest;
  MonitorProbe probe(guest.probe_socket());
  Mounted mounted(guest.proxy_socket(), "deadline=5");
  const std::string file = mounted("/objects/io0/poll-max-ns");
  // A shell whose children end is interrupted; one of its own writes undisturbed.
  const Outcome crowd = support::run("for i in $(seq 30); do cat " + file +
                                     " & done; bash -c 'echo 12345 > " + file + "'; wait");
  EXPECT_EQ(crowd.status, 0) << crowd.err;
  EXPECT_EQ(std::count(crowd.out.begin(), crowd.out.end(), '\n'), 30) << crowd.err;
  EXPECT_EQ(crowd.err, "");
  EXPECT_EQ(probe.value("/objects/io0", "poll-max-ns"), 12345);
  EXPECT_EQ(errno_text(support::write_file(mounted("/machine/type"), "x\n").error()),
            errno_text(EACCES));
}

/// Its data is text with the object in it: only once read does it name what has gone.
TEST_F(Libvirt, EventsComeThroughTheProxy) {
  LibvirtGuest guest;
  MonitorProbe probe(guest.probe_socket());
  Mounted mounted(guest.proxy_socket(), "timeout=60");
  const std::string path = mounted("/machine/peripheral/dyn");
  for (int round = 0; round < 3; ++round) {
    plug(probe);
    EXPECT_TRUE(soon([&] { return std::filesystem::exists(path); }));
    unplug(probe);
    EXPECT_TRUE(soon([&] { return !std::filesystem::exists(path); })) << "kept for a minute";
  }
}

TEST_F(Libvirt, ToolsPrintTheDataOfItsEventsAsQemuDoes) {
  LibvirtGuest guest;
  MonitorProbe probe(guest.probe_socket());
  support::ShellCommand events("exec " + support::shell_word(support::tool_program("qmp")) +
                               " -s " + support::shell_word(guest.proxy_socket()) +
                               " events --count 1 DEVICE_DELETED");
  auto heard = [&] {
    plug(probe);
    unplug(probe);
    return !events.running();
  };
  EXPECT_TRUE(soon(heard));
  const Outcome outcome = events.wait(1s);
  EXPECT_NE(outcome.out.find("/machine/peripheral/dyn"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out.find('\\'), std::string::npos) << "text in text: " << outcome.out;
}

TEST_F(Libvirt, AGuestThatIsDestroyedAndStartedIsShownAgain) {
  LibvirtGuest guest;
  Mounted mounted(guest.proxy_socket(), "timeout=60");
  const std::string file = mounted("/objects/io0/poll-max-ns");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(support::write_file(file, "4096\n").error(), 0);
    guest.destroy();
    auto is_down = [&] { return support::read_file(file).open_error == EHOSTDOWN; };
    EXPECT_TRUE(soon(is_down));
    for (int i = 0; i < 20; ++i) {
      EXPECT_TRUE(is_down()) << "and stays so: the proxy greets, but no QEMU answers";
      std::this_thread::sleep_for(50ms);
    }
    guest.create();
    EXPECT_TRUE(soon([&] { return support::read_file(file).text == "32768\n"; }));
  }
}

TEST_F(Libvirt, ToolsWorkThroughTheProxyAndSayWhenTheGuestIsGone) {
  LibvirtGuest guest;
  for (const char* words : {"/objects/io0.type", "/machine.type"}) {
    const Outcome got = support::run_tool("qom-get", guest.proxy_socket(), words);
    EXPECT_EQ(got.status, 0) << got.err;
    EXPECT_EQ(got.out, support::run_tool("qom-get", guest.mount_socket(), words).out);
  }
  const Outcome tree = support::run_tool("qom-tree", guest.proxy_socket(), "/objects");
  EXPECT_EQ(tree.out, support::run_tool("qom-tree", guest.mount_socket(), "/objects").out);
  guest.destroy();
  const Outcome gone = support::run_tool("qom-get", guest.proxy_socket(), "/machine.type");
  EXPECT_EQ(gone.status, no_connection);
  EXPECT_NE(gone.err.find("its guest does not run"), std::string::npos) << gone.err;
}

}  // namespace
