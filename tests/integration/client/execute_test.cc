#include "integration/client/client_test.h"

namespace qmp {
namespace {

/// A client that is connected and runs.
class Executing : public ClientTest {
 protected:
  void SetUp() override { begin(); }
};

/// The same, with a deadline that ends within the test.
class ExecutingInHaste : public ClientTest {
 protected:
  /// What the client says of a missed deadline; the fake is part of this program.
  std::string silent() const {
    return "silent: " + path_ + " did not answer within 0.3 s: QEMU is busy, stopped or stuck";
  }

  void SetUp() override {
    ClientOptions hasty = options();
    hasty.deadline = 300ms;
    begin(hasty);
  }
};

Failure failure_of(support::Task<Result<Json>>& answer) { return answer.get().error().failure; }

TEST_F(Executing, ACommandBringsItsAnswer) {
  Answer& answer = execute(Command("x"));
  qemu_.answer(qemu_.expect("x"), Json::parse(R"({"b":18446744073709551615,"a":null})"));
  EXPECT_EQ(answer.get()->dump(), R"({"b":18446744073709551615,"a":null})");
}

TEST_F(Executing, EachCommandIsCounted) {
  EXPECT_EQ(client_->commands(), 0u);
  expect_alive();
  expect_alive();
  EXPECT_EQ(client_->commands(), 2u);
}

TEST_F(Executing, ARefusalBringsQemusWords) {
  Answer& answer = execute(Command("x"));
  qemu_.refuse(qemu_.expect("x"), "Device 'y' not found", "DeviceNotFound");
  auto outcome = answer.get();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().failure, Failure::refused);
  EXPECT_EQ(outcome.error().text, "Device 'y' not found");
  EXPECT_EQ(outcome.error().class_name, "DeviceNotFound");
}

TEST_F(Executing, QemuHasTwoCommandsAtATime) {
  for (auto name : {"a", "b", "c"}) execute(Command(name));
  Json first = qemu_.expect("a");
  Json second = qemu_.expect("b");
  EXPECT_TRUE(qemu_.hears_nothing());
  qemu_.answer(second, 2);
  qemu_.answer(qemu_.expect("c"), 3);
  qemu_.answer(first, 1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(answers_[i].get().value(), i + 1);
}

TEST_F(Executing, AnAnswerMayComeInAnyTwoPieces) {
  const std::size_t size = support::answer_text(1, "x\"}").size();
  for (std::size_t at = 1; at < size; ++at) {
    Answer& answer = execute(Command("x"));
    const std::string text = support::answer_text(qemu_.expect("x")["id"], "x\"}");
    qemu_.send(text.substr(0, at));
    support::settle(loop_);
    qemu_.send(text.substr(at));
    ASSERT_EQ(answer.get().value(), "x\"}") << at;
  }
}

TEST_F(Executing, ALargeAnswerArrivesWhole) {
  Answer& answer = execute(Command("x"));
  const std::string large(3 * 1024 * 1024, 'x');
  qemu_.answer(qemu_.expect("x"), large);
  EXPECT_EQ(answer.get().value(), large);
}

TEST_F(Executing, AnOversizedAnswerFailsItsCommandOnly) {
  Answer& answer = execute(Command("x"));
  qemu_.answer(qemu_.expect("x"), std::string(Framer::max_bytes, 'x'));
  EXPECT_EQ(failure_of(answer), Failure::too_large);
  expect_alive();
}

TEST_F(Executing, EventsComeInOrder) {
  Answer& answer = execute(Command("x"));
  Json command = qemu_.expect("x");
  qemu_.send(support::event_text("A") + support::event_text("B") +
             support::answer_text(command["id"], 0) + support::event_text("C"));
  EXPECT_TRUE(answer.get());
  support::settle(loop_);
  EXPECT_EQ(news_, (std::vector<std::string>{"event A", "event B", "event C"}));
}

TEST_F(Executing, ItReadsWhileItWrites) {
  Json arguments = Json::object();
  arguments["a"] = std::string(4 * 1024 * 1024, 'x');
  Answer& answer = execute(Command("large", arguments));
  qemu_.send(support::event_text("A"));
  support::settle(loop_);
  EXPECT_EQ(news_, std::vector<std::string>{"event A"}) << "QEMU has not read the command yet";
  qemu_.answer(qemu_.expect("large"), 1);
  EXPECT_EQ(answer.get().value(), 1);
}

TEST_F(Executing, AnAnswerJustBeforeTheHangUpCounts) {
  Answer& answer = execute(Command("x"));
  qemu_.answer(qemu_.expect("x"), 5);
  qemu_.cut();
  EXPECT_EQ(answer.get().value(), 5);
}

TEST_F(Executing, AHangUpLosesSentCommandsAndReturnsTheOthers) {
  for (auto name : {"a", "b", "c"}) execute(Command(name));
  qemu_.expect("a");
  qemu_.expect("b");
  qemu_.cut();
  EXPECT_EQ(failure_of(answers_[0]), Failure::lost);
  EXPECT_EQ(failure_of(answers_[1]), Failure::lost);
  EXPECT_EQ(failure_of(answers_[2]), Failure::not_connected);
}

TEST_F(Executing, ACancelledWaitDropsTheLateAnswer) {
  Answer& cancelled = execute(Command("x"));
  Json command = qemu_.expect("x");
  cancelled.cancel();
  EXPECT_ANY_THROW(cancelled.get());
  Answer& next = execute(Command("y"));
  qemu_.answer(command, "late");
  support::settle(loop_);
  EXPECT_FALSE(next.done());
  qemu_.answer(qemu_.expect("y"), "in time");
  EXPECT_EQ(next.get().value(), "in time");
}

TEST_F(Executing, ACancelledCommandInTheQueueIsNeverSent) {
  for (auto name : {"a", "b", "c"}) execute(Command(name));
  answers_[2].cancel();
  EXPECT_ANY_THROW(answers_[2].get());
  qemu_.answer(qemu_.expect("a"), 1);
  qemu_.answer(qemu_.expect("b"), 2);
  EXPECT_TRUE(qemu_.hears_nothing());
}

TEST_F(Executing, ACommandThatMustFinishIsWaitedForOnceSent) {
  Answer& answer = execute(Command("x").finish_once_sent());
  for (int i = 0; i < 3; ++i) {
    answer.cancel();
    support::settle(loop_);
    EXPECT_FALSE(answer.done());
  }
  qemu_.answer(qemu_.expect("x"), 5);
  EXPECT_EQ(answer.get().value(), 5);
}

TEST_F(Executing, ACommandThatMustFinishLeavesTheQueueAtOnce) {
  for (auto name : {"a", "b"}) execute(Command(name));
  Answer& queued = execute(Command("c").finish_once_sent());
  queued.cancel();
  support::settle(loop_);
  ASSERT_TRUE(queued.done());
  EXPECT_ANY_THROW(queued.get());
  qemu_.answer(qemu_.expect("a"), 1);
  qemu_.answer(qemu_.expect("b"), 2);
  EXPECT_TRUE(qemu_.hears_nothing());
}

TEST_F(Executing, AHangUpEndsTheWaitForACommandThatMustFinish) {
  Answer& answer = execute(Command("x").finish_once_sent());
  answer.cancel();
  support::settle(loop_);
  qemu_.cut();
  EXPECT_EQ(failure_of(answer), Failure::lost);
}

TEST_F(ExecutingInHaste, AnAnswerThatTakesTooLongIsGivenUp) {
  Answer& answer = execute(Command("x"));
  Json command = qemu_.expect("x");
  EXPECT_EQ(failure_of(answer), Failure::timed_out);
  qemu_.answer(command, "late");
  support::settle(loop_);
  EXPECT_TRUE(client_->connected());
}

TEST_F(ExecutingInHaste, ACommandThatTimedOutInTheQueueIsNeverSent) {
  for (auto name : {"a", "b", "c"}) execute(Command(name));
  for (Answer& answer : answers_) EXPECT_EQ(failure_of(answer), Failure::timed_out);
  qemu_.answer(qemu_.expect("a"), 1);
  qemu_.answer(qemu_.expect("b"), 2);
  EXPECT_TRUE(qemu_.hears_nothing());
  EXPECT_FALSE(qemu_.hears_the_end()) << "a QEMU that has not read them is stopped, or busy";
}

TEST_F(ExecutingInHaste, AStuckQemuIsNotWaitedForAgainUntilItSpeaks) {
  Answer& late = execute(Command("x"));
  Json command = qemu_.expect("x");
  EXPECT_EQ(failure_of(late), Failure::timed_out);
  EXPECT_EQ(news_, std::vector<std::string>{silent()});
  EXPECT_FALSE(client_->has_room());
  Answer& hasty = execute(Command("y"));
  ASSERT_TRUE(hasty.done());
  EXPECT_EQ(failure_of(hasty), Failure::stuck);
  EXPECT_TRUE(qemu_.hears_nothing());
  qemu_.answer(command, "late");
  support::settle(loop_);
  EXPECT_EQ(news_.back(), "speaking");
  expect_alive();
  EXPECT_EQ(news_.size(), 2u);
}

TEST_F(ExecutingInHaste, AnEventShowsThatQemuIsNotStuck) {
  Answer& late = execute(Command("x"));
  EXPECT_EQ(failure_of(late), Failure::timed_out);
  qemu_.expect("x");
  qemu_.send(support::event_text("RESUME"));
  support::settle(loop_);
  EXPECT_EQ(news_, (std::vector<std::string>{silent(), "speaking", "event RESUME"}));
  expect_alive();
}

/// The slow one was sent first; others were answered meanwhile, as several may be at once.
TEST_F(ExecutingInHaste, AQemuThatAnswersOthersIsNotStuck) {
  Answer& slow = execute(Command("slow"));
  qemu_.expect("slow");
  while (!slow.done()) {
    expect_alive();
    loop_.run_for(50ms);
  }
  EXPECT_EQ(failure_of(slow), Failure::timed_out);
  EXPECT_TRUE(news_.empty());
  expect_alive();
}

TEST_F(ExecutingInHaste, AStuckQemuThatGoesIsJustGone) {
  Answer& late = execute(Command("x"));
  EXPECT_EQ(failure_of(late), Failure::timed_out);
  qemu_.cut();
  qemu_.accept();
  qemu_.negotiate();
  support::settle(loop_);
  EXPECT_EQ(news_, (std::vector<std::string>{silent(), "disconnected: QEMU closed the connection",
                                             "connected"}));
  expect_alive();
}

TEST_F(ExecutingInHaste, TheDeadlineBoundsACommandThatMustFinish) {
  Answer& answer = execute(Command("x").finish_once_sent());
  answer.cancel();
  support::settle(loop_);
  EXPECT_FALSE(answer.done());
  EXPECT_EQ(failure_of(answer), Failure::timed_out);
}

}  // namespace
}  // namespace qmp
