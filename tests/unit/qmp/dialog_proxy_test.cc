// A dialogue with virt-qemu-qmp-proxy, which stands between the client and QEMU and takes one
// command at a time, and with others that may have its habits.

#include "unit/qmp/dialog_play.h"

#include <gtest/gtest.h>

namespace qmp {
namespace {

using State = Dialog::State;

std::string greeting_of_share(const std::string& standstill) {
  return R"({"QMP":{"version":{"package":"shared by qom-fuse)" + standstill +
         R"("},"capabilities":[]}})";
}

/// The proxy reads all that it has got as one command; its "oob" does nothing.
TEST(DialogWithProxy, GivesAProxyOneCommandAtATime) {
  Play play;
  play.dialog.receive(support::FakeQemu::greeting_of_proxy);
  EXPECT_EQ(play.dialog.take_output(), wire("qmp_capabilities", 0));
  play.answer(0, Json::object());
  EXPECT_EQ(play.dialog.take_output(), wire("query-name", 0));
  play.answer(0, Json::object());
  EXPECT_TRUE(play.dialog.has_room());
  for (auto name : {"a", "b", "c"}) play.call(name);
  for (Id id : {1, 2, 3}) {
    EXPECT_EQ(play.dialog.take_output(), wire(std::string(1, char('a' + id - 1)), id));
    EXPECT_FALSE(play.dialog.has_output());
    EXPECT_FALSE(play.dialog.has_room());
    play.answer(id, 0);
  }
}

/// It negotiates itself, even when its guest is gone; libvirt may refuse the command that shows it.
TEST(DialogWithProxy, AProxyIsReadyOnceQemuHasAnsweredThroughIt) {
  for (bool refused : {false, true}) {
    Play play;
    play.dialog.receive(support::FakeQemu::greeting_of_proxy);
    play.dialog.take_output();
    play.answer(0, Json::object());
    EXPECT_EQ(play.dialog.state(), State::negotiating);
    play.dialog.take_output();
    refused ? play.refuse(0, "no") : play.answer(0, Json::object());
    EXPECT_EQ(play.dialog.state(), State::ready);
  }
}

/// It greets and negotiates while its QEMU is stopped, too. It takes two commands, as QEMU does.
TEST(DialogWithProxy, AShareIsReadyOnceQemuHasAnsweredThroughIt) {
  Play play;
  play.dialog.receive(greeting_of_share(""));
  play.dialog.take_output();
  play.answer(0, Json::object());
  EXPECT_EQ(play.dialog.state(), State::negotiating);
  EXPECT_EQ(play.dialog.take_output(), wire("query-name", 0));
  play.answer(0, Json::object());
  for (auto name : {"a", "b"}) play.call(name);
  EXPECT_EQ(play.dialog.take_output(), wire("a", 1) + wire("b", 2));
}

TEST(DialogWithProxy, AShareMaySayThatItsQemuIsStopped) {
  for (std::string said : {"", ": qemu (PID 7) is stopped", " by mistake"}) {
    Play play;
    play.dialog.receive(greeting_of_share(said));
    EXPECT_TRUE(play.dialog.greeting().shared);
    EXPECT_EQ(play.dialog.greeting().standstill, said.starts_with(':') ? said : "");
  }
  Play play;
  play.dialog.receive(greeting_of_share(": " + std::string(100'000, 'x')));
  EXPECT_EQ(play.dialog.greeting().standstill.size(), 200u);
}

TEST(DialogWithProxy, AProxysRefusalToNegotiateEndsIt) {
  Play play;
  play.dialog.receive(support::FakeQemu::greeting_of_proxy);
  play.dialog.take_output();
  play.refuse(0, "no");
  EXPECT_EQ(play.dialog.state(), State::closed);
}

/// What happened while nobody was connected comes before the proxy's greeting.
TEST(DialogWithProxy, EventsBeforeTheGreetingAreOld) {
  Play play;
  play.dialog.receive(support::event_text("STOP"));
  EXPECT_EQ(play.dialog.state(), State::greeting);
  play.negotiate();
  EXPECT_EQ(play.dialog.state(), State::ready);
  EXPECT_TRUE(play.events.empty());
}

TEST(DialogWithProxy, ARefusalInPlaceOfTheGreetingEndsItWithItsSentence) {
  Play play;
  play.dialog.receive(R"({"error":{"class":"GenericError","desc":"the mount waits for QEMU"}})");
  EXPECT_EQ(play.dialog.state(), State::closed);
  EXPECT_EQ(play.dialog.reason().failure, Failure::not_connected);
  EXPECT_EQ(play.dialog.reason().text, "the mount waits for QEMU");
}

TEST(DialogWithProxy, TakesAsManyCommandsAtATimeAsItIsTold) {
  Dialog dialog([](const Event&) {}, false, 1);
  Exchange first(dialog, Command("a"), [] {});
  Exchange second(dialog, Command("b"), [] {});
  EXPECT_EQ(dialog.take_output(), wire("a", 1));
  EXPECT_FALSE(dialog.has_output());
}

TEST(DialogWithProxy, DoubtsAPairUntilOneHasBeenAnswered) {
  Ready play;
  play.call("a");
  play.dialog.take_output();
  EXPECT_FALSE(play.dialog.doubts_pair()) << "a single one";
  play.call("b");
  play.dialog.take_output();
  EXPECT_TRUE(play.dialog.doubts_pair());
  play.answer(1, 0);
  EXPECT_FALSE(play.dialog.doubts_pair());
  play.call("c");
  play.dialog.take_output();
  play.answer(2, 0);
  play.call("d");
  play.dialog.take_output();
  EXPECT_TRUE(play.dialog.doubts_pair()) << "each may have been read before the next was there";
}

/// Once may be luck: it read the first before the second was there.
TEST(DialogWithProxy, BelievesAServerThatAnswersWhatItFindsTogether) {
  for (bool at_once : {true, false}) {
    Ready play;
    for (Id id = 1; id < 9; id += 2) {
      EXPECT_FALSE(play.dialog.answers_pairs()) << id;
      play.call("a");
      if (!at_once) play.dialog.take_output();
      play.call("b");
      play.dialog.take_output(/*behind=*/!at_once);
      play.answer(id, 0);
      play.answer(id + 1, 0);
    }
    EXPECT_TRUE(play.dialog.answers_pairs());
    for (auto name : {"c", "d"}) play.call(name);
    play.dialog.take_output();
    EXPECT_FALSE(play.dialog.doubts_pair());
  }
}

TEST(DialogWithProxy, SendsNoQuestionThatWasAnsweredBefore) {
  Play play;
  play.greet();
  play.answer(0, Json::object());
  EXPECT_EQ(play.dialog.state(), Dialog::State::ready);
  EXPECT_EQ(play.dialog.take_output(), "");
}

/// QEMU is busy with the first for as long as that takes, and may have read the second already.
TEST(DialogWithProxy, DoubtsNoPairWhileOneOfItHasNoDeadline) {
  Ready play;
  play.callers.emplace_back(play.dialog, Command("a").without_deadline());
  play.call("b");
  play.dialog.take_output();
  EXPECT_FALSE(play.dialog.doubts_pair());
  play.answer(1, 0);
  play.call("c");
  play.dialog.take_output();
  EXPECT_TRUE(play.dialog.doubts_pair());
}

}  // namespace
}  // namespace qmp
