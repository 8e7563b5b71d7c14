// Clients of the share beside a mount whose deadline is short, while QEMU is busy or stopped.

#include "integration/client/share_fixture.h"

namespace qmp {
namespace {

class WaitingAtAShare : public SharingTest {
 protected:
  ClientOptions client_options() const override {
    ClientOptions hasty = options();
    hasty.deadline = 200ms;
    return hasty;
  }

  /// The mount's own command, which QEMU leaves without an answer for too long.
  void miss_a_deadline() {
    EXPECT_EQ(execute(Command("own")).get().error().failure, Failure::timed_out);
  }
};

TEST_F(WaitingAtAShare, ACommandMayTakeLongerThanTheDeadline) {
  Answer& slow = ask(add_peer(), Command("savevm"));
  Json command = qemu_.expect("savevm");
  loop_.run_for(500ms);
  EXPECT_FALSE(slow.done());
  qemu_.answer(command, "done");
  EXPECT_EQ(slow.get().value(), "done");
  EXPECT_EQ(news_, std::vector<std::string>{}) << "nobody else has waited";
}

TEST_F(WaitingAtAShare, TheMountStaysBoundedMeanwhileAndAllGoesOnAfterwards) {
  Answer& slow = ask(add_peer(), Command("savevm"));
  Json command = qemu_.expect("savevm");
  miss_a_deadline();
  Answer& hasty = execute(Command("own"));
  ASSERT_TRUE(hasty.done());
  EXPECT_EQ(hasty.get().error().failure, Failure::stuck);
  EXPECT_FALSE(slow.done());
  qemu_.answer(command, "done");
  EXPECT_EQ(slow.get().value(), "done");
  qemu_.answer(qemu_.expect("own"), "late");
  expect_alive();
}

TEST_F(WaitingAtAShare, ClientsWaitForAQemuThatIsStopped) {
  Peer& one = add_peer();
  Peer& other = add_peer();
  miss_a_deadline();
  Json own = qemu_.expect("own");
  Answer& first = ask(one, Command("query-a"));
  Answer& second = ask(other, Command("query-b"));
  loop_.run_for(500ms);
  EXPECT_FALSE(first.done());
  EXPECT_FALSE(second.done());
  qemu_.answer(own, "late");
  qemu_.answer(qemu_.expect("query-a"), "a");
  EXPECT_EQ(first.get().value(), "a");
  qemu_.answer(qemu_.expect("query-b"), "b");
  EXPECT_EQ(second.get().value(), "b");
}

TEST_F(WaitingAtAShare, ACommandThatWasSentIsFinishedThoughItsClientLeaves) {
  Peer& impatient = add_peer();
  Peer& patient = add_peer();
  ask(impatient, Command("savevm"));
  Json command = qemu_.expect("savevm");
  Answer& next = ask(patient, Command("query-b"));
  impatient.client.close();
  loop_.run_for(50ms);
  EXPECT_TRUE(qemu_.hears_nothing()) << "the turn is the slow command's until it has ended";
  qemu_.answer(command, "done");
  qemu_.answer(qemu_.expect("query-b"), "b");
  EXPECT_EQ(next.get().value(), "b");
  EXPECT_EQ(changes_, 1);
}

TEST_F(WaitingAtAShare, ACommandThatWasNotSentGoesWithItsClient) {
  Peer& busy = add_peer();
  Peer& impatient = add_peer();
  Peer& patient = add_peer();
  Answer& slow = ask(busy, Command("savevm"));
  Json command = qemu_.expect("savevm");
  ask(impatient, Command("system_reset"));
  impatient.client.close();
  support::settle(loop_);
  Answer& next = ask(patient, Command("query-b"));
  qemu_.answer(command, "done");
  EXPECT_TRUE(slow.get());
  qemu_.answer(qemu_.expect("query-b"), "b");
  EXPECT_EQ(next.get().value(), "b");
}

TEST_F(WaitingAtAShare, ACommandOfAQemuThatHasGoneIsNotForTheNextOne) {
  Peer& first = add_peer();
  Peer& second = add_peer();
  Answer& sent = ask(first, Command("savevm"));
  qemu_.expect("savevm");
  Answer& queued = ask(second, Command("system_reset"));
  share_->machine_gone();
  qemu_.cut();
  qemu_.accept();
  qemu_.negotiate();
  EXPECT_EQ(sent.get().error().failure, Failure::lost) << "hung up on, as by a monitor";
  EXPECT_EQ(queued.get().error().failure, Failure::lost);
  EXPECT_TRUE(qemu_.hears_nothing());
}

TEST_F(WaitingAtAShare, ClosingEndsTheWaitOfAll) {
  Peer& first = add_peer();
  Peer& second = add_peer();
  ask(first, Command("savevm"));
  qemu_.expect("savevm");
  ask(second, Command("query-b"));
  share_->close();
  client_->close();
  support::run(loop_, share_->drain());
}

}  // namespace
}  // namespace qmp
