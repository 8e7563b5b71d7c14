#include "cli/background.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace {

int told_end = -1;  // of the background process, where its signal handler finds it

void tell(char what) { [[maybe_unused]] auto size = ::write(told_end, &what, 1); }

/// A program that goes into the background when it is allowed to. The background process catches
/// SIGINT, as the mount's loop does, and tells what it meets: `s` it has started, `i` SIGINT came,
/// `y` or `n` what ready() returned.
class BackgroundTest : public ::testing::Test {
 protected:
  BackgroundTest() {
    int told[2], go[2];
    EXPECT_EQ(::pipe(told), 0);
    EXPECT_EQ(::pipe(go), 0);
    foreground_ = ::fork();
    if (foreground_ == 0) start(told[1], go[0]);
    ::close(told[1]);
    ::close(go[0]);
    told_ = told[0];
    go_ = go[1];
    EXPECT_EQ(next_told(), 's');
  }

  ~BackgroundTest() override {
    ::close(go_);
    ::close(told_);
  }

  void go() { EXPECT_EQ(::write(go_, "", 1), 1); }

  /// 0 if the background process has ended, or tells nothing for long.
  char next_told() {
    pollfd wait = {told_, POLLIN, 0};
    char what = 0;
    if (::poll(&wait, 1, 10'000) != 1 || ::read(told_, &what, 1) != 1) return 0;
    return what;
  }

  /// The exit status, or 128 and the number of the signal.
  int status() {
    int status = 0;
    EXPECT_EQ(::waitpid(foreground_, &status, 0), foreground_);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  void signal(int number) { ::kill(foreground_, number); }

 private:
  [[noreturn]] static void start(int told, int go) {
    told_end = told;
    cli::Background background;
    struct sigaction action = {};
    action.sa_handler = [](int) { tell('i'); };
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    std::signal(SIGTERM, SIG_IGN);
    tell('s');
    char allowed = 0;
    if (::read(go, &allowed, 1) != 1) ::_exit(1);
    bool ready = background.ready();
    tell(ready ? 'y' : 'n');
    ::_exit(ready ? 0 : 1);
  }

  pid_t foreground_ = -1;
  int told_ = -1;
  int go_ = -1;
};

TEST_F(BackgroundTest, ReportsSuccess) {
  go();
  EXPECT_EQ(next_told(), 'y');
  EXPECT_EQ(status(), 0);
}

TEST_F(BackgroundTest, IsNotWantedAnyMoreAfterASignalToTheForeground) {
  signal(SIGINT);
  EXPECT_EQ(next_told(), 'i');
  go();
  EXPECT_EQ(next_told(), 'n');
  EXPECT_EQ(status(), 128 + SIGINT);
}

TEST_F(BackgroundTest, IsNotWantedAnyMoreWhenTheForegroundWasKilled) {
  signal(SIGKILL);
  EXPECT_EQ(status(), 128 + SIGKILL);
  go();
  EXPECT_EQ(next_told(), 'n');
}

TEST_F(BackgroundTest, ThatHasReportedIsThereWhateverSignalComes) {
  signal(SIGSTOP);
  go();
  EXPECT_EQ(next_told(), 'y');
  signal(SIGINT);
  signal(SIGCONT);
  EXPECT_EQ(status(), 0);
}

}  // namespace
