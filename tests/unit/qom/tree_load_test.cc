// What a tree does with answers that are still on their way: sharing, cancellation, forgetting.

#include "qom/tree.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace qom {
namespace {

using namespace std::chrono_literals;
using support::FakeMonitor;
using support::settle;
using ListTask = support::Task<qmp::Result<ListingPtr>>;
using LinkTask = support::Task<qmp::Result<std::string>>;

/// A tree over a monitor that holds its answers.
class TreeLoad : public testing::Test {
 protected:
  TreeLoad() {
    monitor_.add_object("/machine", "pc");
    monitor_.set_property("/machine", "bus", "link<bus>", "/machine/pci");
    monitor_.hold();
  }

  ListTask& begin_list(std::chrono::nanoseconds max_age = 1h) {
    ListTask& task = tasks_.emplace_back(loop_, tree_.list(machine_, max_age));
    settle(loop_);
    return task;
  }

  ListingPtr list_now() { return support::run(loop_, tree_.list(machine_)).value(); }
  std::string link_now() { return support::run(loop_, tree_.link_target(machine_, "bus")).value(); }

  void release() {
    monitor_.release();
    settle(loop_);
  }

  const Path machine_ = Path::parse("/machine").value();
  asio::io_context loop_;
  FakeMonitor monitor_;
  Tree tree_{monitor_, loop_.get_executor(), {1h, 1h}};
  std::deque<ListTask> tasks_;
};

TEST_F(TreeLoad, ManyWaitersShareOneCommand) {
  for (int i = 0; i < 5; ++i) begin_list();
  EXPECT_EQ(monitor_.count("list"), 1u);
  release();
  auto first = tasks_.front().get().value();
  for (std::size_t i = 1; i < tasks_.size(); ++i) EXPECT_EQ(tasks_[i].get().value(), first);
  EXPECT_EQ(monitor_.count("list"), 1u);
}

TEST_F(TreeLoad, EvenWithoutKeepingThemListingsAreShared) {
  begin_list(0s);
  begin_list(0s);
  release();
  EXPECT_EQ(tasks_[0].get().value(), tasks_[1].get().value());
  EXPECT_EQ(monitor_.count("list"), 1u);
}

TEST_F(TreeLoad, ObjectsDoNotWaitForEachOther) {
  begin_list();
  ListTask root(loop_, tree_.list(Path()));
  settle(loop_);
  EXPECT_EQ(monitor_.count("list"), 2u);
  release();
  EXPECT_TRUE(root.done());
}

TEST_F(TreeLoad, AFailureReachesAllWaiters) {
  for (int i = 0; i < 3; ++i) begin_list();
  monitor_.fail("list", support::refusal("no"), 1);
  release();
  for (ListTask& task : tasks_) EXPECT_EQ(task.get().error().text, "no");
  EXPECT_EQ(monitor_.count("list"), 1u);
}

TEST_F(TreeLoad, WhenTheLoaderIsCancelledAWaiterTakesOver) {
  for (int i = 0; i < 3; ++i) begin_list();
  tasks_[0].cancel();
  settle(loop_);
  EXPECT_ANY_THROW(tasks_[0].get());
  EXPECT_EQ(monitor_.count("list"), 2u);
  release();
  EXPECT_EQ(tasks_[1].get().value(), tasks_[2].get().value());
  EXPECT_EQ(monitor_.count("list"), 2u);
}

TEST_F(TreeLoad, ACancelledWaiterDisturbsNobody) {
  for (int i = 0; i < 3; ++i) begin_list();
  tasks_[1].cancel();
  settle(loop_);
  EXPECT_ANY_THROW(tasks_[1].get());
  release();
  EXPECT_EQ(tasks_[0].get().value(), tasks_[2].get().value());
  EXPECT_EQ(monitor_.count("list"), 1u);
}

TEST_F(TreeLoad, WhenAllAreCancelledTheNextCallerStartsAgain) {
  for (int i = 0; i < 3; ++i) begin_list();
  for (ListTask& task : tasks_) task.cancel();
  settle(loop_);
  for (ListTask& task : tasks_) EXPECT_ANY_THROW(task.get());
  release();
  EXPECT_TRUE(list_now());
}

TEST_F(TreeLoad, AnAnswerOnItsWayWhileForgottenIsNotKept) {
  ListTask& task = begin_list();
  tree_.forget(machine_);
  release();
  EXPECT_TRUE(task.get());
  list_now();
  EXPECT_EQ(monitor_.count("list"), 2u);
}

TEST_F(TreeLoad, ForgettingAnAncestorForgetsAnswersOnTheirWay) {
  begin_list();
  tree_.forget(Path());
  release();
  list_now();
  EXPECT_EQ(monitor_.count("list"), 2u);
}

TEST_F(TreeLoad, ACallerAfterTheForgettingWaitsForANewAnswer) {
  ListTask& before = begin_list();
  tree_.forget(machine_);
  ListTask& after = begin_list();
  EXPECT_EQ(monitor_.count("list"), 2u);
  release();
  auto newer = after.get().value();
  EXPECT_NE(before.get().value(), newer);
  EXPECT_EQ(list_now(), newer);
  EXPECT_EQ(monitor_.count("list"), 2u);
}

TEST_F(TreeLoad, AForgottenLoaderThatLeavesDisturbsNobody) {
  begin_list();
  tree_.forget(machine_);
  ListTask& after = begin_list();
  tasks_[0].cancel();
  settle(loop_);
  ListTask& another = begin_list();
  EXPECT_EQ(monitor_.count("list"), 2u);
  release();
  EXPECT_EQ(another.get().value(), after.get().value());
}

TEST_F(TreeLoad, AnAssignmentForgetsAnswersOnTheirWay) {
  monitor_.set_property("/machine", "count", "int", 5);
  monitor_.hold("list");
  begin_list();
  Property count("count", "int");
  ASSERT_TRUE(support::run(loop_, tree_.assign(machine_, count, Shape::integer, "7")));
  release();
  list_now();
  EXPECT_EQ(monitor_.count("list"), 2u);
}

/// A link target asked while a listing is kept.
class TreeLinkLoad : public TreeLoad {
 protected:
  TreeLinkLoad() {
    monitor_.release();
    list_now();
    monitor_.hold("get");
    task_.emplace(loop_, tree_.link_target(machine_, "bus"));
    settle(loop_);
  }

  /// Lets the target arrive, and asks again.
  void expect_asked(std::size_t times) {
    release();
    EXPECT_EQ(task_->get().value(), "/machine/pci");
    link_now();
    EXPECT_EQ(monitor_.count("get"), times);
  }

  std::optional<LinkTask> task_;
};

TEST_F(TreeLinkLoad, ATargetIsKeptIfTheListingStayed) { expect_asked(1); }

TEST_F(TreeLinkLoad, ATargetOnItsWayWhileForgottenIsNotKept) {
  tree_.forget(machine_);
  expect_asked(2);
}

TEST_F(TreeLinkLoad, ATargetOlderThanTheListingIsNotKept) {
  tree_.forget(machine_);
  list_now();
  expect_asked(2);
}

TEST_F(TreeLinkLoad, ACancelledQuestionIsNotKept) {
  task_->cancel();
  settle(loop_);
  EXPECT_ANY_THROW(task_->get());
  monitor_.release();
  link_now();
  EXPECT_EQ(monitor_.count("get"), 2u);
}

}  // namespace
}  // namespace qom
