// A server that may read two commands as one and then answers neither: it is given one at a time.

#include "integration/client/client_test.h"

namespace qmp {
namespace {

/// A client that is connected and runs, with a deadline that ends within the test.
class ExecutingInPairs : public ClientTest {
 protected:
  void SetUp() override {
    ClientOptions hasty = options();
    hasty.deadline = 300ms;
    begin(hasty);
  }
};

Failure failure_of(support::Task<Result<Json>>& answer) { return answer.get().error().failure; }

const std::vector<std::string> starts_over{
    "disconnected: two commands at a time were not answered: connecting again, for one at a time",
    "connected"};

/// As a proxy does that reads both as one command. One of them is a write: it is reported, once.
TEST_F(ExecutingInPairs, AServerThatNeverAnswersTwoIsGivenOneAtATime) {
  Answer& read = execute(Command("read"));
  Answer& write = execute(Command("write").finish_once_sent());
  qemu_.expect("read");
  qemu_.expect("write");
  EXPECT_EQ(failure_of(read), Failure::timed_out);
  EXPECT_EQ(failure_of(write), Failure::lost);
  EXPECT_TRUE(qemu_.hears_the_end());
  qemu_.accept();
  qemu_.negotiate();
  support::settle(loop_);
  EXPECT_EQ(news_, starts_over);
  Answer& first = execute(Command("first"));
  Answer& second = execute(Command("second"));
  Json command = qemu_.expect("first");
  EXPECT_TRUE(qemu_.hears_nothing()) << "neither the next nor the write again";
  qemu_.answer(command, 1);
  qemu_.answer(qemu_.expect("second"), 2);
  EXPECT_EQ(first.get().value(), 1);
  EXPECT_EQ(second.get().value(), 2);
}

/// Its events go on, so it does not look stuck.
TEST_F(ExecutingInPairs, EventsDoNotHideThatTwoAreNeverAnswered) {
  Answer& first = execute(Command("a"));
  execute(Command("b"));
  qemu_.expect("a");
  qemu_.expect("b");
  while (!first.done()) {
    qemu_.send(support::event_text("RTC_CHANGE"));
    loop_.run_for(300ms);
  }
  EXPECT_TRUE(qemu_.hears_the_end());
}

/// Several times, and it reads neither before both are there.
TEST_F(ExecutingInPairs, AServerThatHasAnsweredTwoIsBelieved) {
  for (int time = 0; time < 4; ++time) {
    for (auto name : {"a", "b"}) execute(Command(name));
    for (auto name : {"a", "b"}) qemu_.answer(qemu_.expect(name), name);
  }
  Answer& slow = execute(Command("slow"));
  execute(Command("c"));
  qemu_.expect("slow");
  qemu_.expect("c");
  EXPECT_EQ(failure_of(slow), Failure::timed_out);
  EXPECT_FALSE(qemu_.hears_the_end());
}

/// Each came alone: that says nothing of two.
TEST_F(ExecutingInPairs, AServerThatHasAnsweredTwoOneByOneIsNotBelieved) {
  for (int time = 0; time < 4; ++time) {
    execute(Command("a"));
    Json first = qemu_.expect("a");
    execute(Command("b"));
    Json second = qemu_.expect("b");
    qemu_.answer(first, 1);
    qemu_.answer(second, 2);
  }
  Answer& slow = execute(Command("slow"));
  qemu_.expect("slow");
  execute(Command("c"));
  qemu_.expect("c");
  EXPECT_EQ(failure_of(slow), Failure::timed_out);
  EXPECT_TRUE(qemu_.hears_the_end());
}

/// It had the first alone, and is slow.
TEST_F(ExecutingInPairs, ACommandThatMissedItsDeadlineAloneMakesNoPairWithTheNext) {
  Answer& slow = execute(Command("slow"));
  qemu_.expect("slow");
  EXPECT_EQ(failure_of(slow), Failure::timed_out);
  qemu_.send(support::event_text("RTC_CHANGE"));
  support::settle(loop_);
  Answer& next = execute(Command("next"));
  qemu_.expect("next");
  EXPECT_EQ(failure_of(next), Failure::timed_out);
  EXPECT_FALSE(qemu_.hears_the_end());
}

/// A tool has no second connection: its command is lost anyway.
TEST_F(ExecutingInPairs, WhoDoesNotComeBackStays) {
  client_->close();
  running_->get();
  ClientOptions once = options();
  once.deadline = 300ms;
  once.reconnect = false;
  begin(once);
  Answer& first = execute(Command("a"));
  execute(Command("b"));
  qemu_.expect("a");
  qemu_.expect("b");
  EXPECT_EQ(failure_of(first), Failure::timed_out);
  EXPECT_FALSE(qemu_.hears_the_end());
}

}  // namespace
}  // namespace qmp
