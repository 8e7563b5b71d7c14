// Other clients at the door of a connected client, with QEMU and all of them on one loop.

#include "qmp/share.h"

#include "integration/client/share_fixture.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fcntl.h>

#include <filesystem>

#include <fstream>

namespace qmp {
namespace {

class Sharing : public SharingTest {};

TEST_F(Sharing, GreetsWithTheVersionOfQemu) {
  Peer& peer = add_peer();
  EXPECT_EQ(peer.client.greeting().major, 7);
  EXPECT_EQ(peer.client.greeting().minor, 2);
  EXPECT_FALSE(peer.client.greeting().oob);
}

TEST_F(Sharing, BringsEachClientItsOwnAnswer) {
  Peer& first = add_peer();
  Peer& second = add_peer();
  Answer& a = ask(first, Command("qom-get", {{"path", "/a"}, {"property", "p"}}));
  Json command = qemu_.expect("qom-get");
  EXPECT_EQ(command["arguments"]["path"], "/a");
  Answer& b = ask(second, Command("query-b"));
  qemu_.answer(command, "one");
  qemu_.refuse(qemu_.expect("query-b"), "no such b", "DeviceNotFound");
  EXPECT_EQ(a.get().value(), "one");
  auto refused = b.get();
  EXPECT_EQ(refused.error().text, "no such b");
  EXPECT_EQ(refused.error().class_name, "DeviceNotFound");
}

/// The mount's own question comes right behind the one that is under way.
TEST_F(Sharing, HasOneCommandAtATimeWithQemuWhoeverAsks) {
  Peer& first = add_peer();
  Peer& second = add_peer();
  ask(first, Command("query-a"));
  ask(second, Command("query-b"));
  Answer& own = execute(Command("own"));
  Json a = qemu_.expect("query-a");
  Json mine = qemu_.expect("own");
  EXPECT_TRUE(qemu_.hears_nothing());
  qemu_.answer(a, 1);
  qemu_.answer(mine, "mine");
  EXPECT_EQ(own.get().value(), "mine");
  qemu_.answer(qemu_.expect("query-b"), 2);
}

TEST_F(Sharing, TakesTurnsSoThatAFloodOfOneHoldsUpNobody) {
  Peer& greedy = add_peer();
  Peer& modest = add_peer();
  for (int i = 0; i < 50; ++i) ask(greedy, Command("query-greedy"));
  Answer& answer = ask(modest, Command("query-modest"));
  qemu_.answer(qemu_.expect("query-greedy"), 0);
  qemu_.answer(qemu_.expect("query-modest"), "me");
  EXPECT_EQ(answer.get().value(), "me");
}

TEST_F(Sharing, ForwardsEventsToAll) {
  Peer& first = add_peer();
  Peer& second = add_peer();
  Json time = {{"seconds", 5}, {"microseconds", 7}};
  share_->forward(Event{"BALLOON_CHANGE", {{"actual", 1}}, time});
  for (Peer* peer : {&first, &second}) {
    for (int i = 0; i < 1000 && peer->news.empty(); ++i)
      loop_.run_for(std::chrono::milliseconds(1));
    EXPECT_EQ(peer->news, std::vector<std::string>{"BALLOON_CHANGE {\"actual\":1} " + time.dump()});
  }
}

TEST_F(Sharing, TellsWhenACommandMayHaveChangedTheMachine) {
  Peer& peer = add_peer();
  for (auto name : {"query-status", "qom-list", "qom-get", "qom-list-get"}) {
    Answer& answer = ask(peer, Command(name));
    qemu_.answer(qemu_.expect(name), Json::object());
    answer.get();
  }
  EXPECT_EQ(changes_, 0);
  Answer& answer = ask(peer, Command("qom-set"));
  qemu_.answer(qemu_.expect("qom-set"), Json::object());
  answer.get();
  EXPECT_EQ(changes_, 1);
}

TEST_F(Sharing, OfAReadOnlyMountChangesNothing) {
  Share read_only(loop_.get_executor(), *client_, true, [] {});
  const std::string path = folder_ / "read-only";
  read_only.listen(path);
  support::Task<void> sharing(loop_, read_only.run());
  Peer& peer = peers_.emplace_back(loop_, path);
  wait_until_ready(peer);
  for (auto name : {"qom-set", "device-list-properties", "qom-list-properties", "qom-list-types"}) {
    Answer& refused = ask(peer, Command(name));
    EXPECT_NE(refused.get().error().text.find("read-only"), std::string::npos) << name;
  }
  EXPECT_TRUE(qemu_.hears_nothing());
  Answer& allowed = ask(peer, Command("qom-get"));
  qemu_.answer(qemu_.expect("qom-get"), 5);
  EXPECT_EQ(allowed.get().value(), 5);
  peer.client.close();
  read_only.close();
  support::run(loop_, read_only.drain());
  sharing.get();
}

/// As QEMU itself does with `quit`.
TEST_F(Sharing, DeliversTheLastAnswerWhenQemuGoes) {
  Peer& peer = add_peer();
  Answer& answer = ask(peer, Command("quit"));
  qemu_.answer(qemu_.expect("quit"), Json::object());
  qemu_.cut();
  loop_.run_for(std::chrono::milliseconds(5));
  share_->machine_gone();
  EXPECT_TRUE(answer.get());
}

TEST_F(Sharing, HangsUpWhenQemuGoesAndGreetsAgainWhenItIsBack) {
  Peer& before = add_peer();
  share_->machine_gone();
  qemu_.cut();
  support::settle(loop_);
  for (int i = 0; i < 1000 && before.client.connected(); ++i)
    loop_.run_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(before.client.connected());
  qemu_.accept();
  qemu_.negotiate();
  support::settle(loop_);
  add_peer();
}

TEST_F(Sharing, TellsAtOnceThatThereIsNoQemu) {
  qemu_.cut();
  support::settle(loop_);
  Client late(loop_.get_executor(), UnixAddress{door_}, Peer::options(), {});
  auto connected = support::run(loop_, late.connect());
  ASSERT_FALSE(connected);
  EXPECT_EQ(
      connected.error().text,
      door_ + ": the mount that shares this monitor waits for QEMU; try again when QEMU is back");
}

TEST_F(Sharing, TurnsAwayTheOneTooManyWithTheReason) {
  for (std::size_t i = 0; i < Share::max_peers; ++i) add_peer();
  Client last(loop_.get_executor(), UnixAddress{door_}, Peer::options(), {});
  auto connected = support::run(loop_, last.connect());
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().text,
            door_ + ": 64 clients share this monitor already; try again when one has left");
  peers_.front().client.close();
  support::settle(loop_);
  add_peer();
}

TEST_F(Sharing, IsForTheOwnerAlone) {
  struct stat status = {};
  ASSERT_EQ(::stat(door_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(Sharing, LeavesNoFileBehindAndTakesOverADeadOne) {
  const std::string path = folder_ / "other";
  {
    Share share(loop_.get_executor(), *client_, false, [] {});
    share.listen(path);
    EXPECT_THROW(Share(loop_.get_executor(), *client_, false, [] {}).listen(path),
                 std::runtime_error);
  }
  struct stat status = {};
  EXPECT_NE(::stat(path.c_str(), &status), 0);
  { asio::local::stream_protocol::acceptor dead(loop_, path); }
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  Share share(loop_.get_executor(), *client_, false, [] {});
  EXPECT_NO_THROW(share.listen(path));
}

TEST_F(Sharing, NeverReplacesAFileThatIsNoSocket) {
  const std::string path = folder_ / "file";
  std::ofstream(path) << "kept";
  Share share(loop_.get_executor(), *client_, false, [] {});
  EXPECT_THROW(share.listen(path), std::runtime_error);
  EXPECT_EQ(std::ifstream(path).get(), 'k');
}

TEST_F(Sharing, MayBeDeepBelow) {
  const std::string deep = folder_.make_folder(std::string(200, 'd')) + "/share";
  {
    Share second(loop_.get_executor(), *client_, false, [] {});
    second.listen(deep);
    support::Task<void> sharing(loop_, second.run());
    Peer peer(loop_, deep);
    wait_until_ready(peer);
    Share third(loop_.get_executor(), *client_, false, [] {});
    EXPECT_THROW(third.listen(deep), std::runtime_error) << "the second listens there";
    peer.client.close();
    second.close();
    support::run(loop_, second.drain());
    sharing.get();
    peer.running.get();
  }
  EXPECT_FALSE(std::filesystem::exists(deep)) << "its file goes with it";
}

TEST_F(Sharing, LeavesNothingToOtherPrograms) {
  add_peer();
  int found = 0;
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    sockaddr_un own = {};
    socklen_t size = sizeof own;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0) continue;
    if (own.sun_family != AF_UNIX || door_ != own.sun_path) continue;
    ++found;
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), FD_CLOEXEC);
  }
  EXPECT_EQ(found, 2) << "the door, and the client's place behind it";
}

}  // namespace
}  // namespace qmp
