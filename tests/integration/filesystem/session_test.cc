// Between the kernel and any fuse::Filesystem: each request is answered once, whatever happens.

#include "fuse/session.h"

#include "support/empty_filesystem.h"
#include "support/kernel_request.h"
#include "support/served_session.h"

#include <linux/fuse.h>

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using support::EmptyFilesystem;
using support::ServedSession;
namespace asio = boost::asio;
namespace request = support::request;

/// Throws from a getattr, says what it was asked to forget or release.
class OddFilesystem : public EmptyFilesystem {
 public:
  Answer<fuse::Attributes> getattr(Ino ino) override {
    if (ino == 2) throw std::runtime_error("a bug");
    if (ino == 3) throw boost::system::system_error(asio::error::operation_aborted);
    if (ino == 4) throw boost::system::system_error(asio::error::eof);
    co_return fuse::Attributes();
  }

  Answer<fuse::Entry> lookup(Ino, std::string name) override {
    names += name + ";";
    fuse::Entry entry;
    entry.ino = 42;
    co_return entry;
  }

  /// What an operation meets whose QEMU is let go of while the session ends.
  Answer<> access(Ino ino, int) override {
    asio::steady_timer until_cancelled(co_await asio::this_coro::executor,
                                       asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    co_await until_cancelled.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    co_return fuse::Errno(ino == 2 ? EHOSTDOWN : EIO);
  }

  Answer<Handle> opendir(Ino) override { co_return Handle(7); }
  Answer<fuse::Opened> open(Ino, int) override { co_return fuse::Opened{8, false}; }
  void forget(Ino ino, std::uint64_t lookups) override {
    done += "forget " + std::to_string(ino) + " " + std::to_string(lookups) + ";";
  }
  void release(Handle handle) override { done += "release " + std::to_string(handle) + ";"; }
  void releasedir(Handle handle) override { done += "releasedir " + std::to_string(handle) + ";"; }

  std::string names;
  std::string done;
};

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() : session(loop, filesystem, notifier) {}

  /// The connection is aborted with one request read and not answered yet.
  std::string abort_after(const support::KernelRequest& request) {
    auto before = std::signal(SIGPIPE, SIG_IGN);
    session.kernel.send(request);
    session.kernel.hang_up();
    session.kernel.settle();
    std::signal(SIGPIPE, before);
    return filesystem.done;
  }

  asio::io_context loop;
  OddFilesystem filesystem;
  fuse::Notifier notifier;
  ServedSession session;
};

TEST_F(SessionTest, AgreesOnTheProtocol) {
  EXPECT_EQ(session.init_answer.error, 0);
  auto out = session.init_answer.as<fuse_init_out>();
  EXPECT_EQ(out.major, 7u);
  EXPECT_EQ(out.max_write, 128u * 1024);
  EXPECT_EQ(out.max_background, 64u);
  EXPECT_TRUE(out.flags & FUSE_DO_READDIRPLUS);
  EXPECT_TRUE(out.flags & FUSE_ATOMIC_O_TRUNC);
  EXPECT_FALSE(out.flags & FUSE_WRITEBACK_CACHE);
}

TEST_F(SessionTest, SaysOnceThatTheMountAnswers) {
  session.kernel.settle();
  EXPECT_EQ(session.times_ready, 1);
  session.kernel.ask(request::getattr(1));
  EXPECT_EQ(session.times_ready, 1);
}

TEST_F(SessionTest, AnswersAnOperationThatThrowsWithEioAndReportsIt) {
  EXPECT_EQ(session.kernel.ask(request::getattr(2)).error, EIO);
  ASSERT_EQ(session.reports.size(), 1u);
  EXPECT_NE(session.reports[0].find("a bug"), std::string::npos);
  EXPECT_EQ(session.kernel.ask(request::getattr(4)).error, EIO);
  EXPECT_EQ(session.reports.size(), 2u);
}

TEST_F(SessionTest, AnswersAnOperationThatWasCancelledWithEintrAndIsSilent) {
  EXPECT_EQ(session.kernel.ask(request::getattr(3)).error, EINTR);
  EXPECT_TRUE(session.reports.empty());
}

TEST_F(SessionTest, GoesOnAfterAnOperationThrew) {
  session.kernel.ask(request::getattr(2));
  EXPECT_EQ(session.kernel.ask(request::getattr(1)).error, 0);
}

TEST_F(SessionTest, PassesErrorsOn) {
  EXPECT_EQ(session.kernel.ask(request::readlink(5)).error, ENOENT);
}

TEST_F(SessionTest, KeepsNamesApartThoughTheyArriveTogether) {
  auto first = session.kernel.send(request::lookup(1, "first"));
  auto second = session.kernel.send(request::lookup(1, "the second one"));
  session.kernel.wait(second);
  session.kernel.wait(first);
  EXPECT_EQ(filesystem.names, "first;the second one;");
}

TEST_F(SessionTest, TakesManyRequestsAtOnce) {
  std::vector<support::FakeKernel::Unique> sent;
  for (int i = 0; i < 100; ++i) sent.push_back(session.kernel.send(request::getattr(1)));
  for (auto unique : sent) EXPECT_EQ(session.kernel.wait(unique).error, 0);
}

TEST_F(SessionTest, PassesForgetsOnWithoutAnAnswer) {
  session.kernel.send(request::forget(5, 2));
  session.kernel.send(request::batch_forget({{6, 1}, {7, 3}}));
  session.kernel.settle();
  EXPECT_EQ(filesystem.done, "forget 5 2;forget 6 1;forget 7 3;");
}

TEST_F(SessionTest, TakesBackALookupThatTheKernelDidNotGet) {
  EXPECT_EQ(abort_after(request::lookup(1, "x")), "forget 42 1;");
}

TEST_F(SessionTest, ClosesAFileThatTheKernelDidNotGet) {
  EXPECT_EQ(abort_after(request::open(1, 0)), "release 8;");
}

TEST_F(SessionTest, ClosesADirectoryThatTheKernelDidNotGet) {
  EXPECT_EQ(abort_after(request::opendir(1)), "releasedir 7;");
}

TEST_F(SessionTest, SaysOfWhatFailsAtItsEndThatItEnded) {
  auto machine_let_go = session.kernel.send(request::access(2, 0));
  auto perhaps_done = session.kernel.send(request::access(3, 0));
  session.kernel.settle();
  session.end();
  EXPECT_EQ(session.kernel.wait(machine_let_go).error, ECONNABORTED);
  EXPECT_EQ(session.kernel.wait(perhaps_done).error, EIO);
}

TEST_F(SessionTest, EndsWhenTheKernelHangsUp) {
  session.kernel.hang_up();
  session.end();
  EXPECT_TRUE(session.reports.empty());
}

}  // namespace
