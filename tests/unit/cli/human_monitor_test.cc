#include "cli/human_monitor.h"

#include "cli/command_line.h"
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

/// What the person is told when QEMU answers so.
std::string said(cli::HumanMonitor& monitor, const std::string& line, const std::string& answer) {
  try {
    monitor.take_answer(line, answer);
    return "";
  } catch (const cli::UsageError& error) {
    return error.what();
  }
}

TEST(HumanMonitor, RemembersTheProcessorThatQemuTakes) {
  cli::HumanMonitor monitor;
  EXPECT_FALSE(monitor.arguments("cpu 1").contains("cpu-index"));
  EXPECT_EQ(said(monitor, "cpu 1", ""), "");
  EXPECT_EQ(monitor.arguments("info registers").at("cpu-index"), 1);
  EXPECT_EQ(said(monitor, "cpu 0x2", ""), "");
  EXPECT_EQ(monitor.arguments("x").at("cpu-index"), 2);
}

TEST(HumanMonitor, StaysWithTheProcessorWhenQemuHasNoOther) {
  cli::HumanMonitor monitor;
  EXPECT_EQ(said(monitor, "cpu 7", "invalid CPU index\r\n"),
            "cpu 7: invalid CPU index; lines still go to the first processor");
  EXPECT_FALSE(monitor.arguments("x").contains("cpu-index"));
  monitor.take_answer("cpu 1", "");
  EXPECT_EQ(said(monitor, "cpu x", "unknown symbol\n"),
            "cpu x: unknown symbol; lines still go to processor 1");
  EXPECT_NE(said(monitor, "cpu 1+1", "").find("the processor's number"), std::string::npos);
  EXPECT_NE(said(monitor, "cpu -1", "invalid CPU index\n"), "");
  EXPECT_EQ(said(monitor, "info cpus", "* CPU #0\n"), "");
  EXPECT_EQ(said(monitor, "cpu", "usage\n"), "");
  EXPECT_EQ(monitor.arguments("x").at("cpu-index"), 1);
}

TEST(HumanMonitor, LeavesAProcessorThatIsGone) {
  cli::HumanMonitor monitor;
  const auto gone = support::refusal("Parameter 'cpu-index' expects a CPU number");
  EXPECT_NO_THROW(monitor.take_refusal(gone));
  monitor.take_answer("cpu 1", "");
  EXPECT_NO_THROW(monitor.take_refusal(support::refusal("no")));
  try {
    monitor.take_refusal(gone);
    FAIL() << "said nothing";
  } catch (const cli::UsageError& error) {
    EXPECT_STREQ(error.what(), "processor 1 is gone; lines go to the first processor again");
  }
  EXPECT_FALSE(monitor.arguments("x").contains("cpu-index"));
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
