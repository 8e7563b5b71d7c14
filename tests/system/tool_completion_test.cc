// What TAB completes in real shells.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/completing_shell.h"
#include "support/played_machine.h"
#include "support/system_test.h"
#include "support/tool_machine.h"

namespace {

using support::CompletingShell;
using support::Json;
using support::Said;
using support::ToolMachine;

class ToolCompletion : public support::SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    if (const std::string reason = CompletingShell::missing(); !reason.empty()) give_up(reason);
  }

  /// Does it in each shell.
  template <class Test>
  static void in_each(Test test) {
    for (const std::string& name : CompletingShell::names()) {
      SCOPED_TRACE(name);
      CompletingShell shell(name);
      test(shell);
    }
  }
};

TEST_F(ToolCompletion, KeepsTheMountOptionsBeforeTheComma) {
  in_each([](CompletingShell& shell) {
    EXPECT_EQ(shell.completed("qom-fuse -o ro,ui"), "<qom-fuse><-o><ro,uid=>");
    EXPECT_EQ(shell.completed("qom-fuse -o ro,timeout=2,nore"),
              "<qom-fuse><-o><ro,timeout=2,noreconnect>");
  });
}

TEST_F(ToolCompletion, EndsAMountOptionThatTakesAValueInAnEqualsSign) {
  in_each([](CompletingShell& shell) {
    EXPECT_EQ(shell.completed("qom-fuse -o gi"), "<qom-fuse><-o><gid=>");
    EXPECT_EQ(shell.completed("qom-fuse -o noreco"), "<qom-fuse><-o><noreconnect>");
  });
}

TEST_F(ToolCompletion, CompletesTheMountpointBehindAnOption) {
  support::ScratchDirectory folder;
  std::filesystem::create_directory(folder / "mountpoint");
  in_each([&](CompletingShell& shell) {
    const std::string words = shell.completed("qom-fuse -d " + (folder / "mountp"));
    EXPECT_TRUE(words.starts_with("<qom-fuse><-d><" + (folder / "mountpoint"))) << words;
  });
}

TEST_F(ToolCompletion, CompletesTheSocketHoweverItIsGiven) {
  support::ScratchDirectory folder;
  std::ofstream(folder / "machine.sock");
  const std::string typed = folder / "mach";
  const std::string whole = folder / "machine.sock";
  in_each([&](CompletingShell& shell) {
    EXPECT_EQ(shell.completed("qom-get -s " + typed), "<qom-get><-s><" + whole + ">");
    EXPECT_EQ(shell.completed("qom-get --socket " + typed), "<qom-get><--socket><" + whole + ">");
    EXPECT_EQ(shell.completed("qom-get --socket=" + typed), "<qom-get><--socket=" + whole + ">");
  });
}

TEST_F(ToolCompletion, AsksTheMonitorHoweverItIsGiven) {
  ToolMachine vm;
  const std::string socket = vm.qemu.mount_socket();
  in_each([&](CompletingShell& shell) {
    for (const std::string& option : {"-s " + socket, "--socket " + socket, "--socket=" + socket,
                                      "-s" + socket, "--socket='" + socket + "'"}) {
      SCOPED_TRACE(option);
      EXPECT_TRUE(shell.completed("qom-list " + option + " /obje").ends_with("></objects/>"));
    }
    EXPECT_TRUE(shell.completed("qom-get -s " + socket + " /objects/io0/poll-max")
                    .ends_with("></objects/io0/poll-max-ns>"));
    EXPECT_TRUE(shell.completed("qmp -s " + socket + " query-sta").ends_with("><query-stat>"))
        << "query-status or query-stats";
    EXPECT_TRUE(shell.completed("qmp -s " + socket + " query-statu").ends_with("><query-status>"));
    EXPECT_TRUE(
        shell.completed("qmp --socket=" + socket + " qom-get --prop").ends_with("><--property=>"));
    EXPECT_TRUE(
        shell.completed("qmp -s " + socket + " events DEVICE_DEL").ends_with("><DEVICE_DELETED>"));
  });
}

