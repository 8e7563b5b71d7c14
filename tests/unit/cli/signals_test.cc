#include "cli/signals.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>

namespace cli {
namespace {

/// Both signals are heard in one turn of the loop, so the question is under way when the end stops
/// the waiting for questions.
TEST(Signals, LetTheLoopEndThoughAQuestionIsUnderWay) {
  asio::io_context loop;
  int reports = 0;
  Signals* self = nullptr;
  Signals signals(
      loop, [&self] { self->stop(); }, [&reports] { ++reports; });
  self = &signals;
  signals.start();
  std::raise(SIGTERM);
  std::raise(SIGUSR1);
  loop.run_for(std::chrono::seconds(5));
  EXPECT_TRUE(loop.stopped());
  EXPECT_EQ(reports, 0);
}

TEST(Signals, AnswerEachQuestion) {
  asio::io_context loop;
  int reports = 0;
  Signals signals(
      loop, [] {}, [&reports] { ++reports; });
  signals.start();
  for (int question = 1; question <= 3; ++question) {
    std::raise(SIGUSR1);
    while (reports < question) loop.run_one();
  }
  signals.stop();
  loop.run_for(std::chrono::seconds(5));
  EXPECT_TRUE(loop.stopped());
}

}  // namespace
}  // namespace cli
