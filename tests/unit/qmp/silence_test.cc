#include "qmp/silence.h"

#include <gtest/gtest.h>

namespace qmp {
namespace {

using namespace std::chrono_literals;

const PeerProcess qemu{7, "qemu-system-x86"};
const PeerProcess stopped{7, "qemu-system-x86", true};
const PeerProcess debugged{7, "qemu-system-x86", false, true};
const PeerProcess proxy{8, "python3"};

std::string words(Stage stage, std::optional<PeerProcess> peer = {}) {
  return silence_error({stage, "ADDR", 3s, std::move(peer), {}}, "WAY OUT").text;
}

TEST(Silence, SaysThatItIsNotConnected) {
  for (Stage stage : {Stage::resolving, Stage::connecting, Stage::queueing}) {
    EXPECT_TRUE(words(stage).starts_with("cannot connect to ADDR: ")) << words(stage);
    EXPECT_NE(words(stage).find(" within 3 s"), std::string::npos) << words(stage);
  }
  EXPECT_NE(words(Stage::resolving).find("name was not resolved"), std::string::npos);
  EXPECT_NE(words(Stage::connecting).find("no answer to the connection attempt"),
            std::string::npos);
  EXPECT_TRUE(words(Stage::queueing).ends_with("; WAY OUT"));
}

TEST(Silence, WithoutAGreetingNamesAllThatItMayBe) {
  EXPECT_EQ(words(Stage::connected),
            "ADDR is connected, but no greeting came within 3 s: another client holds this monitor "
            "(one client each), QEMU is still starting or stopped, or what listens there is no QMP "
            "monitor; WAY OUT");
  EXPECT_EQ(words(Stage::connected, proxy),
            "ADDR is connected, but no greeting came within 3 s: another client holds this monitor "
            "(one client each), QEMU is still starting or stopped, or python3 (PID 8), which made "
            "that socket, is no QMP monitor; WAY OUT");
}

TEST(Silence, DoesNotSuspectAQemuThatRunsOfBeingStopped) {
  EXPECT_EQ(words(Stage::connected, qemu),
            "ADDR is connected, but no greeting came within 3 s: another client holds this monitor "
            "(one client each), or qemu-system-x86 (PID 7) is still starting or stuck; WAY OUT");
  EXPECT_EQ(words(Stage::greeted, qemu),
            "ADDR greeted but does not answer: qemu-system-x86 (PID 7) is still starting or stuck");
}

TEST(Silence, OfAStoppedProcessHasOneReason) {
  const std::string why = ": qemu-system-x86 (PID 7) is stopped; kill -CONT 7 lets it go on";
  EXPECT_EQ(words(Stage::connected, stopped),
            "ADDR is connected, but no greeting came within 3 s" + why);
  EXPECT_EQ(words(Stage::greeted, stopped), "ADDR greeted but does not answer" + why);
  EXPECT_EQ(words(Stage::greeted, debugged),
            "ADDR greeted but does not answer: a debugger holds qemu-system-x86 (PID 7)");
  EXPECT_EQ(standstill(qemu), "");
  EXPECT_EQ(standstill(std::nullopt), "");
}

TEST(Silence, AfterTheGreetingIsNoOtherClients) {
  EXPECT_EQ(words(Stage::greeted),
            "ADDR greeted but does not answer: QEMU is still starting, stopped or stuck");
  EXPECT_EQ(words(Stage::greeted, proxy), words(Stage::greeted));
}

TEST(Silence, InUseNamesTheMonitorAndTheReason) {
  EXPECT_EQ(words(Stage::ready), "ADDR did not answer within 3 s: QEMU is busy, stopped or stuck");
  EXPECT_EQ(words(Stage::ready, proxy), words(Stage::ready));
  EXPECT_EQ(words(Stage::ready, qemu),
            "ADDR did not answer within 3 s: qemu-system-x86 (PID 7) is busy or stuck");
  EXPECT_EQ(words(Stage::ready, stopped),
            "ADDR did not answer within 3 s: qemu-system-x86 (PID 7) is stopped; kill -CONT 7 lets "
            "it go on");
}

/// Its own process runs; the one behind it may not.
TEST(Silence, OfAShareSaysWhatItKnowsOfItsQemu) {
  const std::string behind = standstill(stopped);
  Silence silence{Stage::ready, "ADDR", 3s, PeerProcess{9, "qom-fuse"}, behind};
  EXPECT_EQ(silence_error(silence, "").text, "ADDR did not answer within 3 s" + behind);
  silence.stage = Stage::greeted;
  EXPECT_EQ(silence_error(silence, "").text, "ADDR greeted but does not answer" + behind);
}

TEST(Silence, SaysTheTimeAsItWasGiven) {
  auto error = silence_error({Stage::connecting, "ADDR", 250ms, std::nullopt, {}}, "");
  EXPECT_EQ(error.failure, Failure::timed_out);
  EXPECT_NE(error.text.find("within 0.25 s"), std::string::npos) << error.text;
}

}  // namespace
}  // namespace qmp
