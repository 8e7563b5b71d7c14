// What a client of the share says, byte by byte, and what it hears.

#include "qmp/share_peer.h"

#include "support/run_coroutine.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace qmp {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

class SharePeerTest : public testing::Test {
 protected:
  SharePeerTest() {
    asio::local::connect_pair(near_, far_);
    far_.non_blocking(true);
    Greeting greeting;
    greeting.major = 9;
    peer_.emplace(Socket(std::move(near_)), greeting,
                  [this](std::string name, Json arguments) { return carry_out(name, arguments); });
    running_.emplace(loop_, peer_->run());
    EXPECT_NE(hear().find("\"major\": 9"), std::string::npos);
  }

  ~SharePeerTest() override {
    peer_->close();
    running_->get(5s);
  }

  asio::awaitable<Result<Json>> carry_out(std::string name, Json arguments) {
    carried_out_.push_back(name + arguments.dump());
    co_return Json(name);
  }

  /// Everything said up to now.
  std::string hear() {
    std::string all;
    for (int quiet = 0; quiet < 10; ++quiet) {
      loop_.restart();
      loop_.run_for(1ms);
      char buffer[65536];
      error_code error;
      auto size = far_.read_some(asio::buffer(buffer), error);
      if (size > 0) quiet = 0;
      all.append(buffer, size);
      hung_up_ = error == asio::error::eof || error == asio::error::connection_reset;
      if (hung_up_) break;
    }
    return all;
  }

  std::string say(const std::string& bytes) {
    for (std::size_t said = 0; said < bytes.size();) {
      error_code full;
      said += far_.write_some(asio::buffer(bytes) + said, full);
      support::settle(loop_);
    }
    return hear();
  }

  void negotiate() { say(R"({"execute":"qmp_capabilities"})"); }

  asio::io_context loop_;
  asio::local::stream_protocol::socket near_{loop_};
  asio::local::stream_protocol::socket far_{loop_};
  std::vector<std::string> carried_out_;
  std::optional<SharePeer> peer_;
  std::optional<support::Task<void>> running_;
  bool hung_up_ = false;
};

TEST_F(SharePeerTest, NegotiatesBeforeAnythingElse) {
  EXPECT_EQ(say(R"({"execute":"query-status","id":1})"),
            "{\"id\": 1, \"error\": {\"class\": \"CommandNotFound\", \"desc\": \"Expecting "
            "capabilities negotiation with 'qmp_capabilities'\"}}\r\n");
  EXPECT_EQ(say(R"({"execute":"qmp_capabilities","id":"x"})"),
            "{\"return\": {}, \"id\": \"x\"}\r\n");
  EXPECT_NE(say(R"({"execute":"qmp_capabilities"})").find("already complete"), std::string::npos);
  EXPECT_TRUE(carried_out_.empty());
}

TEST_F(SharePeerTest, GivesAnyIdBack) {
  negotiate();
  for (std::string id : {"1", "-1", "\"a\"", "[1, {}]", "null", "18446744073709551615", "inf"})
    EXPECT_EQ(say("{\"execute\":\"a\",\"id\":" + (id == "inf" ? "1e400" : id) + "}"),
              "{\"return\": \"a\", \"id\": " + id + "}\r\n");
  EXPECT_EQ(say("{\"execute\":\"a\"}"), "{\"return\": \"a\"}\r\n");
}

TEST_F(SharePeerTest, CarriesOutSeveralCommandsInOrder) {
  negotiate();
  EXPECT_EQ(say("{\"execute\":\"a\"}{\"execute\":\"b\",\"arguments\":{\"x\":[1]}}\n{\"exec"),
            "{\"return\": \"a\"}\r\n{\"return\": \"b\"}\r\n");
  EXPECT_EQ(say("ute\":\"c\"}"), "{\"return\": \"c\"}\r\n");
  EXPECT_EQ(carried_out_, (std::vector<std::string>{"a{}", "b{\"x\":[1]}", "c{}"}));
}

TEST_F(SharePeerTest, RefusesWhatIsNoCommandAndGoesOn) {
  negotiate();
  for (std::string nonsense :
       {R"({})", R"({"execute":1})", R"({"execute":"a","arguments":[]})",
        R"({"execute":"a","x":1})", R"({"exec-oob":"a"})", R"({"execute":"a\",\"b"})",
        R"({"execute":""})", R"({"execute":})", "hello\n", R"({"execute":"a b"})"})
    EXPECT_TRUE(say(nonsense).starts_with("{\"error\": {\"class\": ")) << nonsense;
  EXPECT_TRUE(carried_out_.empty());
  EXPECT_EQ(say(R"({"execute":"a"})"), "{\"return\": \"a\"}\r\n");
}

/// QEMU answers them with an error that has no id, and so perhaps to somebody else's command.
TEST_F(SharePeerTest, RefusesWhatQemuWouldNotParse) {
  negotiate();
  EXPECT_NE(say(R"({"execute":"a","arguments":{"x":"\uFFFF"}})").find("JSON parse error"),
            std::string::npos);
  EXPECT_TRUE(carried_out_.empty());
}

TEST_F(SharePeerTest, HearsOfEventsOnceItHasNegotiated) {
  peer_->tell("news");
  EXPECT_EQ(hear(), "");
  negotiate();
  peer_->tell("news");
  EXPECT_EQ(hear(), "news\r\n");
}

TEST_F(SharePeerTest, AnswersBeforeItHangsUpOnOneThatOnlyStoppedSending) {
  negotiate();
  asio::write(far_, asio::buffer(std::string(R"({"execute":"a"})")));
  far_.shutdown(asio::local::stream_protocol::socket::shutdown_send);
  EXPECT_EQ(hear(), "{\"return\": \"a\"}\r\n");
  EXPECT_TRUE(hung_up_);
  EXPECT_TRUE(running_->done());
}

/// What it is told of its own faults is no event: it is read no further instead.
TEST_F(SharePeerTest, ReadsNoFurtherFromOneThatDoesNotRead) {
  const std::string faults(1 << 16, ']');
  for (int refused = 0; refused < 10; support::settle(loop_)) {
    error_code full;
    refused += far_.write_some(asio::buffer(faults), full) == 0;
    ASSERT_LT(peer_->unread(), 2 * SharePeer::max_ahead);
  }
  EXPECT_GT(peer_->unread(), SharePeer::max_ahead);
  hear();
  EXPECT_EQ(say(R"({"execute":"qmp_capabilities"})"), "{\"return\": {}}\r\n");
}

TEST_F(SharePeerTest, HangsUpOnOneThatNeverReads) {
  negotiate();
  const std::string event(1 << 20, 'x');
  std::size_t told = 0;
  for (; !running_->done() && told < 2 * SharePeer::max_unread; told += 1 << 20) {
    peer_->tell(event);
    support::settle(loop_);
  }
  EXPECT_TRUE(running_->done());
  EXPECT_GE(told, SharePeer::max_unread);
}

}  // namespace
}  // namespace qmp
