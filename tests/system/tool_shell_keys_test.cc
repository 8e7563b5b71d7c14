// qmp-shell under keys and signals that a QEMU or a terminal could take badly.

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/played_machine.h"
#include "support/shell_conversation.h"
#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::Json;
using support::Said;
using support::ShellConversation;
using namespace std::chrono_literals;

class ToolShellKeys : public support::SystemTest {};

/// Remembers what it was asked. It has a device of the driver `live`.
class WatchedMachine : public support::PlayedMachine {
 public:
  Said answer(const Json& command) override {
    const std::string name = command.at("execute");
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(command);
    }
    if (name == "query-qmp-schema") return {support::answer_to(command, schema)};
    if (name == "qom-list-types")
      return {support::answer_to(command, R"([{"name":"live"},{"name":"virtio-vga-gl"}])")};
    if (name.ends_with("list-properties"))
      return {support::answer_to(command, R"([{"name":"wide","type":"bool"}])")};
    if (name == "device_add") return {support::answer_to(command, "{}")};
    return PlayedMachine::answer(command);
  }

  /// The commands that can end a QEMU: those about types.
  std::vector<Json> dangerous() const {
    const std::lock_guard lock(mutex_);
    std::vector<Json> found;
    std::copy_if(asked_.begin(), asked_.end(), std::back_inserter(found), [](const Json& command) {
      const std::string name = command.at("execute");
      return name.ends_with("list-properties") || name == "qom-list-types";
    });
    return found;
  }

 protected:
  std::vector<support::ListedProperty> listing(const std::string& path) override {
    if (path == "/machine/peripheral") return {{"d0", "child<live>"}};
    if (path == "/machine/peripheral/d0")
      return {{"type", "string"}, {"realized", "bool"}, {"wide", "bool"}};
    return PlayedMachine::listing(path);
  }

 private:
  static constexpr const char* schema = R"([
    {"name":"str","meta-type":"builtin","json-type":"string"},
    {"name":"0","meta-type":"object","members":[]},
    {"name":"1","meta-type":"object","members":[{"name":"driver","type":"str"},{"name":"id","type":"str"}]},
    {"name":"2","meta-type":"object","members":[{"name":"typename","type":"str"}]},
    {"name":"device_add","meta-type":"command","arg-type":"1","ret-type":"0"},
    {"name":"device-list-properties","meta-type":"command","arg-type":"2","ret-type":"0"}])";

  mutable std::mutex mutex_;
  std::vector<Json> asked_;
};

TEST_F(ToolShellKeys, ATabNeverAsksWhatCanEndQemu) {
  WatchedMachine machine;
  support::PlayedQemu qemu([&](const Json& command) { return machine.answer(command); });
  support::ScratchDirectory home;
  ShellConversation shell(qemu.socket(), home);
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("device_add driver=li\twi\t");
  EXPECT_TRUE(shell.shows("ve") && shell.shows("wi") && shell.shows("de=")) << shell.output();
  for (const std::string line : {"device_add driver=virtio-vga-gl \t\tw\t", "device_add driver=\t",
                                 "device-list-properties typename=virtio-vga-gl\t \t"}) {
    shell.type("\x15" + line + "\x15# done\r");  // Ctrl-U drops the line
    ASSERT_TRUE(shell.shows("# done\r\n")) << shell.output();
  }
  EXPECT_TRUE(machine.dangerous().empty());
}

TEST_F(ToolShellKeys, OnlyEnterAsksAndOnlyForWhatTheSchemaDoesNotKnow) {
  WatchedMachine machine;
  support::PlayedQemu qemu([&](const Json& command) { return machine.answer(command); });
  support::ScratchDirectory home;
  ShellConversation shell(qemu.socket(), home, {"-v"});
  ASSERT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type("device_add driver=virtio-vga-gl id=v0\r");
  EXPECT_TRUE(shell.shows("{\"return\": {}}")) << shell.output();
  EXPECT_TRUE(machine.dangerous().empty());
  shell.type("device_add driver=virtio-vga-gl wide=on\r");
  EXPECT_TRUE(shell.shows(R"("arguments": {"driver": "virtio-vga-gl", "wide": true})"))
      << shell.output();
  EXPECT_TRUE(shell.shows("{\"return\": {}}")) << shell.output();
  ASSERT_EQ(machine.dangerous().size(), 1u);
  EXPECT_EQ(machine.dangerous().front().at("arguments").at("typename"), "virtio-vga-gl");
}

/// A line of 69 columns with the prompt.
const std::string long_line = "qom-get path=/machine/peripheral/bal0 property=guest-stats-pol";

