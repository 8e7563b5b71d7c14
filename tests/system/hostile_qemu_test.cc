// A QEMU that was taken over lies as it likes: walkers end, nothing leads out of the mount, and
// what it does not lie about works as ever. scripts/faults tries more lies, and for longer.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/mounted_lies.h"
#include "support/shell.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::Json;
using support::ListedProperty;
using support::MountedLies;
using support::PlayedMachine;
using support::read_file;
using support::Said;

class HostileQemu : public support::SystemTest {};

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  return names;
}

/// What the address sanitizer keeps of freed memory, in MiB.
#ifdef __SANITIZE_ADDRESS__
constexpr long quarantine = 600;
#else
constexpr long quarantine = 0;
#endif

/// The most memory the process ever had, in MiB.
long peak_memory(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;) {
    long kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib / 1024;
  }
  return -1;
}

void expect_walkers_to_end(const std::string& folder) {
  for (const std::string walk : {"find ", "grep -r nothing ", "ls -lR "}) {
    const support::Outcome outcome = support::run(walk + folder + " > /dev/null 2>&1", 60s);
    EXPECT_FALSE(outcome.timed_out) << walk;
  }
}

TEST_F(HostileQemu, NamesThatNoFileCanHaveNeverReachTheKernel) {
  const std::vector<std::string> names = {"",
                                          ".",
                                          "..",
                                          "/",
                                          "a/b",
                                          "../../etc",
                                          std::string("x\0y", 3),
                                          std::string(300, 'z'),
                                          "a\nb",
                                          "\r",
                                          "*",
                                          "%2E%2E"};
  PlayedMachine machine;
  for (const std::string& name : names) {
    machine.lies.push_back({name, "child<x>"});
    machine.lies.push_back({name + "l", "link<x>"});
    machine.lies.push_back({name + "v", "string"});
  }
  const MountedLies mounted(machine);
  const std::vector<std::string> shown = names_in(mounted("/lies"));
  EXPECT_EQ(shown.size(), 3 * names.size() + 1);
  EXPECT_EQ(std::set<std::string>(shown.begin(), shown.end()).size(), shown.size());
  for (const std::string& name : shown) EXPECT_LE(name.size(), 255U);
  expect_walkers_to_end(mounted("/lies"));
}

TEST_F(HostileQemu, ANameThatIsChildLinkAndValueIsListedOnce) {
  PlayedMachine machine;
  for (const std::string type : {"link<x>", "child<x>", "string", "link<x>"})
    machine.lies.push_back({"a", type});
  const MountedLies mounted(machine);
  EXPECT_EQ(names_in(mounted("/lies")).size(), 2U);
  expect_walkers_to_end(mounted("/lies"));
}

TEST_F(HostileQemu, LinksNeverLeadOutOfTheMount) {
  const std::vector<std::string> targets = {R"("/../../../../etc/passwd")",
                                            R"("../../etc/passwd")",
                                            R"("/etc/passwd")",
                                            R"("..")",
                                            R"("/lies/../../../etc")",
                                            R"("/\u0000/etc")",
                                            R"("etc/passwd")",
                                            "7",
                                            R"(["/etc/passwd"])",
                                            R"("//////")"};
  PlayedMachine machine;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::string name = "l" + std::to_string(i);
    machine.lies.push_back({name, "link<x>"});
    machine.values[name] = targets[i];
  }
  const MountedLies mounted(machine);
  const std::string inside = mounted("");
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::filesystem::path link = mounted("/lies/l" + std::to_string(i));
    const std::filesystem::path target = std::filesystem::read_symlink(link);
    EXPECT_TRUE(target.is_relative()) << target;
    const std::string place = (link.parent_path() / target).lexically_normal();
    EXPECT_TRUE(place.starts_with(inside)) << targets[i] << " leads to " << place;
  }
}

TEST_F(HostileQemu, AValueThatIsNoJsonIsAnErrorOfItsFileAlone) {
  const std::vector<std::string> odd = {"inf", "nan", "1e400", R"("\ud800")", "\"\xE2\x82\"",
                                        "tru", "'x'", "01",    "\"a\x01\""};
  PlayedMachine machine;
  for (std::size_t i = 0; i < odd.size(); ++i) {
    machine.lies.push_back({std::to_string(i), "double"});
    machine.values[std::to_string(i)] = odd[i];
  }
  const MountedLies mounted(machine);
  for (std::size_t i = 0; i < odd.size(); ++i) {
    const support::FileRead read = read_file(mounted("/lies/" + std::to_string(i)));
    EXPECT_EQ(errno_text(read.open_error), errno_text(EIO)) << odd[i];
  }
  EXPECT_EQ(read_file(mounted("/objects/io0/poll-max-ns")).text, "32768\n");
}

TEST_F(HostileQemu, AValueThatIsTooLargeOrTooDeepIsTooLong) {
  PlayedMachine machine;
  machine.lies = {{"large", "string"}, {"deep", "struct"}};
  machine.values["large"] = '"' + std::string(11 * 1024 * 1024, 'x') + '"';
  machine.values["deep"] = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  const MountedLies mounted(machine);
  for (const std::string name : {"large", "deep"}) {
    const support::FileRead read = read_file(mounted("/lies/" + name));
    EXPECT_EQ(errno_text(read.open_error), errno_text(EMSGSIZE)) << name;
  }
  EXPECT_LT(peak_memory(mounted.daemon()), 100 + quarantine);
}

/// Everything below /lies is /lies again.
class OwnChild : public PlayedMachine {
 public:
  OwnChild() { lies = {{"self", "child<x>"}}; }

 private:
  std::vector<ListedProperty> listing(const std::string& path) override {
    return PlayedMachine::listing(path.starts_with("/lies") ? "/lies" : path);
  }
};

TEST_F(HostileQemu, AnObjectThatIsItsOwnChildLetsWalkersEnd) {
  OwnChild machine;
  const MountedLies mounted(machine);
  const support::Outcome find =
      support::run("find " + mounted("/lies") + " 2> /dev/null | wc -l", 60s);
  EXPECT_FALSE(find.timed_out);
  EXPECT_GT(atoi(find.out.c_str()), 10);
  EXPECT_LT(atoi(find.out.c_str()), 10'000);
}

/// Says five thousand events, and answers nobody asked for, before each answer.
class Noisy : public PlayedMachine {
 public:
  Noisy() {
    const std::string event =
        R"({"timestamp":{"seconds":1,"microseconds":2},"event":"DEVICE_DELETED","data":{"path":7}})"
        "\r\n";
    for (int i = 0; i < 5'000; ++i)
      noise_ += event + R"({"return":"wrong","id":77777})"
                        "\r\n";
  }

  Said answer(const Json& command) override {
    return {noise_ + PlayedMachine::answer(command).bytes};
  }

 private:
  std::string noise_;
};

TEST_F(HostileQemu, NoiseBetweenAnswersCostsNeitherMemoryNorAnswers) {
  Noisy machine;
  const MountedLies mounted(machine, "deadline=20");
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(read_file(mounted("/objects/io0/poll-max-ns")).text, "32768\n");
  EXPECT_LT(peak_memory(mounted.daemon()), 64 + quarantine);
}

}  // namespace
