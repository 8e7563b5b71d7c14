// What a dialogue does about callers that leave before their answer: time-outs and interrupts.

#include "unit/qmp/dialog_play.h"

#include <gtest/gtest.h>

namespace qmp {
namespace {

TEST(DialogGivingUp, AQueuedCommandIsNeverSent) {
  Ready play;
  play.call("a").give_up();
  EXPECT_FALSE(play.dialog.has_output());
  EXPECT_EQ(play.dialog.take_output(), "");
}

TEST(DialogGivingUp, TheCommandsBehindAQueuedOneMoveUp) {
  Ready play;
  for (auto name : {"a", "b", "c", "d"}) play.call(name);
  play.dialog.take_output();
  play.callers[2].give_up();
  play.answer(1, 0);
  EXPECT_EQ(Json::parse(play.dialog.take_output())["execute"], "d");
}

TEST(DialogGivingUp, TheLateAnswerIsDropped) {
  Ready play;
  Caller& caller = play.call("a");
  play.dialog.take_output();
  caller.give_up();
  play.answer(1, 0);
  EXPECT_EQ(caller.answers(), 0);
  EXPECT_EQ(play.dialog.state(), Dialog::State::ready);
}

TEST(DialogGivingUp, ASentCommandKeepsItsPlaceInTheWindow) {
  Ready play;
  for (auto name : {"a", "b", "c"}) play.call(name);
  play.dialog.take_output();
  play.callers[0].give_up();
  play.callers[1].give_up();
  EXPECT_FALSE(play.dialog.has_output());
  play.answer(1, 0);
  EXPECT_TRUE(play.dialog.has_output());
}

TEST(DialogGivingUp, AnAnswerToALaterCommandFreesThePlace) {
  Ready play;
  for (auto name : {"a", "b", "c", "d"}) play.call(name);
  play.dialog.take_output();
  play.callers[0].give_up();
  play.answer(2, 0);
  play.dialog.take_output();
  EXPECT_EQ(play.callers[2].state(), Exchange::State::sent);
  EXPECT_EQ(play.callers[3].state(), Exchange::State::sent);
}

TEST(DialogGivingUp, AnAnswerToALaterCommandFreesNobodyWhoStillWaits) {
  Ready play;
  for (auto name : {"a", "b", "c", "d"}) play.call(name);
  play.dialog.take_output();
  play.answer(2, 0);
  play.dialog.take_output();
  EXPECT_EQ(play.callers[0].answers(), 0);
  EXPECT_EQ(play.callers[3].state(), Exchange::State::queued);
}

TEST(DialogGivingUp, AnErrorWithoutIdGoesToTheAbandonedCommandFirst) {
  Ready play;
  play.call("a");
  Caller& second = play.call("b");
  play.dialog.take_output();
  play.callers[0].give_up();
  play.dialog.receive(R"({"error":{"desc":"JSON parse error"}})");
  EXPECT_EQ(second.answers(), 0);
  play.answer(2, 0);
  EXPECT_EQ(second.answers(), 1);
}

TEST(DialogGivingUp, AfterAnAnswerNothingIsLeftToAbandon) {
  Ready play;
  Caller& caller = play.call("a");
  play.dialog.take_output();
  play.answer(1, 0);
  caller.give_up();
  play.call("b");
  play.dialog.take_output();
  play.answer(2, 0);
  EXPECT_EQ(play.callers[1].answers(), 1);
}

/// The server had it alone, and may be slow. The next one is no pair with it.
TEST(DialogGivingUp, ACommandThatWasGivenUpAloneRaisesNoDoubt) {
  Ready play;
  play.call("a");
  play.dialog.take_output();
  play.callers[0].give_up();
  play.call("b");
  play.dialog.take_output();
  EXPECT_FALSE(play.dialog.doubts_pair());
}

TEST(DialogGivingUp, ACommandThatWasSentTogetherWithAnotherRaisesTheDoubt) {
  for (std::size_t gone : {0u, 1u}) {
    Ready play;
    for (auto name : {"a", "b"}) play.call(name);
    play.dialog.take_output();
    play.callers[gone].give_up();
    EXPECT_TRUE(play.dialog.doubts_pair()) << gone;
  }
}

/// An answer to one of a pair shows that the server has told them apart.
TEST(DialogGivingUp, TheOtherOfAPairRaisesNoDoubtOnceOneIsRefused) {
  Ready play;
  for (auto name : {"a", "b"}) play.call(name);
  play.dialog.take_output();
  play.dialog.receive(R"({"error":{"desc":"JSON parse error"}})");
  play.callers[1].give_up();
  play.call("c");
  play.dialog.take_output();
  EXPECT_FALSE(play.dialog.doubts_pair());
}

/// Whatever the server has made of them, nothing can be sent any more.
TEST(DialogGivingUp, CommandsWithoutCallersThatFillTheWindowRaiseTheDoubt) {
  Ready play;
  for (auto name : {"a", "b", "c"}) {
    play.call(name);
    play.dialog.take_output();
  }
  play.callers[0].give_up();
  play.callers[1].give_up();
  EXPECT_FALSE(play.dialog.has_output());
  EXPECT_TRUE(play.dialog.doubts_pair());
}

TEST(DialogGivingUp, AHangUpAnswersOnlyThoseWhoStillWait) {
  Ready play;
  for (auto name : {"a", "b", "c", "d"}) play.call(name);
  play.dialog.take_output();
  play.callers[0].give_up();
  play.callers[2].give_up();
  play.dialog.hang_up(Error(Failure::not_connected, "gone"));
  EXPECT_EQ(play.callers[1].answers(), 1);
  EXPECT_EQ(play.callers[3].answers(), 1);
  EXPECT_EQ(play.callers[0].answers() + play.callers[2].answers(), 0);
}

}  // namespace
}  // namespace qmp
