// Stories replayed with a hang-up after each of their steps: whatever QEMU dies in the middle of,
// each caller gets exactly one answer, and the right one.

#include "unit/qmp/dialog_play.h"

#include <gtest/gtest.h>

namespace qmp {
namespace {

Step greet() {
  return [](Play& play) { play.greet(); };
}
Step receive(std::string bytes) {
  return [bytes](Play& play) { play.dialog.receive(bytes); };
}
Step call() {
  return [](Play& play) { play.call("x"); };
}
Step send() {
  return [](Play& play) { play.dialog.take_output(); };
}
Step answer(Id id) {
  return [id](Play& play) { play.answer(id, "answer"); };
}
Step give_up(std::size_t caller) {
  return [caller](Play& play) { play.callers[caller].give_up(); };
}

/// What a hang-up now has to mean for a caller.
struct Expected {
  bool waits = false;
  Failure failure = Failure::not_connected;
};

std::vector<Expected> expected_now(const Play& play) {
  std::vector<Expected> all;
  for (const Caller& caller : play.callers) {
    Expected expected;
    expected.waits = !caller.gave_up() && caller.answers() == 0;
    if (expected.waits && caller.state() == Exchange::State::sent) expected.failure = Failure::lost;
    all.push_back(expected);
  }
  return all;
}

void expect_all_answered(Play& play, const std::vector<Expected>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    SCOPED_TRACE("caller " + std::to_string(i));
    Caller& caller = play.callers[i];
    EXPECT_LE(caller.answers(), 1);
    if (caller.gave_up()) continue;
    ASSERT_EQ(caller.answers(), 1);
    auto outcome = caller.outcome();
    EXPECT_EQ(outcome.has_value(), !expected[i].waits);
    if (!outcome) {
      EXPECT_EQ(outcome.error().failure, expected[i].failure);
    }
  }
}

void replay_with_hang_up_after_each_step(const Story& story) {
  for (std::size_t length = 0; length <= story.size(); ++length) {
    SCOPED_TRACE("hang-up after step " + std::to_string(length));
    Play play;
    for (std::size_t i = 0; i < length; ++i) story[i](play);
    auto expected = expected_now(play);
    play.dialog.hang_up(Error(Failure::not_connected, "gone"));
    EXPECT_EQ(play.dialog.state(), Dialog::State::closed);
    EXPECT_EQ(play.dialog.reason().text, "gone");
    expect_all_answered(play, expected);
  }
}

TEST(DialogHangUp, DuringNegotiation) {
  replay_with_hang_up_after_each_step({call(), greet(), call(), send(),
                                       receive(support::event_text("STOP")), answer(0), send(),
                                       answer(1), answer(2)});
}

TEST(DialogHangUp, WithAFullWindowAndAQueue) {
  replay_with_hang_up_after_each_step({greet(), send(), answer(0), call(), call(), call(), call(),
                                       send(), answer(2), send(), answer(1), send(), answer(3),
                                       answer(4)});
}

TEST(DialogHangUp, WithCallersWhoGaveUp) {
  replay_with_hang_up_after_each_step({greet(), send(), answer(0), call(), call(), call(), call(),
                                       give_up(3), send(), give_up(0), answer(2), send(), answer(1),
                                       answer(3)});
}

TEST(DialogHangUp, InTheMiddleOfAMessage) {
  replay_with_hang_up_after_each_step({receive("{\"QMP\""), receive(":{}}"), send(),
                                       receive("{\"return\""), receive(":{},\"id\":0}"), call(),
                                       send(), receive("{\"id\":1,"), receive("\"return\":5}")});
}

TEST(DialogHangUp, LeavesNothingToSend) {
  Play play;
  play.greet();
  play.dialog.hang_up(Error(Failure::not_connected, "the end"));
  EXPECT_FALSE(play.dialog.has_output());
  EXPECT_EQ(play.dialog.take_output(), "");
}

}  // namespace
}  // namespace qmp