/// What the shell does when a terminal of 80 columns becomes one of 40 and says that its cursor is
/// there.
std::string repainted(ShellConversation& shell, const std::string& position) {
  EXPECT_TRUE(shell.shows("(QEMU) ")) << shell.output();
  shell.type(long_line);
  EXPECT_TRUE(shell.shows("guest-stats-pol")) << shell.output();
  shell.resize(40);
  EXPECT_TRUE(shell.shows("\033[6n")) << shell.output();
  shell.type(position);
  return shell.text_between("\r\033[J", "guest-stats-pol");
}

TEST_F(ToolShellKeys, PaintsTheLineAnewInATerminalThatCutsIt) {
  support::ToolMachine vm;
  support::ScratchDirectory home;
  ShellConversation shell(vm.qemu.mount_socket(), home);
  const std::string painted = repainted(shell, "\033[1;40R");
  EXPECT_NE(painted.find("(QEMU) qom-get"), std::string::npos) << painted;
  EXPECT_EQ(shell.output().find("A\r\033[J"), std::string::npos) << "the line is in this row";
}

TEST_F(ToolShellKeys, PaintsTheLineAnewInATerminalThatWrapsIt) {
  support::ToolMachine vm;
  support::ScratchDirectory home;
  ShellConversation shell(vm.qemu.mount_socket(), home);
  const std::string painted = repainted(shell, "\033[2;30R");
  EXPECT_NE(painted.find("(QEMU) qom-get"), std::string::npos) << painted;
  EXPECT_NE(shell.output().find("\033[1A\r\033[J"), std::string::npos) << "from the row above";
  shell.type("l\t\r");
  EXPECT_TRUE(shell.shows("{\"return\": 0}")) << shell.output();
}

TEST_F(ToolShellKeys, PaintsTheLineAnewInATerminalThatDoesNotTell) {
  support::ToolMachine vm;
  support::ScratchDirectory home;
  ShellConversation shell(vm.qemu.mount_socket(), home);
  const std::string painted = repainted(shell, "");
  EXPECT_NE(painted.find("(QEMU) qom-get"), std::string::npos) << painted;
  shell.type("l\t\r");
  EXPECT_TRUE(shell.shows("{\"return\": 0}")) << shell.output();
}

/// tmux: a real terminal, which wraps lines anew. Owns its server.
class Tmux {
 public:
  Tmux(const std::string& folder, const std::string& command)
      : tmux_("tmux -S " + support::shell_word(folder + "/tmux") + " -f /dev/null ") {
    tell("new-session -d -x 80 -y 24 " + support::shell_word(command));
  }
  ~Tmux() { tell("kill-server"); }
  Tmux(const Tmux&) = delete;
  Tmux& operator=(const Tmux&) = delete;

  std::string tell(const std::string& words) const { return support::run(tmux_ + words).out; }

  /// What is on the screen, once `text` is; whatever is on it after a while otherwise.
  std::string screen(const std::string& text) const {
    std::string shown;
    for (int i = 0; i < 200 && shown.find(text) == shown.npos; ++i) {
      std::this_thread::sleep_for(50ms);
      shown = tell("capture-pane -p");
    }
    return shown.substr(0, shown.find_last_not_of("\n ") + 1);
  }

 private:
  std::string tmux_;
};

TEST_F(ToolShellKeys, LooksRightInANarrowedTerminal) {
  if (support::run("command -v tmux").status != 0) return give_up("no tmux");
  support::ToolMachine vm;
  support::ScratchDirectory home;
  const Tmux tmux(home.path(), "HOME=" + (home / "") + " NO_COLOR=1 LC_ALL=C.UTF-8 " +
                                   support::tool_program("qmp-shell") + " " +
                                   vm.qemu.mount_socket());
  ASSERT_NE(tmux.screen("(QEMU)").find("(QEMU)"), std::string::npos);
  tmux.tell("send-keys -l " + support::shell_word(long_line));
  ASSERT_NE(tmux.screen("stats-pol").find("stats-pol"), std::string::npos);
  tmux.tell("resize-window -x 30");
  tmux.tell("send-keys -l ling");
  const std::string narrow = tmux.screen("stats-polling");
  EXPECT_TRUE(
      narrow.ends_with("(QEMU) qom-get path=/machine/p\neripheral/bal0 property=guest-\n"
                       "stats-polling"))
      << narrow;
  EXPECT_EQ(narrow.find("(QEMU)"), narrow.rfind("(QEMU)")) << narrow;
  // tmux keeps the cursor's row and moves what no longer fits above it into its history.
  EXPECT_NE(tmux.tell("capture-pane -p -S -").find("Connected to QEMU"), std::string::npos);
}

}  // namespace
