#include "cli/human_monitor.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using qmp::Json;
using Names = std::vector<std::string>;

cli::asio::awaitable<qmp::Result<Json>> answer(qmp::Command command) {
  const std::string text = command.wire_text(0);
  const bool of_info = text.find("help info") != text.npos;
  co_return Json(of_info ? "info block [-n] -- show disks\r\ninfo balloon -- show balloon\r\n"
                         : "commit dev -- save\r\nquit|q -- leave\r\ninfo [x] -- show\r\n");
}

Names names(const std::string& line) {
  cli::HumanMonitor monitor;
  return support::run(monitor.complete(line, answer)).candidates;
}

TEST(HumanMonitor, SendsLinesAsTheyAre) {
  cli::HumanMonitor monitor;
  EXPECT_EQ(monitor.arguments("info \"x\"  y"), Json({{"command-line", "info \"x\"  y"}}));
}

TEST(HumanMonitor, RemembersTheProcessor) {
  cli::HumanMonitor monitor;
  EXPECT_FALSE(monitor.arguments("cpu 1"));
  EXPECT_EQ(monitor.arguments("info registers")->at("cpu-index"), 1);
  EXPECT_TRUE(monitor.arguments("cpu x"));
  EXPECT_TRUE(monitor.arguments("cpu -1"));
  EXPECT_EQ(monitor.arguments("x")->at("cpu-index"), 1);
}

TEST(HumanMonitor, CompletesCommandsWithTheirAliases) {
  EXPECT_EQ(names("q"), (Names{"quit", "q"}));
  EXPECT_EQ(names(""), (Names{"commit", "quit", "q", "info"}));
  EXPECT_EQ(names("help co"), Names{"commit"});
}

TEST(HumanMonitor, CompletesWhatInfoTells) {
  EXPECT_EQ(names("info "), (Names{"block", "balloon"}));
  EXPECT_EQ(names("info bl"), Names{"block"});
  EXPECT_EQ(names("commit b"), Names{});
}

}  // namespace
