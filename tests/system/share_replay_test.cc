// One conversation with a real monitor and with the share of a mount, each of its own machine of
// the same kind: the answers are the same, byte by byte, but for what the manual lists.

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/conversation.h"
#include "support/monitor_wire.h"
#include "support/mounted.h"
#include "support/newer_qemu.h"
#include "support/qemu_process.h"
#include "support/system_test.h"

namespace {

using support::MonitorWire;
using support::SaidPiece;
using Lines = std::vector<std::string>;

/// Its descriptors and paths are in no answer.
std::vector<std::string> machine() {
  return {"-M",       "q35",
          "-device",  "virtio-balloon-pci,id=bal0",
          "-device",  "qemu-xhci,id=xh",
          "-object",  "iothread,id=io0",
          "-object",  "throttle-group,id=tg0,x-iops-total=100",
          "-object",  "memory-backend-ram,id=mb0,size=16M",
          "-object",  "secret,id=sec0,data=open-sesame",
          "-chardev", "ringbuf,id=ring"};
}

/// An event may overtake an answer, so each kind has an order of its own.
struct Heard {
  Lines answers;
  Lines events;
  bool operator==(const Heard&) const = default;
};

std::string without_time(const std::string& line) {
  static const std::regex time("(seconds\": )[0-9]+");
  return std::regex_replace(line, time, "$010");
}

/// What the share says of itself is its own; the version is QEMU's.
std::string without_package(const std::string& greeting) {
  static const std::regex own("\"package\": \"[^\"]*\"|\"capabilities\": .*]");
  return std::regex_replace(greeting, own, "");
}

/// Everything that is said to it and that it says.
class Talk {
 public:
  explicit Talk(const std::string& socket) : wire_(socket), greeting_(wire_.line()) {}

  const std::string& greeting() const { return greeting_; }

  /// All up to the answer to a command of its own.
  Heard hear(const SaidPiece& piece) {
    const std::string mark = "end of line " + std::to_string(piece.line);
    wire_.send(piece.bytes + R"({"execute":"query-name","id":")" + mark + "\"}");
    Heard heard;
    for (std::string line = wire_.line(); line.find(mark) == line.npos; line = wire_.line()) {
      const bool is_event = line.starts_with("{\"timestamp\"");
      (is_event ? heard.events : heard.answers).push_back(is_event ? without_time(line) : line);
    }
    return heard;
  }

  /// What it says from `quit` to its hang-up.
  Lines last_words() {
    wire_.send(R"({"execute":"quit","id":"bye"})");
    Lines lines;
    try {
      for (;;) lines.push_back(without_time(wire_.line()));
    } catch (const std::runtime_error&) {
      return lines;
    }
  }

 private:
  MonitorWire wire_;
  std::string greeting_;
};

std::string shown(const Heard& heard) {
  std::string text;
  for (const Lines* lines : {&heard.answers, &heard.events})
    for (const std::string& line : *lines) text += "    " + line.substr(0, 400) + "\n";
  return text;
}

std::string manual() {
  std::ifstream file(QOM_FUSE_MANUAL);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Events come once a second at most, and so perhaps later: all of them are compared at the end.
class ShareReplay : public support::SystemTest {
 protected:
  /// `worded_otherwise` names the exception that this QEMU makes and older ones do not.
  void replay(const std::string& worded_otherwise = "") {
    support::QemuProcess real_machine(machine());
    support::QemuProcess shared_machine(machine());
    support::Mounted mounted(shared_machine.mount_socket(),
                             "share=" + shared_machine.directory() / "door");
    Talk real(real_machine.probe_socket());
    Talk share(shared_machine.directory() / "door");
    EXPECT_EQ(without_package(share.greeting()), without_package(real.greeting()));
    for (const SaidPiece& piece : support::read_conversation(QOM_FUSE_CONVERSATION)) {
      const bool may_differ =
          !piece.exception.empty() && (piece.exception != "words" || worded_otherwise == "words");
      compare(piece, real.hear(piece), share.hear(piece), may_differ);
    }
    EXPECT_EQ(share_events_, real_events_);
    EXPECT_EQ(share.last_words(), real.last_words());
    std::cout << pieces_ << " pieces, " << identical_ << " answered identically\n";
  }

  void compare(const SaidPiece& piece, const Heard& real, const Heard& share, bool may_differ) {
    real_events_.insert(real.events.begin(), real.events.end());
    share_events_.insert(share.events.begin(), share.events.end());
    const bool same = real.answers == share.answers;
    ++pieces_;
    identical_ += same;
    EXPECT_EQ(same, !may_differ) << "line " << piece.line << ": " << piece.bytes.substr(0, 200)
                                 << "\n  a monitor:\n"
                                 << shown(real) << "  the share:\n"
                                 << shown(share);
  }

  std::multiset<std::string> real_events_;
  std::multiset<std::string> share_events_;
  int pieces_ = 0;
  int identical_ = 0;
};

TEST_F(ShareReplay, DiffersFromAMonitorOnlyWhereTheManualSaysSo) { replay(); }

TEST_F(ShareReplay, DiffersFromANewerMonitorOnlyWhereTheManualSaysSo) {
  if (support::newer_qemu_program().empty()) return give_up("no newer QEMU");
  support::NewerQemu newer;
  replay("words");
}

TEST_F(ShareReplay, HasEveryExceptionInTheManual) {
  const std::string text = manual();
  for (const SaidPiece& piece : support::read_conversation(QOM_FUSE_CONVERSATION))
    EXPECT_TRUE(piece.exception.empty() || text.find(".It Em " + piece.exception) != text.npos)
        << piece.exception;
}

}  // namespace
