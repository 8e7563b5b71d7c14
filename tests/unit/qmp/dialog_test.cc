#include "unit/qmp/dialog_play.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace qmp {
namespace {

using State = Dialog::State;

TEST(Dialog, SaysNothingBeforeTheGreeting) {
  Play play;
  EXPECT_EQ(play.dialog.state(), State::greeting);
  EXPECT_FALSE(play.dialog.has_output());
}

TEST(Dialog, EnablesOobWhenItIsOffered) {
  Play play;
  play.greet();
  EXPECT_EQ(play.dialog.state(), State::negotiating);
  EXPECT_TRUE(play.dialog.has_output());
  EXPECT_EQ(play.dialog.take_output(),
            R"({"execute":"qmp_capabilities","arguments":{"enable":["oob"]},"id":0})");
  EXPECT_FALSE(play.dialog.has_output());
}

TEST(Dialog, AsksForNoCapabilitiesWhenNoneAreOffered) {
  Play play;
  play.dialog.receive(support::FakeQemu::greeting_without_oob);
  EXPECT_EQ(play.dialog.take_output(), R"({"execute":"qmp_capabilities","id":0})");
}

TEST(Dialog, RemembersTheGreeting) {
  Ready play;
  EXPECT_EQ(play.dialog.greeting().major, 7);
  EXPECT_EQ(play.dialog.greeting().micro, 22);
}

TEST(Dialog, IsReadyOnceNegotiated) {
  Ready play;
  EXPECT_EQ(play.dialog.state(), State::ready);
  EXPECT_FALSE(play.dialog.has_output());
}

TEST(Dialog, SpeaksFirstToAServerThatDoesNotNegotiate) {
  Dialog dialog([](const Event&) {}, false);
  EXPECT_EQ(dialog.state(), State::ready);
  bool answered = false;
  Exchange exchange(dialog, Command("guest-ping"), [&] { answered = true; });
  EXPECT_EQ(dialog.take_output(), wire("guest-ping", 1));
  dialog.receive(support::FakeQemu::greeting_without_oob);
  dialog.receive(R"({"return":{},"id":1})");
  EXPECT_TRUE(answered);
}

TEST(Dialog, ARefusalToNegotiateEndsItWithQemusSentence) {
  Play play;
  play.greet();
  play.refuse(0, "no");
  EXPECT_EQ(play.dialog.state(), State::closed);
  EXPECT_EQ(play.dialog.reason().failure, Failure::malformed);
  EXPECT_NE(play.dialog.reason().text.find(": no"), std::string::npos);
}

TEST(Dialog, AnEventMayOvertakeTheAnswerToTheNegotiation) {
  Play play;
  play.greet();
  play.dialog.receive(support::event_text("STOP"));
  EXPECT_EQ(play.dialog.state(), State::negotiating);
  play.answer(0, Json::object());
  EXPECT_EQ(play.dialog.state(), State::ready);
  EXPECT_EQ(play.events, std::vector<std::string>{"STOP"});
}

TEST(Dialog, CommandsWaitUntilItIsReady) {
  Play play;
  Caller& caller = play.call("early");
  EXPECT_FALSE(play.dialog.has_output());
  play.greet();
  EXPECT_EQ(play.dialog.take_output().find("early"), std::string::npos);
  play.answer(0, Json::object());
  EXPECT_EQ(play.dialog.take_output(), wire("early", 1));
  EXPECT_EQ(caller.state(), Exchange::State::sent);
}

TEST(Dialog, ASecondGreetingChangesNothing) {
  Ready play;
  play.dialog.receive(support::FakeQemu::greeting_without_oob);
  EXPECT_EQ(play.dialog.state(), State::ready);
  EXPECT_EQ(play.dialog.greeting().major, 7);
  EXPECT_FALSE(play.dialog.has_output());
}

TEST(Dialog, RoutesAnAnswerToItsCaller) {
  Ready play;
  Caller& caller = play.call("a");
  EXPECT_EQ(play.dialog.take_output(), wire("a", 1));
  EXPECT_EQ(caller.answers(), 0);
  play.answer(1, "x");
  ASSERT_EQ(caller.answers(), 1);
  EXPECT_EQ(*caller.outcome(), "x");
}

TEST(Dialog, ARefusalReachesItsCallerWithClassAndSentence) {
  Ready play;
  Caller& caller = play.call("a");
  play.dialog.take_output();
  play.refuse(1, "No crash occurred");
  auto outcome = caller.outcome();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().failure, Failure::refused);
  EXPECT_EQ(outcome.error().text, "No crash occurred");
  EXPECT_EQ(outcome.error().class_name, "GenericError");
}

