#include "integration/client/client_test.h"

#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>

namespace qmp {
namespace {

using News = std::vector<std::string>;

class Reconnecting : public ClientTest {
 protected:
  /// QEMU at the other end of a new connection.
  void come_back(std::string_view greeting = support::FakeQemu::greeting) {
    qemu_.accept();
    qemu_.negotiate(greeting);
    support::settle(loop_);
  }

  void lose_qemu() {
    qemu_.cut();
    support::settle(loop_);
  }

  static ClientOptions slow_to_return() {
    ClientOptions slow = options();
    slow.first_retry = slow.last_retry = 1h;
    return slow;
  }

  /// Whether close() ends run() although nothing else happens any more.
  void expect_close_ends_run() {
    client_->close();
    EXPECT_NO_THROW(running_->get(5s));
    running_.reset();
  }
};

asio::awaitable<void> note_failure(Client& client, News& news) {
  auto outcome = co_await client.execute(Command("x"));
  news.push_back(outcome ? "answer" : "caller: " + outcome.error().text);
}

TEST_F(Reconnecting, TheSinkHearsOfTheLossBeforeTheCallers) {
  begin();
  support::Task<void> caller(loop_, note_failure(*client_, news_));
  qemu_.expect("x");
  lose_qemu();
  EXPECT_EQ(news_, (News{"disconnected: QEMU closed the connection",
                         "caller: QEMU went away before it answered"}));
}

/// A service manager removes the folder of a service that ends; and the daemon is elsewhere by now.
TEST_F(Reconnecting, QemuIsFoundInADeepFolderThatWasMadeAgain) {
  const std::string deep = folder_ / std::string(200, 'd');
  const auto listen_deep_below = [&] {
    qemu_.listen(path_);
    std::filesystem::create_directory(deep);
    std::filesystem::rename(path_, deep + "/qmp");
  };
  listen_deep_below();
  use(UnixAddress{deep + "/qmp"});
  ASSERT_TRUE(connect());
  run();
  qemu_.stop_listening();
  std::filesystem::remove_all(deep);
  lose_qemu();
  listen_deep_below();
  come_back();
  EXPECT_TRUE(client_->connected());
  expect_alive();
}

TEST_F(Reconnecting, TheLossIsToldOnceAndSoIsTheReturn) {
  begin();
  lose_qemu();
  come_back();
  EXPECT_EQ(news_, (News{"disconnected: QEMU closed the connection", "connected"}));
  EXPECT_TRUE(client_->connected());
  expect_alive();
}

TEST_F(Reconnecting, GoesOnTryingWhileNothingListens) {
  begin();
  qemu_.stop_listening();
  lose_qemu();
  loop_.run_for(20ms);
  EXPECT_FALSE(client_->connected());
  qemu_.listen(path_);
  come_back();
  expect_alive();
}

TEST_F(Reconnecting, GoesOnTryingWhenQemuDiesBeforeItIsReady) {
  begin();
  lose_qemu();
  qemu_.accept();
  qemu_.cut();
  qemu_.accept();
  qemu_.send(support::FakeQemu::greeting);
  qemu_.expect("qmp_capabilities");
  qemu_.cut();
  qemu_.accept();
  qemu_.send("(qemu) \r\n");
  come_back();
  EXPECT_EQ(news_, (News{"disconnected: QEMU closed the connection", "connected"}));
  expect_alive();
}

TEST_F(Reconnecting, DoesNotReturnAtOnce) {
  begin(slow_to_return());
  lose_qemu();
  EXPECT_TRUE(qemu_.nobody_calls());
}

TEST_F(Reconnecting, WhileQemuIsGoneEveryCommandFailsAtOnce) {
  begin(slow_to_return());
  lose_qemu();
  EXPECT_FALSE(client_->connected());
  for (int i = 0; i < 3; ++i) {
    Answer& answer = execute(Command("x"));
    ASSERT_TRUE(answer.done());
    EXPECT_EQ(answer.get().error().failure, Failure::not_connected);
  }
}

TEST_F(Reconnecting, WhileItNegotiatesCommandsStillFail) {
  begin();
  lose_qemu();
  qemu_.accept();
  qemu_.send(support::FakeQemu::greeting);
  qemu_.expect("qmp_capabilities");
  Answer& answer = execute(Command("x"));
  ASSERT_TRUE(answer.done());
  EXPECT_EQ(answer.get().error().failure, Failure::not_connected);
}

TEST_F(Reconnecting, NothingIsSentAgain) {
  begin();
  for (auto name : {"a", "b", "c"}) execute(Command(name));
  qemu_.expect("a");
  lose_qemu();
  for (Answer& answer : answers_) EXPECT_FALSE(answer.get());
  come_back();
  EXPECT_TRUE(qemu_.hears_nothing());
}

TEST_F(Reconnecting, TheNewQemuMayBeAnother) {
  begin();
  lose_qemu();
  EXPECT_EQ(client_->greeting().major, 7) << "of the last connection while there is none";
  come_back(support::FakeQemu::greeting_without_oob);
  EXPECT_EQ(client_->greeting().major, 2);
  qemu_.send(support::event_text("STOP"));
  support::settle(loop_);
  EXPECT_EQ(news_.back(), "event STOP");
}

TEST_F(Reconnecting, IsNotDoneIfNotWanted) {
  ClientOptions once = options();
  once.reconnect = false;
  begin(once);
  lose_qemu();
  EXPECT_TRUE(running_->done());
  EXPECT_TRUE(qemu_.nobody_calls());
}

/// Another client has it. To hang up would only lose the place in the queue.
TEST_F(Reconnecting, AHeldMonitorIsWaitedForAndSaidOnce) {
  ClientOptions hasty = options();
  hasty.greeting = 10ms;
  begin(hasty);
  lose_qemu();
  qemu_.accept();
  loop_.run_for(100ms);
  EXPECT_FALSE(qemu_.hears_the_end());
  qemu_.negotiate();
  support::settle(loop_);
  ASSERT_EQ(news_.size(), 3u);
  EXPECT_TRUE(news_[1].starts_with("silent: " + path_ + " is connected, but no greeting came"))
      << news_[1];
  EXPECT_EQ(news_[2], "connected");
  expect_alive();
}

/// The place in its queue comes free, but no greeting follows.
TEST_F(Reconnecting, ComingFurtherIsSaid) {
  ClientOptions hasty = options();
  hasty.greeting = 200ms;
  begin(hasty);
  qemu_.listen(path_, 0);
  asio::local::stream_protocol::socket idle(loop_);
  idle.connect(asio::local::stream_protocol::endpoint(path_));
  lose_qemu();
  auto said = [this](std::size_t pieces) {
    for (int i = 0; i < 200 && news_.size() < pieces; ++i) loop_.run_for(20ms);
    return news_.size() < pieces ? "nothing" : news_[pieces - 1];
  };
  EXPECT_TRUE(said(2).starts_with("silent: cannot connect to " + path_)) << said(2);
  qemu_.accept();
  EXPECT_TRUE(said(3).starts_with("silent: " + path_ + " is connected, but no greeting"))
      << said(3);
  qemu_.accept();
  qemu_.negotiate();
  support::settle(loop_);
  EXPECT_EQ(said(4), "connected");
}

TEST_F(Reconnecting, AQemuThatIsStillStartingIsWaitedFor) {
  ClientOptions hasty = options();
  hasty.greeting = 10ms;
  hasty.deadline = 20ms;
  begin(hasty);
  lose_qemu();
  qemu_.accept();
  qemu_.send(support::FakeQemu::greeting);
  Json negotiation = qemu_.expect("qmp_capabilities");
  loop_.run_for(100ms);
  EXPECT_FALSE(qemu_.hears_the_end());
  qemu_.answer(negotiation, Json::object());
  support::settle(loop_);
  ASSERT_EQ(news_.size(), 3u);
  EXPECT_TRUE(news_[1].starts_with("silent: " + path_ + " greeted but")) << news_[1];
  EXPECT_EQ(news_[2], "connected");
}

TEST_F(Reconnecting, TextThatIsNotQmpEndsTheConnection) {
  begin();
  Answer& answer = execute(Command("x"));
  qemu_.expect("x");
  qemu_.send("Segmentation fault\r\n");
  EXPECT_EQ(answer.get().error().failure, Failure::lost);
  EXPECT_TRUE(qemu_.hears_the_end());
  come_back();
  expect_alive();
}

TEST_F(Reconnecting, AnInheritedSocketEndsTheRun) {
  use(InheritedAddress{qemu_.connect_pair()});
  support::Task<Result<>> connecting(loop_, client_->connect());
  qemu_.negotiate();
  ASSERT_TRUE(connecting.get());
  run();
  lose_qemu();
  EXPECT_TRUE(running_->done());
  EXPECT_EQ(news_, News{"disconnected: QEMU closed the connection"});
}

TEST_F(Reconnecting, CloseEndsTheRunAndAllWaiters) {
  begin();
  for (auto name : {"a", "b", "c"}) execute(Command(name));
  execute(Command("d").finish_once_sent());
  client_->close();
  support::settle(loop_);
  for (Answer& answer : answers_) {
    ASSERT_TRUE(answer.done());
    EXPECT_FALSE(answer.get());
  }
  EXPECT_TRUE(running_->done());
  EXPECT_TRUE(news_.empty()) << "who closes knows";
  EXPECT_EQ(support::run(loop_, client_->execute(Command("x"))).error().failure,
            Failure::not_connected);
}

TEST_F(Reconnecting, CloseEndsThePauseBeforeTheNextAttempt) {
  begin(slow_to_return());
  lose_qemu();
  expect_close_ends_run();
}

TEST_F(Reconnecting, CloseEndsTheWaitForAGreeting) {
  begin();
  lose_qemu();
  qemu_.accept();
  support::settle(loop_);
  expect_close_ends_run();
}

TEST_F(Reconnecting, CloseEndsTheWaitForTheNegotiation) {
  begin();
  lose_qemu();
  qemu_.accept();
  qemu_.send(support::FakeQemu::greeting);
  qemu_.expect("qmp_capabilities");
  expect_close_ends_run();
}

TEST_F(Reconnecting, CloseEndsTheWaitForAPlaceInTheBacklog) {
  begin();
  qemu_.listen(path_, 0);
  asio::local::stream_protocol::socket idle(loop_);
  idle.connect(asio::local::stream_protocol::endpoint(path_));
  lose_qemu();
  loop_.run_for(50ms);  // the pause, and an attempt that finds no place
  expect_close_ends_run();
}

}  // namespace
}  // namespace qmp
