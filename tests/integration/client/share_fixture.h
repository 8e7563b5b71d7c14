#pragma once

#include "qmp/share.h"

#include "integration/client/client_test.h"

#include <list>

namespace qmp {

/// A QMP client of the share: a whole one, so what it understands is QMP.
struct Peer {
  Peer(asio::io_context& loop, const std::string& path)
      : client(loop.get_executor(), UnixAddress{path}, options(), sinks()),
        running(loop, begin(client)) {}

  static asio::awaitable<void> begin(Client& client) {
    auto connected = co_await client.connect();
    if (connected) co_await client.run();
  }

  static ClientOptions options() {
    ClientOptions options;
    options.deadline = options.greeting = std::chrono::hours(1);
    options.reconnect = false;
    return options;
  }

  ClientSinks sinks() {
    ClientSinks sinks;
    sinks.event = [this](const Event& event) {
      news.push_back(event.name + " " + event.data.dump() + " " + event.timestamp.dump());
    };
    return sinks;
  }

  std::vector<std::string> news;
  Client client;
  support::Task<void> running;
};

/// A client that is connected, its share, and clients of the share, all on one loop.
class SharingTest : public ClientTest {
 protected:
  void SetUp() override {
    begin(client_options());
    share_.emplace(loop_.get_executor(), *client_, false, [this] { ++changes_; });
    share_->listen(door_);
    sharing_.emplace(loop_, share_->run());
  }

  virtual ClientOptions client_options() const { return options(); }

  void TearDown() override {
    for (Peer& peer : peers_) peer.client.close();
    share_->close();
    client_->close();
    support::run(loop_, share_->drain());
    sharing_->get();
    for (Peer& peer : peers_) peer.running.get();
    ClientTest::TearDown();
  }

  Peer& add_peer() {
    Peer& peer = peers_.emplace_back(loop_, door_);
    wait_until_ready(peer);
    return peer;
  }

  /// A client of a share asks QEMU once before it begins.
  void wait_until_ready(Peer& peer) {
    qemu_.answer(qemu_.expect("query-name"), Json::object());
    for (int i = 0; i < 1000 && !peer.client.connected(); ++i)
      loop_.run_for(std::chrono::milliseconds(1));
    EXPECT_TRUE(peer.client.connected());
  }

  Answer& ask(Peer& peer, Command command) {
    Answer& answer = answers_.emplace_back(loop_, peer.client.execute(std::move(command)));
    support::settle(loop_);
    return answer;
  }

  const std::string door_ = folder_ / "share";
  int changes_ = 0;
  std::optional<Share> share_;
  std::optional<support::Task<void>> sharing_;
  std::list<Peer> peers_;
};

}  // namespace qmp
