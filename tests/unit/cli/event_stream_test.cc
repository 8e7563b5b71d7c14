#include "cli/event_stream.h"

#include "support/run_coroutine.h"
#include "support/task.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using qmp::Event;

class EventStream : public ::testing::Test {
 protected:
  cli::EventStream stream(cli::EventsWanted wanted) {
    return cli::EventStream(std::move(wanted),
                            [this](const Event& event) { seen_.push_back(event.name); });
  }

  std::vector<std::string> seen_;
};

TEST_F(EventStream, PassesTheWantedEvents) {
  auto some = stream({{"A", "B"}, {}, {}});
  for (const char* name : {"A", "C", "B", "A"}) some.on_event({name, {}});
  EXPECT_EQ(seen_, (std::vector<std::string>{"A", "B", "A"}));
}

TEST_F(EventStream, EndsAtTheCountAndPassesNoMore) {
  auto two = stream({{}, 2, {}});
  support::asio::io_context loop;
  support::Task<qmp::Result<>> waiting(loop, two.wait());
  loop.poll();
  for (const char* name : {"A", "B", "C"}) two.on_event({name, {}});
  EXPECT_TRUE(waiting.get(std::chrono::seconds(10)));
  EXPECT_EQ(seen_.size(), 2u);
  EXPECT_FALSE(two.shortfall());
}

TEST_F(EventStream, EndsAtOnceIfTheEventsCameBeforeTheWait) {
  auto one = stream({{}, 1, {}});
  one.on_event({"A", {}});
  EXPECT_TRUE(support::run(one.wait()));
}

TEST_F(EventStream, EndsWhenTheTimeIsOver) {
  auto counted = stream({{}, 2, std::chrono::milliseconds(1)});
  counted.on_event({"A", {}});
  EXPECT_TRUE(support::run(counted.wait()));
  EXPECT_EQ(counted.shortfall(), "1 of 2 events came in that time");
  auto endless = stream({{}, {}, std::chrono::milliseconds(1)});
  EXPECT_TRUE(support::run(endless.wait()));
  EXPECT_FALSE(endless.shortfall());
}

TEST_F(EventStream, EndsWhenNobodyCanSeeIt) {
  auto counted = stream({{}, 2, {}});
  support::asio::io_context loop;
  support::Task<qmp::Result<>> waiting(loop, counted.wait());
  loop.poll();
  counted.stop();
  EXPECT_TRUE(waiting.get(std::chrono::seconds(10)));
  EXPECT_FALSE(counted.shortfall()) << "that is not what went wrong";
}

TEST_F(EventStream, FailsWhenQemuGoes) {
  auto endless = stream({});
  endless.on_end({qmp::Failure::not_connected, "gone"});
  EXPECT_EQ(support::run(endless.wait()).error().text, "gone");
}

TEST(EventLine, IsWhatQemuSays) {
  Event event = {"STOP", {}};
  EXPECT_EQ(cli::event_line(event), "{\"event\": \"STOP\"}\n");
  event.data["id"] = "a\033";
  event.timestamp["seconds"] = 5;
  EXPECT_EQ(
      cli::event_line(event),
      "{\"timestamp\": {\"seconds\": 5}, \"event\": \"STOP\", \"data\": {\"id\": \"a\\u001b\"}}\n");
}

}  // namespace
