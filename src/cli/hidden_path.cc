#include "cli/hidden_path.h"

#include "fuse/mount_error.h"
#include "qmp/shell_word.h"

#include <filesystem>
#include <system_error>
#include <variant>
#include <vector>

namespace cli {
namespace {

using qmp::shell_word;
using std::filesystem::path;

/// Names still to be walked, the next one last.
using Names = std::vector<path>;

void walk_first(Names& names, const path& way) {
  Names parts;
  for (const path& part : way.relative_path()) parts.push_back(part);
  names.insert(names.end(), parts.rbegin(), parts.rend());
}

/// A bind mount shows the same directory under another name, and as a rule (if shared) what is
/// mounted there as well.
bool is_same(const path& one, const path& other) {
  std::error_code absent;
  return std::filesystem::equivalent(one, other, absent);
}

}  // namespace

bool leads_through(const std::string& way, const std::string& directory) {
  constexpr int most_links = 40;  // the kernel follows no more
  Names names;
  walk_first(names, way);
  path at = "/";
  for (int links = 0; !is_same(at, directory);) {
    if (names.empty() || links > most_links) return false;
    path name = names.back();
    names.pop_back();
    if (name == "..") at = at.parent_path();
    if (name.empty() || name == "." || name == "..") continue;
    std::error_code is_no_link;
    path target = std::filesystem::read_symlink(at / name, is_no_link);
    if (is_no_link) {
      at /= name;
    } else {
      ++links;
      if (target.is_absolute()) at = "/";
      walk_first(names, target);
    }
  }
  return true;
}

void refuse_to_hide_sockets(const Options& options, const std::string& directory) {
  std::string into = " leads into the mountpoint " + shell_word(directory);
  auto* local = std::get_if<qmp::UnixAddress>(&options.address);
  if (local && leads_through(local->path, directory))
    throw fuse::MountError("the monitor's path " + shell_word(local->path) + into +
                           ", which would hide it; mount on another folder");
  const std::string& share = options.mount.share;
  if (!share.empty() && leads_through(share, directory))
    throw fuse::MountError("-o share: the path " + shell_word(share) + into +
                           ", where nobody would find the socket; name one outside of it");
}

}  // namespace cli
