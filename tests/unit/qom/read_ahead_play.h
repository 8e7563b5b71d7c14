#pragma once

#include "qom/read_ahead.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace qom {

using namespace std::chrono_literals;

constexpr std::size_t lead = 6;  // steps, on a QEMU without batches

inline Path path(const std::string& text) { return Path::parse(text).value(); }

inline std::string numbered(const std::string& name, int number) {
  return name + std::to_string(number);
}

/// A machine of 20 values v0... and one of 20 small objects /parts/p0..., both listed.
class ReadAheadPlay : public testing::Test {
 protected:
  ReadAheadPlay() { build(); }

  /// What is on its way ends before what it uses.
  ~ReadAheadPlay() override {
    monitor_.set_room(false);
    monitor_.release();
    rest();
  }

  void build() {
    monitor_.add_object("/machine", "pc");
    monitor_.add_object("/other", "pc");
    monitor_.add_object("/parts", "container");
    for (int i = 0; i < 20; ++i) {
      monitor_.set_property("/machine", numbered("v", i), "int", i);
      monitor_.set_property("/other", numbered("v", i), "int", 100 + i);
      monitor_.add_object(numbered("/parts/p", i), "part");
      monitor_.set_property(numbered("/parts/p", i), "v", "int", i);
    }
    for (auto known : {"/", "/machine", "/other", "/parts"}) list(known);
    monitor_.forget_calls();
  }

  void list(const std::string& object) { support::run(loop_, tree_.list(path(object))).value(); }

  /// Runs what can go on. False if that never ends, though nobody does anything.
  bool rest() {
    constexpr int patience = 3000;
    loop_.restart();
    for (int turns = 0; turns < patience; ++turns)
      if (loop_.poll_one() == 0) return true;
    return false;
  }

  void visit(Step step) { read_ahead_.visited(std::move(step)); }
  void visit_value(const std::string& object, int number) {
    visit(Step(Kind::value, path(object), numbered("v", number)));
  }

  /// What fs::Filesystem does for a walker that reads a value, or lists an object; then the walker
  /// thinks until all is quiet.
  std::string read(const std::string& object, int number) {
    auto text = support::run(loop_, visit_and_read(path(object), numbered("v", number)));
    EXPECT_TRUE(rest());
    return text;
  }
  void walk_into(const std::string& object) {
    support::run(loop_, visit_and_list(path(object)));
    EXPECT_TRUE(rest());
  }
  asio::awaitable<std::string> visit_and_read(Path object, std::string property) {
    read_ahead_.visited(Step(Kind::value, object, property));
    auto reading = co_await tree_.read(object, property);
    co_return reading.value().text;
  }
  asio::awaitable<void> visit_and_list(Path object) {
    read_ahead_.visited(Step(object));
    auto listing = co_await tree_.list(object);
    EXPECT_TRUE(listing);
  }

  /// How often each object was listed or described.
  std::size_t most_listings_of_one() const {
    std::multiset<std::string> listed;
    for (const std::string& call : monitor_.calls()) {
      std::istringstream words(call);
      std::string word;
      words >> word;
      if (word == "get") continue;
      while (words >> word) listed.insert(word);
    }
    std::size_t most = 0;
    for (const std::string& object : listed) most = std::max(most, listed.count(object));
    return most;
  }

  asio::io_context loop_;
  support::FakeMonitor monitor_;
  Tree tree_{monitor_, loop_.get_executor(), {1h, 1h}};
  ReadAhead read_ahead_{tree_, monitor_, loop_.get_executor()};
};

}  // namespace qom
