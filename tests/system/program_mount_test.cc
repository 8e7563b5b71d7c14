// The ways to say what to mount and how, and what is there when the program has returned.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <string>
#include <thread>

#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using support::MountedMachine;
using support::Mountpoint;
using support::Outcome;
using support::QemuProcess;
using support::run;
using support::shell_word;

class ProgramMount : public support::SystemTest {};

std::string program() { return shell_word(support::qom_fuse_program()); }

/// What ls must print of the root.
std::string root_listing(const QemuProcess& qemu) {
  std::set<std::string> names;
  for (const auto& property : support::MonitorProbe(qemu.probe_socket()).list("/"))
    names.insert(property.name);
  std::string listing;
  for (const std::string& name : names) listing += name + "\n";
  return listing;
}

/// The command mounts `qemu` at `mountpoint` and returns only when the mount answers. Gives what it
/// said on stderr.
std::string expect_mount(const QemuProcess& qemu, const std::string& command,
                         const Mountpoint& mountpoint) {
  const Outcome outcome = run(command + " && LC_ALL=C ls " + mountpoint.path());
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, root_listing(qemu));
  return outcome.err;
}

/// A TCP port nobody uses at the moment.
int free_port() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bind(fd, reinterpret_cast<sockaddr*>(&address), length);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  close(fd);
  return ntohs(address.sin_port);
}

/// A connected socket that programs started from here inherit.
int inherited_connection(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return fd;
}

unsigned mode_of(const std::string& path) {
  struct stat attributes = {};
  EXPECT_EQ(lstat(path.c_str(), &attributes), 0) << path;
  return attributes.st_mode & 07777;
}

TEST_F(ProgramMount, ReturnsWhenTheMountAnswers) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  EXPECT_EQ(expect_mount(qemu, program() + " " + qemu.mount_socket() + " " + mountpoint.path(),
                         mountpoint),
            "");
}

TEST_F(ProgramMount, LetsGoOfTheOutputsOfItsCaller) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  const Outcome outcome =
      run(program() + " " + qemu.mount_socket() + " " + mountpoint.path() + " 2>&1 | cat",
          std::chrono::seconds(10));
  EXPECT_FALSE(outcome.timed_out);
}

/// As cron, init scripts and some CI runners start it.
TEST_F(ProgramMount, DoesWithoutStandardStreams) {
  QemuProcess qemu(support::bare_machine("none"));
  for (const std::string closed : {" <&-", " <&- >&- 2>&-"}) {
    SCOPED_TRACE(closed);
    Mountpoint mountpoint;
    const std::string command = program() + " " + qemu.mount_socket() + " " + mountpoint.path();
    EXPECT_EQ(expect_mount(qemu, command + closed, mountpoint), "");
  }
}

TEST_F(ProgramMount, TakesPathsWithBlanksAndCommas) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  const std::string socket = qemu.directory() / "a, b.sock";
  ASSERT_EQ(symlink(qemu.mount_socket().c_str(), socket.c_str()), 0);
  const std::string command = program() + " " + shell_word(socket) + " " + mountpoint.path();
  EXPECT_EQ(expect_mount(qemu, command, mountpoint), "");
}

TEST_F(ProgramMount, UnderstandsAPrettyMonitor) {
  QemuProcess qemu({"-M", "none", "-chardev", "socket,id=p,path=@DIR@/pretty,server=on,wait=off",
                    "-mon", "chardev=p,mode=control,pretty=on"});
  Mountpoint mountpoint;
  const std::string socket = qemu.directory() / "pretty";
  EXPECT_EQ(expect_mount(qemu, program() + " " + socket + " " + mountpoint.path(), mountpoint), "");
}

TEST_F(ProgramMount, TakesTheAddressFromOptionOrEnvironment) {
  QemuProcess qemu(support::bare_machine("none"));
  const std::string socket = qemu.mount_socket();
  for (const std::string& command :
       {program() + " -s " + socket + " ", program() + " --socket=" + socket + " ",
        program() + " unix:" + socket + " ", "QMP_SOCKET=" + socket + " " + program() + " ",
        "QMP_SOCKET=/nowhere " + program() + " -s " + socket + " "}) {
    SCOPED_TRACE(command);
    Mountpoint mountpoint;
    EXPECT_EQ(expect_mount(qemu, command + mountpoint.path(), mountpoint), "");
  }
}

