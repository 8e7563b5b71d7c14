#include "cli/options.h"

#include "cli/empty_value.h"
#include "cli/help_text.h"
#include "cli/source.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <memory>
#include <optional>
#include <vector>

namespace cli {
namespace {

constexpr const char* description =
    R"(Mounts a running QEMU as a file system: each QOM object is a directory, each
property a file, each link<> a symlink. cat is qom-get, echo is qom-set, ls is
qom-list.)";

constexpr const char* footer =
    R"(ADDR is a path, unix:PATH, HOST:PORT, tcp:HOST:PORT, [V6]:PORT or fd:N (an
inherited connected socket).

Mount options (-o OPTION[,OPTION...]):
  ro                     never write to QEMU
  uid=ID, gid=ID         owner of all files, by name or number (default: whoever
                         mounts)
  umask=OCTAL            permission bits to take away (default: 077)
  timeout=SEC            how long a listing may serve without asking QEMU
                         (default: 1; 0 asks always)
  readahead_timeout=SEC  how long a value fetched ahead may wait for its one
                         reader (default: 0.25)
  deadline=SEC           longest wait for one answer of QEMU (default: 10)
  share=PATH             a socket for other QMP clients: qmp, qmp-shell, qom-get
                         and any other
  noreconnect            unmount and exit when QEMU goes, instead of waiting for
                         it to come back
  insecure_tcp           as --insecure-tcp
  nosymfollow            the kernel follows none of its symlinks (as root)
  allow_other, allow_root, auto_unmount, fsname=NAME, subtype=NAME, ...
                         as libfuse has them

Examples:
  qemu-system-x86_64 ... -qmp unix:vm.sock,server,wait=off
  qom-fuse vm.sock mnt && ls mnt/machine
  cat mnt/machine/type
  echo 1 > mnt/machine/peripheral/balloon0/guest-stats-polling-interval
  fusermount3 -u mnt)";

class Help : public CLI::Formatter {
  std::string make_usage(const CLI::App*, std::string) const override {
    return "Usage: qom-fuse [OPTIONS] [ADDR] MOUNTPOINT\n"
           "       mount -t fuse.qom-fuse ADDR MOUNTPOINT [-o OPTION,...]\n";
  }
};

/// For the mount table. An absolute path stays as typed, `unix:` and all: mount(8) compares it with
/// fstab.
std::string name_from_everywhere(const std::string& typed, const qmp::Address& address) {
  auto* local = std::get_if<qmp::UnixAddress>(&address);
  bool absolute = typed.starts_with('/') || typed.starts_with("unix:/");
  return local && !absolute ? local->path : typed;
}

/// Always on: the kernel checks the modes, and what a guest's properties say is never run or
/// trusted as a device.
void complete(MountOptions& mount, const std::string& source) {
  for (const char* always : {"default_permissions", "nosuid", "nodev", "noexec"})
    mount.fuse.emplace_back(always);
  if (!mount.has_subtype) mount.fuse.emplace_back("subtype=qom-fuse");
  if (mount.has_fsname) return;
  mount.fuse.push_back("fsname=" + escape_commas(source));
}

}  // namespace

std::variant<Options, Text> parse_options(int argc, const char* const* argv) {
  Options options;
  std::string option;
  std::vector<std::string> lists;
  std::vector<std::string> positionals;
  options.mount.tree.uid = ::getuid();
  options.mount.tree.gid = ::getgid();

  CLI::App app(description, "qom-fuse");
  app.formatter(std::make_shared<Help>());
  app.footer(footer);
  app.set_help_flag("-h,--help", "Print this help");
  app.set_version_flag("-V,--version", "qom-fuse " QOM_FUSE_VERSION, "Print the version");
  auto* socket =
      app.add_option("-s,--socket", option,
                     "The QMP monitor, unless given before the mountpoint; else $QMP_SOCKET");
  socket->type_name("ADDR");
  app.add_option("-o", lists, "Mount options, see below")
      ->type_name("OPTION,...")
      ->allow_extra_args(false);
  app.add_flag("-f,--foreground", options.foreground, "Stay in the foreground; Ctrl-C unmounts");
  app.add_flag("--insecure-tcp", options.mount.insecure_tcp,
               "Let the monitor be on another machine: QMP has no password and no encryption");
  app.add_flag("-d,--debug", options.debug,
               "Show every request of the kernel, and values in messages (implies -f)");
  app.add_option("positionals", positionals)->group("");
  refuse_empty_values(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Text{fitted(app.help())};
  } catch (const CLI::CallForVersion& version) {
    return Text{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }

  if (positionals.empty()) throw UsageError("no mountpoint given");
  if (positionals.size() > 2) throw UsageError("too many arguments: '" + positionals[2] + "'");
  options.mountpoint = positionals.back();
  if (options.mountpoint.empty())
    throw UsageError("the mountpoint is ''; is the variable set that names it?");
  std::optional<std::string> given;
  if (socket->count() > 0) given = option;
  if (positionals.size() == 2) given = positionals.front();
  options.source =
      choose_source(given, "name it before the mountpoint, with -s, or in $QMP_SOCKET");
  for (const std::string& list : lists) parse_mount_options(list, options.mount);
  options.address = parse_source(options.source, options.mount.insecure_tcp);
  options.source = name_from_everywhere(options.source, options.address);
  complete(options.mount, options.source);
  options.foreground |= options.debug;
  options.mount.tree.log_values = options.mount.tree.log_refused_reads = options.debug;
  return options;
}

}  // namespace cli
