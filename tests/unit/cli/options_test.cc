#include "cli/options.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

using cli::Options;

/// $QMP_SOCKET for as long as it lives; what was there comes back.
class MonitorVariable {
 public:
  explicit MonitorVariable(const char* value) {
    if (const char* before = std::getenv("QMP_SOCKET")) before_ = before;
    set(value);
  }
  ~MonitorVariable() { set(before_ ? before_->c_str() : nullptr); }
  MonitorVariable(const MonitorVariable&) = delete;
  MonitorVariable& operator=(const MonitorVariable&) = delete;

 private:
  static void set(const char* value) {
    value ? ::setenv("QMP_SOCKET", value, 1) : ::unsetenv("QMP_SOCKET");
  }

  std::optional<std::string> before_;
};

std::variant<Options, cli::Text> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "qom-fuse");
  return cli::parse_options(static_cast<int>(arguments.size()), arguments.data());
}

Options options_of(std::vector<const char*> arguments) {
  return std::get<Options>(parse(std::move(arguments)));
}

std::string text_of(std::vector<const char*> arguments) {
  return std::get<cli::Text>(parse(std::move(arguments))).text;
}

std::string complaint(std::vector<const char*> arguments) {
  try {
    parse(std::move(arguments));
    return "";
  } catch (const cli::UsageError& error) {
    return error.what();
  }
}

bool passes(const Options& options, const std::string& option) {
  auto& all = options.mount.fuse;
  return std::find(all.begin(), all.end(), option) != all.end();
}

TEST(Options, TakeTheSourceByPrecedence) {
  struct Row {
    const char* environment;
    std::vector<const char*> arguments;
    std::string source;
  };
  const Row rows[] = {
      {"env.sock", {"-s", "option.sock", "source.sock", "mnt"}, "source.sock"},
      {"env.sock", {"source.sock", "mnt", "--socket", "option.sock"}, "source.sock"},
      {"env.sock", {"source.sock", "mnt"}, "source.sock"},
      {nullptr, {"source.sock", "mnt"}, "source.sock"},
      {"env.sock", {"-s", "option.sock", "mnt"}, "option.sock"},
      {"env.sock", {"mnt", "--socket=option.sock"}, "option.sock"},
      {"env.sock", {"mnt"}, "env.sock"},
  };
  for (const Row& row : rows) {
    MonitorVariable variable(row.environment);
    Options options = options_of(row.arguments);
    EXPECT_EQ(options.source, std::filesystem::current_path() / row.source);
    EXPECT_EQ(options.mountpoint, "mnt");
  }
}

TEST(Options, NeedASource) {
  for (const char* environment : {static_cast<const char*>(nullptr), ""}) {
    MonitorVariable variable(environment);
    EXPECT_NE(complaint({"mnt"}).find("QMP"), std::string::npos);
  }
}

/// An unset variable in a script must not lead to another machine.
TEST(Options, TakeAnEmptySourceForNoOther) {
  MonitorVariable variable("env.sock");
  const std::string said =
      "'' is no monitor address: it is empty; is the variable set that names it?";
  EXPECT_EQ(complaint({"", "mnt"}), said);
  EXPECT_EQ(complaint({"-s", "", "mnt"}), said);
  EXPECT_EQ(complaint({"-s", "option.sock", "", "mnt"}), said);
  EXPECT_EQ(complaint({"--socket", "", "mnt"}), said);
  EXPECT_EQ(complaint({"--socket=", "mnt"}),
            "--socket= has no value; is the variable set that names it?");
  EXPECT_EQ(options_of({"-s", "", "vm.sock", "mnt"}).source,
            std::filesystem::current_path() / "vm.sock");
}

TEST(Options, NeedAMountpoint) {
  MonitorVariable variable("env.sock");
  EXPECT_NE(complaint({}).find("mountpoint"), std::string::npos);
  EXPECT_NE(complaint({"-f", "-s", "vm.sock"}).find("mountpoint"), std::string::npos);
}