TEST_F(ProgramMount, TakesRelativePaths) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  EXPECT_EQ(expect_mount(qemu,
                         "cd " + qemu.directory().path() + " && " + program() + " mount.sock ../" +
                             mountpoint.path().substr(mountpoint.path().rfind("qom-fuse-")),
                         mountpoint),
            "");
}

TEST_F(ProgramMount, TakesTcpAddresses) {
  const std::string port = std::to_string(free_port());
  QemuProcess qemu({"-M", "none", "-qmp", "tcp:127.0.0.1:" + port + ",server=on,wait=off"});
  for (const std::string& address :
       {"tcp:127.0.0.1:" + port, "127.0.0.1:" + port, "localhost:" + port}) {
    SCOPED_TRACE(address);
    Mountpoint mountpoint;
    EXPECT_EQ(expect_mount(qemu, program() + " " + address + " " + mountpoint.path(), mountpoint),
              "");
  }
}

TEST_F(ProgramMount, TakesAnInheritedSocket) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  const int fd = inherited_connection(qemu.mount_socket());
  EXPECT_EQ(expect_mount(qemu, program() + " fd:" + std::to_string(fd) + " " + mountpoint.path(),
                         mountpoint),
            "");
  close(fd);
}

/// mount(8) drops PATH, so the program must be in a place every shell knows; a private namespace
/// puts it there.
TEST_F(ProgramMount, WorksFromMountWithOptions) {
  if (geteuid() != 0) GTEST_SKIP() << "mount(8) needs root";
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  const std::string folder = qemu.directory().make_folder("bin");
  ASSERT_EQ(symlink(support::qom_fuse_program().c_str(), (folder + "/qom-fuse").c_str()), 0);
  const std::string place = mountpoint.path();
  const std::string script =
      "mount --bind " + folder + " /usr/local/bin && mount -t fuse.qom-fuse " +
      qemu.mount_socket() + " " + place + " -o ro,noatime,nofail,x-systemd.automount && " +
      "LC_ALL=C ls " + place + " && findmnt -no FSTYPE,OPTIONS " + place + "; umount " + place;
  const Outcome outcome = run("unshare -m bash -c " + shell_word(script));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with(root_listing(qemu) + "fuse.qom-fuse ro,")) << outcome.out;
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(support::wait_until_unmounted(place));
}

TEST_F(ProgramMount, IsPrivateAndHarmlessByDefault) {
  MountedMachine vm;
  EXPECT_EQ(mode_of(vm("/objects")), 0700U);
  EXPECT_EQ(mode_of(vm("/objects/io0/poll-max-ns")), 0600U);
  struct stat attributes = {};
  ASSERT_EQ(stat(vm("/objects/io0/type").c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_uid, geteuid());
  EXPECT_EQ(attributes.st_gid, getegid());
  const support::MountEntry entry = support::mount_at(vm.mounted.path());
  EXPECT_EQ(entry.type, "fuse.qom-fuse");
  for (const std::string option : {"nosuid", "nodev", "noexec", "default_permissions"}) {
    EXPECT_NE(("," + entry.options + ",").find("," + option + ","), std::string::npos)
        << option << entry.options;
  }
}

TEST_F(ProgramMount, TakesOwnerAndModes) {
  MountedMachine vm(support::q35_with_devices(), "uid=12,gid=34,umask=027,fsname=guest");
  EXPECT_EQ(mode_of(vm("/objects")), 0750U);
  EXPECT_EQ(mode_of(vm("/objects/io0/poll-max-ns")), 0640U);
  struct stat attributes = {};
  ASSERT_EQ(stat(vm("/objects/io0/type").c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_uid, 12U);
  EXPECT_EQ(attributes.st_gid, 34U);
  EXPECT_EQ(support::mount_at(vm.mounted.path()).source, "guest");
}

TEST_F(ProgramMount, ClearsItsOwnStaleMountFirst) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  const std::string command = program() + " " + qemu.mount_socket() + " " + mountpoint.path();
  ASSERT_EQ(run(command).status, 0);
  kill(support::daemon_of(mountpoint.path()), SIGKILL);
  while (support::daemon_of(mountpoint.path()) > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_TRUE(support::mount_at(mountpoint.path()).mounted);
  const std::string note = expect_mount(qemu, command, mountpoint);
  EXPECT_TRUE(note.starts_with("qom-fuse: ")) << note;
}

}  // namespace
