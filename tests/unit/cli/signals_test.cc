#include "cli/signals.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>

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

/// How a child ends that ignores what means nothing and then does this: by which signal, 0 if by
/// none.
int signal_that_ends(void (*deed)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_DUMPABLE, 0);
    std::signal(SIGSEGV, SIG_DFL);  // a sanitizer has a handler of its own
    ignore_harmless_signals();
    deed();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/// A filter for system calls that answers each with SIGSYS.
void forbid_system_calls() {
  sock_filter trap[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP)};
  sock_fprog program = {1, trap};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
  ::getppid();
}

TEST(HarmlessSignals, AreNoFaultsOfTheProgram) {
  EXPECT_EQ(signal_that_ends([] { std::raise(SIGSEGV); }), SIGSEGV);
  EXPECT_EQ(signal_that_ends([] { std::abort(); }), SIGABRT);
  EXPECT_EQ(signal_that_ends(forbid_system_calls), SIGSYS);
  EXPECT_EQ(signal_that_ends([] { std::raise(SIGSYS); }), 0) << "somebody sent it";
  EXPECT_EQ(signal_that_ends([] { std::raise(SIGTRAP); }), 0);
#ifdef __x86_64__
  EXPECT_EQ(signal_that_ends([] { asm("int3"); }), SIGTRAP);
#endif
}

}  // namespace
}  // namespace cli