TEST(Options, RefuseWhatIsNoCommandLine) {
  EXPECT_NE(complaint({"a.sock", "mnt", "extra"}).find("extra"), std::string::npos);
  EXPECT_NE(complaint({"--no-such", "a.sock", "mnt"}).find("--no-such"), std::string::npos);
  EXPECT_NE(complaint({"a.sock", "mnt", "-o"}), "");
  EXPECT_NE(complaint({"a.sock", "mnt", "-o", "no_such"}).find("no_such"), std::string::npos);
  EXPECT_NE(complaint({"tcp:nowhere", "mnt"}).find("tcp:nowhere"), std::string::npos);
  EXPECT_NE(complaint({"fd:x", "mnt"}).find("fd:x"), std::string::npos);
}

TEST(Options, LetValuesIntoMessagesForDebuggingOnly) {
  EXPECT_FALSE(options_of({"-f", "sock", "mnt"}).mount.tree.log_values);
  EXPECT_TRUE(options_of({"-d", "sock", "mnt"}).mount.tree.log_values);
}

TEST(Options, LetRefusedReadsIntoTheLogForDebuggingOnly) {
  EXPECT_FALSE(options_of({"-f", "sock", "mnt"}).mount.tree.log_refused_reads);
  EXPECT_TRUE(options_of({"-d", "sock", "mnt"}).mount.tree.log_refused_reads);
}

TEST(Options, LetTcpLeaveTheMachineOnlyWhenToldSo) {
  auto insecure = [](std::vector<const char*> arguments) {
    return std::get<qmp::TcpAddress>(options_of(std::move(arguments)).address).insecure;
  };
  EXPECT_FALSE(insecure({"host:4444", "mnt"}));
  EXPECT_TRUE(insecure({"--insecure-tcp", "host:4444", "mnt"}));
  EXPECT_TRUE(insecure({"host:4444", "mnt", "-o", "ro,insecure_tcp"}));
  EXPECT_NE(complaint({"host:4444", "mnt", "-o", "insecure_tcp=no"}), "");
}

TEST(Options, ReadEachKindOfAddress) {
  auto tcp = std::get<qmp::TcpAddress>(options_of({"tcp:localhost:4444", "mnt"}).address);
  EXPECT_EQ(tcp.host, "localhost");
  EXPECT_EQ(tcp.port, "4444");
  auto six = std::get<qmp::TcpAddress>(options_of({"[::1]:4444", "mnt"}).address);
  EXPECT_EQ(six.host, "::1");
  auto inherited = std::get<qmp::InheritedAddress>(options_of({"fd:7", "mnt"}).address);
  EXPECT_EQ(inherited.descriptor, 7);
  auto local = std::get<qmp::UnixAddress>(options_of({"unix:/run/vm.sock", "mnt"}).address);
  EXPECT_EQ(local.path, "/run/vm.sock");
}

TEST(Options, MakeARelativeSocketPathAbsolute) {
  auto local = std::get<qmp::UnixAddress>(options_of({"vm.sock", "mnt"}).address);
  EXPECT_EQ(local.path, std::filesystem::current_path() / "vm.sock");
}

TEST(Options, LeaveNoDotsInASocketPath) {
  const std::string here = std::filesystem::current_path();
  for (const char* path : {"./vm.sock", "././vm.sock", "unix:./vm.sock"}) {
    auto local = std::get<qmp::UnixAddress>(options_of({path, "mnt"}).address);
    EXPECT_EQ(local.path, here + "/vm.sock") << path;
  }
}

/// Where `..` leads elsewhere than the name says.
TEST(Options, KeepASocketPathThatLeadsThroughASymlink) {
  support::ScratchDirectory folder;
  std::filesystem::create_directories(folder / "far/away");
  std::filesystem::create_directory_symlink("far/away", folder / "link");
  const std::string path = folder / "link/../vm.sock";
  EXPECT_EQ(std::get<qmp::UnixAddress>(options_of({path.c_str(), "mnt"}).address).path, path);
}

TEST(Options, TakeASocketPathOfAnyLength) {
  std::string path = "/" + std::string(500, 'a');
  auto local = std::get<qmp::UnixAddress>(options_of({path.c_str(), "mnt"}).address);
  EXPECT_EQ(local.path, path);
}

TEST(Options, NeedAMountpointWithAName) {
  EXPECT_EQ(complaint({"vm.sock", ""}), "the mountpoint is ''; is the variable set that names it?");
}