/// As QEMU itself writes a property; dots in the object's own name are none of its.
TEST_F(ToolCompletion, CompletesThePropertyBehindADot) {
  ToolMachine vm;
  const std::string monitor = " -s " + vm.qemu.mount_socket() + " ";
  in_each([&](CompletingShell& shell) {
    for (const std::string tool : {"qom-get", "qom-set"}) {
      SCOPED_TRACE(tool);
      const std::string start = tool + monitor;
      EXPECT_TRUE(shell.completed(start + "/objects/io0.poll-max")
                      .ends_with("></objects/io0.poll-max-ns>"));
      EXPECT_TRUE(shell.completed(start + "/machine/q35/pcie.0.realiz")
                      .ends_with("></machine/q35/pcie.0.realized>"));
      EXPECT_TRUE(shell.completed(start + "/machine/unattached/device[0].realiz")
                      .ends_with("></machine/unattached/device[0].realized>"));
      EXPECT_TRUE(shell.completed(start + "io0.poll-max").ends_with("><io0.poll-max-ns>"));
      EXPECT_TRUE(shell.completed(start + "/machine.max-cpu-c").ends_with("></machine.max-cpu-c>"))
          << "there is none";
    }
    EXPECT_TRUE(shell.completed("qom-list" + monitor + "/objects/io0.poll-max")
                    .ends_with("></objects/io0.poll-max>"))
        << "it lists objects";
  });
}

TEST_F(ToolCompletion, KnowsTheLongOptions) {
  in_each([](CompletingShell& shell) {
    EXPECT_EQ(shell.completed("qmp-shell --skip"), "<qmp-shell><--skip-negotiation>");
    EXPECT_EQ(shell.completed("qmp-shell --verb"), "<qmp-shell><--verbose>");
    for (const std::string name : {"qom-fuse", "qom-get", "qom-set", "qmp", "qmp-shell"})
      EXPECT_EQ(shell.completed(name + " --insec"), "<" + name + "><--insecure-tcp>");
  });
}

/// Names are what somebody chose who may wish the person ill.
class HostileMachine : public support::PlayedMachine {
 public:
  explicit HostileMachine(const std::string& file)
      : name_("z$(touch " + file + ")"), other_("y`touch " + file + "`") {}

  Said answer(const Json& command) override {
    if (command.at("execute") != "query-qmp-schema") return PlayedMachine::answer(command);
    Json schema = Json::parse(R"([{"name":"0","meta-type":"object","members":[]},
      {"name":"str","meta-type":"builtin","json-type":"string"},
      {"name":"1","meta-type":"object","members":[{"name":"x","type":"str"}]}])");
    schema[2]["members"][0]["name"] = name_;
    for (const std::string& name : {name_, other_, std::string("query-x")}) {
      schema.push_back(
          {{"name", name}, {"meta-type", "command"}, {"arg-type", "1"}, {"ret-type", "0"}});
      schema.push_back({{"name", "E" + name}, {"meta-type", "event"}, {"arg-type", "0"}});
    }
    return {support::answer_to(command, schema.dump())};
  }

  std::vector<support::ListedProperty> listing(const std::string& path) override {
    if (path == "/x") return {{name_, "string"}, {other_, "string"}};
    if (path != "/") return PlayedMachine::listing(path);
    return {{name_, "child<x>"}, {other_, "child<x>"}};
  }

 private:
  std::string name_;
  std::string other_;
};

TEST_F(ToolCompletion, RunsNothingThatAHostileQemuCallsItsNames) {
  support::ScratchDirectory folder;
  const std::string made = folder / "made";
  HostileMachine machine(made);
  support::PlayedQemu qemu([&](const Json& command) { return machine.answer(command); });
  in_each([&](CompletingShell& shell) {
    for (const std::string words :
         {"qmp -s S ", "qmp -s S z", "qmp -s S y", "qmp -s S help z", "qmp -s S events Ey",
          "qmp -s S query-x --z", "qom-list -s S /z", "qom-get -s S /y", "qom-get -s S /.z",
          "qom-get -s S /x.z"}) {
      std::string line = words;
      line.replace(line.find(" S ") + 1, 1, qemu.socket());
      shell.completed(line);  // and pressed Enter
      EXPECT_FALSE(std::filesystem::exists(made)) << words;
    }
  });
}

}  // namespace
