#pragma once

#include "qmp/client.h"

#include "support/fake_qemu.h"
#include "support/run_coroutine.h"
#include "support/scratch_directory.h"

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace qmp {

using namespace std::chrono_literals;

/// A client and the QEMU it talks to, both on one loop. Each test gives the client its address by
/// use() or begin().
class ClientTest : public testing::Test {
 protected:
  using Answer = support::Task<Result<Json>>;

  /// Patient where nothing is to happen, quick to come back.
  static ClientOptions options() {
    ClientOptions options;
    options.deadline = 1h;
    options.greeting = 1h;
    options.first_retry = 1ms;
    options.last_retry = 4ms;
    return options;
  }

  void TearDown() override {
    if (!running_) return;
    client_->close();
    running_->get();
  }

  void use(Address address, ClientOptions options = ClientTest::options()) {
    ClientSinks sinks;
    sinks.event = [this](const Event& event) { news_.push_back("event " + event.name); };
    sinks.connected = [this] { news_.push_back("connected"); };
    sinks.disconnected = [this](const Error& reason) {
      news_.push_back("disconnected: " + reason.text);
    };
    sinks.silent = [this](const Error& reason) { news_.push_back("silent: " + reason.text); };
    sinks.speaking = [this] { news_.push_back("speaking"); };
    client_.emplace(loop_.get_executor(), std::move(address), options, std::move(sinks));
  }

  /// A failed attempt to connect, with no help from QEMU.
  Error connect_in_vain() { return support::run(loop_, client_->connect()).error(); }

  /// Connects to the fake, which must be listening.
  Result<> connect() {
    support::Task<Result<>> connecting(loop_, client_->connect());
    qemu_.accept();
    qemu_.negotiate();
    return connecting.get();
  }

  void run() {
    running_.emplace(loop_, client_->run());
    support::settle(loop_);
  }

  /// Everything up to a client that is connected and runs.
  void begin(ClientOptions options = ClientTest::options()) {
    qemu_.listen(path_);
    use(UnixAddress{path_}, options);
    ASSERT_TRUE(connect());
    run();
  }

  Answer& execute(Command command) {
    Answer& answer = answers_.emplace_back(loop_, client_->execute(std::move(command)));
    support::settle(loop_);
    return answer;
  }

  /// One round trip, to see that the connection works.
  void expect_alive() {
    Answer& answer = execute(Command("alive"));
    qemu_.answer(qemu_.expect("alive"), "yes");
    EXPECT_EQ(answer.get().value(), "yes");
  }

  asio::io_context loop_;
  support::ScratchDirectory folder_;
  const std::string path_ = folder_ / "qmp";
  support::FakeQemu qemu_{loop_};
  std::vector<std::string> news_;  // what the sinks were told
  std::optional<Client> client_;
  std::deque<Answer> answers_;
  std::optional<support::Task<void>> running_;
};

}  // namespace qmp