TEST(Options, StayInTheForegroundOnRequest) {
  EXPECT_FALSE(options_of({"a.sock", "mnt"}).foreground);
  EXPECT_FALSE(options_of({"a.sock", "mnt"}).debug);
  EXPECT_TRUE(options_of({"-f", "a.sock", "mnt"}).foreground);
  Options debug = options_of({"a.sock", "mnt", "-d"});
  EXPECT_TRUE(debug.foreground);
  EXPECT_TRUE(debug.debug);
}

TEST(Options, TakeMountOptionsAnywhere) {
  Options options = options_of({"-o", "uid=7", "a.sock", "mnt", "-o", "ro,gid=8"});
  EXPECT_EQ(options.mountpoint, "mnt");
  EXPECT_EQ(options.mount.tree.uid, 7u);
  EXPECT_EQ(options.mount.tree.gid, 8u);
  EXPECT_TRUE(options.mount.tree.read_only);
}

TEST(Options, TakeWhatMountFusePasses) {
  Options options = options_of({"/run/vm.sock", "/mnt", "-o", "rw,dev,suid,umask=022"});
  EXPECT_EQ(options.source, "/run/vm.sock");
  EXPECT_EQ(options.mountpoint, "/mnt");
  EXPECT_EQ(options.mount.tree.umask, 022u);
}

TEST(Options, BelongToWhoeverMounts) {
  Options options = options_of({"a.sock", "mnt"});
  EXPECT_EQ(options.mount.tree.uid, ::getuid());
  EXPECT_EQ(options.mount.tree.gid, ::getgid());
}

TEST(Options, AreAlwaysSafeForTheKernel) {
  for (const char* list : {"rw", "rw,dev,suid,exec"}) {
    Options options = options_of({"a.sock", "mnt", "-o", list});
    for (const char* always : {"default_permissions", "nosuid", "nodev", "noexec"})
      EXPECT_TRUE(passes(options, always)) << always;
  }
}

TEST(Options, NameTheMountAfterItsSource) {
  Options options = options_of({"/a,b\\c.sock", "mnt"});
  EXPECT_TRUE(passes(options, "fsname=/a\\,b\\\\c.sock"));
  EXPECT_TRUE(passes(options, "subtype=qom-fuse"));
}

/// From another folder, the name of a socket as it was typed is another machine's.
TEST(Options, NameTheMountByTheAbsolutePathOfItsSocket) {
  const std::string here = std::filesystem::current_path();
  for (const char* typed : {"vm.sock", "./vm.sock", "unix:vm.sock"})
    EXPECT_TRUE(passes(options_of({typed, "mnt"}), "fsname=" + here + "/vm.sock")) << typed;
}

/// mount(8) finds a line of fstab in the mount table by these very words.
TEST(Options, NameTheMountByAnyOtherAddressAsTyped) {
  for (std::string typed : {"/run/vm.sock", "/run//vm.sock", "unix:/run/vm.sock",
                            "tcp:localhost:4444", "localhost:4444", "[::1]:4444", "fd:7"})
    EXPECT_TRUE(passes(options_of({typed.c_str(), "mnt"}), "fsname=" + typed)) << typed;
}

TEST(Options, LeaveNamesThatWereGiven) {
  Options options = options_of({"a.sock", "mnt", "-o", "fsname=vm1,subtype=other"});
  EXPECT_TRUE(passes(options, "fsname=vm1"));
  EXPECT_TRUE(passes(options, "subtype=other"));
  EXPECT_FALSE(passes(options, "fsname=a.sock"));
  EXPECT_FALSE(passes(options, "subtype=qom-fuse"));
}

TEST(Options, PrintTheHelpWhateverElseIsMissing) {
  MonitorVariable variable(nullptr);
  for (const char* flag : {"-h", "--help"}) {
    std::string help = text_of({flag});
    for (const char* word : {"Usage: qom-fuse", "MOUNTPOINT", "umask", "readahead_timeout",
                             "deadline", "Examples:", "fusermount3 -u"})
      EXPECT_NE(help.find(word), help.npos) << word;
  }
}

TEST(Options, PrintTheVersion) {
  for (const char* flag : {"-V", "--version"})
    EXPECT_TRUE(text_of({flag}).starts_with("qom-fuse ")) << flag;
}

}  // namespace
