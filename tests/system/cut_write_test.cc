// The connection ends around a write: whoever wrote learns what is certain, and nothing is ever
// written twice.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "support/mounted_lies.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::Json;
using support::MountedLies;
using support::Said;

class CutWrite : public support::SystemTest {};

/// Ends the connection at each qom-set.
class Cutter : public support::PlayedMachine {
 public:
  enum class Moment { before_executing, before_answering, after_half, after_answering };

  explicit Cutter(Moment moment) : moment_(moment) {}

  Said answer(const Json& command) override {
    if (command["execute"] != "qom-set") return PlayedMachine::answer(command);
    ++seen;
    if (moment_ == Moment::before_executing) return {"", true};
    std::string text = PlayedMachine::answer(command).bytes;
    if (moment_ == Moment::before_answering) text.clear();
    if (moment_ == Moment::after_half) text.resize(text.size() / 2);
    return {text, true};
  }

  std::atomic<int> seen = 0;

 private:
  Moment moment_;
};

/// Waits until the mount has connected again.
void wait_for_qemu(const std::string& file) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (support::read_file(file).open_error != 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(20ms);
}

void expect_write(Cutter::Moment moment, int error, int executed) {
  constexpr int rounds = 5;
  Cutter machine(moment);
  const MountedLies mounted(machine);
  const std::string file = mounted("/objects/io0/poll-max-ns");
  for (int value = 1; value <= rounds; ++value) {
    const std::string text = std::to_string(value) + "\n";
    EXPECT_EQ(errno_text(support::write_file(file, text).error()), errno_text(error));
    wait_for_qemu(file);
    EXPECT_EQ(machine.executed(value), executed);
    EXPECT_EQ(support::read_file(file).text, executed ? text : "32768\n");
  }
  EXPECT_EQ(machine.seen, rounds);
}

TEST_F(CutWrite, BeforeItIsExecutedFailsAndIsNotSentAgain) {
  expect_write(Cutter::Moment::before_executing, EIO, 0);
}

TEST_F(CutWrite, BeforeItIsAnsweredFailsAndIsNotSentAgain) {
  expect_write(Cutter::Moment::before_answering, EIO, 1);
}

TEST_F(CutWrite, InTheMiddleOfItsAnswerFailsAndIsNotSentAgain) {
  expect_write(Cutter::Moment::after_half, EIO, 1);
}

TEST_F(CutWrite, RightAfterItsAnswerSucceedsOnce) {
  expect_write(Cutter::Moment::after_answering, 0, 1);
}

}  // namespace
