#include "integration/client/client_test.h"

namespace qmp {
namespace {

class Connecting : public ClientTest {
 protected:
  /// Connects while QEMU says these bytes, whatever the client says.
  Result<> connect_and_hear(const std::string& bytes) {
    support::Task<Result<>> connecting(loop_, client_->connect());
    qemu_.accept();
    qemu_.send(bytes);
    return connecting.get();
  }

  void listen() {
    qemu_.listen(path_);
    use(UnixAddress{path_});
  }
};

/// The same JSON as a monitor with pretty=on writes it.
std::string pretty(std::string_view json) {
  std::string text;
  for (char byte : Json::parse(json).dump(4) + "\n")
    text += byte == '\n' ? "\r\n" : std::string(1, byte);
  return text;
}

bool says(const Error& error, std::string_view words) {
  return error.text.find(words) != std::string::npos;
}

TEST_F(Connecting, NegotiatesWhatIsOffered) {
  listen();
  for (auto greeting : {support::FakeQemu::greeting, support::FakeQemu::greeting_without_oob}) {
    support::Task<Result<>> connecting(loop_, client_->connect());
    qemu_.accept();
    const Json arguments = qemu_.negotiate(greeting);
    ASSERT_TRUE(connecting.get());
    EXPECT_TRUE(client_->connected());
    const bool oob = greeting == support::FakeQemu::greeting;
    EXPECT_EQ(arguments.dump(), oob ? R"({"enable":["oob"]})" : "null");
    EXPECT_EQ(client_->greeting().major, oob ? 7 : 2);
  }
  EXPECT_TRUE(news_.empty()) << "the first connection is no news";
}

TEST_F(Connecting, APrettyMonitorIsUnderstood) {
  listen();
  support::Task<Result<>> connecting(loop_, client_->connect());
  qemu_.accept();
  qemu_.send(pretty(support::FakeQemu::greeting));
  qemu_.expect("qmp_capabilities");
  qemu_.send(pretty(R"({"return":{},"id":0})"));
  ASSERT_TRUE(connecting.get());
  run();
  Answer& answer = execute(Command("x"));
  qemu_.send(
      pretty(support::answer_text(qemu_.expect("x")["id"], Json::parse(R"({"a":[1,{"b":"}"}]})"))));
  EXPECT_EQ(answer.get()->dump(), R"({"a":[1,{"b":"}"}]})");
}

TEST_F(Connecting, AGreetingMayComeInAnyTwoPieces) {
  const std::string_view greeting = support::FakeQemu::greeting;
  for (std::size_t at = 1; at < greeting.size(); ++at) {
    use(InheritedAddress{qemu_.connect_pair()});
    support::Task<Result<>> connecting(loop_, client_->connect());
    qemu_.send(greeting.substr(0, at));
    support::settle(loop_);
    qemu_.negotiate(greeting.substr(at));
    ASSERT_TRUE(connecting.get()) << at;
  }
}

TEST_F(Connecting, AnEventBeforeTheAnswerToTheNegotiationIsHeard) {
  listen();
  support::Task<Result<>> connecting(loop_, client_->connect());
  qemu_.accept();
  qemu_.send(support::FakeQemu::greeting);
  const Json command = qemu_.expect("qmp_capabilities");
  qemu_.send(support::event_text("STOP"));
  qemu_.answer(command, Json::object());
  ASSERT_TRUE(connecting.get());
  EXPECT_EQ(news_, std::vector<std::string>{"event STOP"});
}

TEST_F(Connecting, ASilentMonitorMayBeHeldByAnotherClientOrStartingOrNone) {
  ClientOptions hasty = options();
  hasty.greeting = 10ms;
  qemu_.listen(path_);
  use(UnixAddress{path_}, hasty);
  auto error = connect_in_vain();
  EXPECT_EQ(error.failure, Failure::timed_out);
  EXPECT_TRUE(says(error, path_ + " is connected, but no greeting came within 0.01 s: another "
                                  "client holds this monitor (one client each), "))
      << error.text;
  EXPECT_TRUE(says(error, "still starting")) << error.text;
  EXPECT_TRUE(says(error, "is no QMP monitor; " + hasty.way_out)) << error.text;
}

/// As a server of another protocol that waits to be asked, and asks for more.
TEST_F(Connecting, WhatBeginsAndNeverGreetsDoesNotSpeakQmp) {
  ClientOptions hasty = options();
  hasty.greeting = 50ms;
  qemu_.listen(path_);
  use(UnixAddress{path_}, hasty);
  auto done = connect_and_hear(R"({"jsonrpc":)");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure, Failure::malformed);
  EXPECT_TRUE(says(done.error(), path_ + ": what listens there does not speak QMP"));
}

/// The proxy of a guest that is gone.
TEST_F(Connecting, AProxyThatHangsUpHasNoGuest) {
  listen();
  support::Task<Result<>> connecting(loop_, client_->connect());
  qemu_.accept();
  qemu_.negotiate(support::FakeQemu::greeting_of_proxy);
  qemu_.expect("query-name");
  qemu_.cut();
  auto done = connecting.get();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure, Failure::not_connected);
  EXPECT_TRUE(says(done.error(), path_ + ": the proxy of a libvirt guest greeted and hung up"))
      << done.error().text;
}

/// A share whose mount waits for QEMU.
TEST_F(Connecting, ARefusalInPlaceOfAGreetingIsQuotedAtOnce) {
  listen();
  auto done =
      connect_and_hear(R"({"error":{"class":"GenericError","desc":"the mount waits for QEMU"}})");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure, Failure::not_connected);
  EXPECT_EQ(done.error().text, path_ + ": the mount waits for QEMU");
}

TEST_F(Connecting, AMonitorThatGreetsAndStallsIsStuck) {
  ClientOptions hasty = options();
  hasty.deadline = 10ms;
  qemu_.listen(path_);
  use(UnixAddress{path_}, hasty);
  auto done = connect_and_hear(std::string(support::FakeQemu::greeting));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure, Failure::timed_out);
  EXPECT_TRUE(
      says(done.error(), "greeted but does not answer: QEMU is still starting, stopped or stuck"))
      << done.error().text;
  EXPECT_FALSE(client_->connected());
}

TEST_F(Connecting, AHumanMonitorIsCalledByItsName) {
  listen();
  auto done = connect_and_hear("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure, Failure::malformed);
  EXPECT_TRUE(says(done.error(), path_ + ": it is a human monitor (HMP)")) << done.error().text;
}

TEST_F(Connecting, ARefusalToNegotiateIsQuoted) {
  listen();
  auto done = connect_and_hear(std::string(support::FakeQemu::greeting) +
                               support::refusal_text(0, "no way"));
  ASSERT_FALSE(done);
  EXPECT_TRUE(says(done.error(), "no way")) << done.error().text;
}

TEST_F(Connecting, AHangUpAnywhereBeforeItIsReadyFails) {
  listen();
  const std::string words = std::string(support::FakeQemu::greeting) + R"({"return":{})";
  for (std::size_t size :
       {std::size_t(0), std::size_t(5), support::FakeQemu::greeting.size(), words.size()}) {
    support::Task<Result<>> connecting(loop_, client_->connect());
    qemu_.accept();
    qemu_.send(words.substr(0, size));
    support::settle(loop_);
    qemu_.cut();
    auto done = connecting.get();
    ASSERT_FALSE(done) << size;
    EXPECT_EQ(done.error().failure, Failure::not_connected);
    EXPECT_FALSE(client_->connected());
  }
}

}  // namespace
}  // namespace qmp