TEST(Dialog, KeepsTwoCommandsWithQemuAndTheRestInOrder) {
  Ready play;
  for (auto name : {"a", "b", "c", "d"}) play.call(name);
  EXPECT_EQ(play.dialog.take_output(), wire("a", 1) + wire("b", 2));
  EXPECT_FALSE(play.dialog.has_output());
  EXPECT_EQ(play.dialog.take_output(), "");
  play.answer(1, 0);
  EXPECT_EQ(play.dialog.take_output(), wire("c", 3));
  play.answer(2, 0);
  play.answer(3, 0);
  EXPECT_EQ(play.dialog.take_output(), wire("d", 4));
}

TEST(Dialog, AnswersNeedNotComeInOrder) {
  Ready play;
  Caller& first = play.call("a");
  Caller& second = play.call("b");
  play.dialog.take_output();
  play.answer(2, "second");
  EXPECT_EQ(first.answers(), 0);
  ASSERT_EQ(second.answers(), 1);
  play.answer(1, "first");
  ASSERT_EQ(first.answers(), 1);
  EXPECT_EQ(*first.outcome(), "first");
  EXPECT_EQ(*second.outcome(), "second");
}

TEST(Dialog, DropsAReplyWithAnUnknownId) {
  Ready play;
  Caller& caller = play.call("a");
  play.dialog.take_output();
  play.answer(0, "negotiation again");
  play.answer(2, "never asked");
  EXPECT_EQ(caller.answers(), 0);
  play.answer(1, "x");
  play.answer(1, "once more");
  ASSERT_EQ(caller.answers(), 1);
  EXPECT_EQ(*caller.outcome(), "x");
}

TEST(Dialog, DropsAReplyToACommandThatIsStillQueued) {
  Ready play;
  Caller& caller = play.call("a");
  play.answer(1, "too early");
  EXPECT_EQ(caller.answers(), 0);
}

TEST(Dialog, AnAnswerToAnIdThatNobodyGivesOutIsDropped) {
  Ready play;
  Caller& caller = play.call("a");
  play.dialog.take_output();
  for (std::string id : {"\"1\"", "1099511627776", "-1", "1.5", "[1]"})
    play.dialog.receive(R"({"return":{},"id":)" + id + "}");
  EXPECT_EQ(caller.answers(), 0);
}

TEST(Dialog, AnErrorWithoutIdAnswersTheOldestCommand) {
  Ready play;
  Caller& first = play.call("a");
  Caller& second = play.call("b");
  play.dialog.take_output();
  play.dialog.receive(R"({"error":{"class":"GenericError","desc":"JSON parse error"}})");
  ASSERT_EQ(first.answers(), 1);
  EXPECT_EQ(first.outcome().error().text, "JSON parse error");
  EXPECT_EQ(second.answers(), 0);
}

TEST(Dialog, AnErrorWithoutIdAndWithoutCommandIsDropped) {
  Ready play;
  play.dialog.receive(R"({"error":{"class":"GenericError","desc":"JSON parse error"}})");
  EXPECT_EQ(play.dialog.state(), State::ready);
}

TEST(Dialog, AnswersThatMakeNoSenseFailTheOldestCommandOnly) {
  const std::string oversized =
      "{\"return\":\"" + std::string(Framer::max_bytes, 'x') + "\",\"id\":1}";
  const std::string deep =
      "{\"return\":" + std::string(100, '[') + std::string(100, ']') + ",\"id\":1}";
  const std::pair<std::string, Failure> rows[] = {
      {oversized, Failure::too_large},
      {deep, Failure::too_large},
      {R"({"return":inf,"id":1})", Failure::malformed},
      {R"({"return":1e400,"id":1})", Failure::malformed},
      {R"({"something":1})", Failure::malformed},
      {R"({"return":{}})", Failure::malformed},
  };
  for (auto& [bytes, failure] : rows) {
    SCOPED_TRACE(bytes.substr(0, 40));
    Ready play;
    Caller& first = play.call("a");
    Caller& second = play.call("b");
    play.dialog.take_output();
    play.dialog.receive(bytes);
    play.answer(2, "x");
    ASSERT_EQ(first.answers(), 1);
    EXPECT_EQ(first.outcome().error().failure, failure);
    ASSERT_EQ(second.answers(), 1);
    EXPECT_EQ(*second.outcome(), "x");
  }
}

TEST(Dialog, AHumanMonitorIsCalledByItsName) {
  Play play;
  play.dialog.receive("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ");
  EXPECT_EQ(play.dialog.state(), State::closed);
  EXPECT_NE(play.dialog.reason().text.find("human monitor"), std::string::npos);
}

TEST(Dialog, TextThatIsNotQmpEndsIt) {
  Ready play;
  Caller& sent = play.call("a");
  play.dialog.take_output();
  play.dialog.receive("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_EQ(play.dialog.state(), State::closed);
  EXPECT_EQ(play.dialog.reason().failure, Failure::malformed);
  EXPECT_EQ(sent.outcome().error().failure, Failure::lost);
}

TEST(Dialog, EventsComeInOrderBetweenAnswers) {
  Ready play;
  Caller& caller = play.call("a");
  play.dialog.take_output();
  play.dialog.receive(support::event_text("RESET") + support::answer_text(1, 0) +
                      support::event_text("STOP"));
  EXPECT_EQ(caller.answers(), 1);
  EXPECT_EQ(play.events, (std::vector<std::string>{"RESET", "STOP"}));
}

TEST(Dialog, NothingIsTakenAfterTheEnd) {
  Ready play;
  play.dialog.hang_up(Error(Failure::not_connected, "gone"));
  play.dialog.receive(support::event_text("STOP"));
  play.dialog.receive(support::FakeQemu::greeting);
  EXPECT_TRUE(play.events.empty());
  EXPECT_EQ(play.dialog.state(), State::closed);
  EXPECT_FALSE(play.dialog.has_output());
}

TEST(Dialog, TheFirstReasonToEndItStays) {
  Ready play;
  play.dialog.hang_up(Error(Failure::not_connected, "first"));
  play.dialog.hang_up(Error(Failure::not_connected, "second"));
  EXPECT_EQ(play.dialog.reason().text, "first");
}

TEST(Dialog, ACallAfterTheEndFailsAtOnce) {
  Ready play;
  play.dialog.hang_up(Error(Failure::not_connected, "gone"));
  Caller& caller = play.call("a");
  ASSERT_EQ(caller.answers(), 1);
  EXPECT_EQ(caller.outcome().error().text, "gone");
}

TEST(Dialog, AnIdInUseIsNotGivenOutAgain) {
  Ready play;
  play.call("slow");
  play.dialog.take_output();
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    play.call("fast");
    Json command = Json::parse(play.dialog.take_output());
    ids.push_back(command["id"].dump());
    play.answer(command["id"].get<Id>(), 0);
  }
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "1"), 0);
  EXPECT_EQ(ids[98], "2") << "small ids come round again";
  for (const std::string& id : ids) EXPECT_LE(id.size(), 2u);
}

}  // namespace
}  // namespace qmp
