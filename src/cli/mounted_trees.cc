#include "cli/mounted_trees.h"

#include <sys/stat.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

namespace cli {
namespace {

constexpr std::string_view our_type = "fuse.qom-fuse";

/// Undoes the octal escapes of mountinfo: blanks, tabs, newlines and backslashes.
std::string unescaped(const std::string& field) {
  std::string text;
  for (std::size_t at = 0; at < field.size(); ++at) {
    if (field[at] == '\\' && at + 3 < field.size()) {
      text += static_cast<char>(std::stoi(field.substr(at + 1, 3), nullptr, 8));
      at += 3;
    } else {
      text += field[at];
    }
  }
  return text;
}

/// `.` and `..` taken out by name alone, without a slash at the end.
std::string normal(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

std::string resolved(const std::string& path) {
  std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : path;
}

bool exists(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0;
}

std::string joined(const std::string& front, std::string_view back) {
  return (front == "/" ? "" : front) + std::string(back);
}

}  // namespace

MountedTrees::MountedTrees() {
  std::ifstream mountinfo("/proc/self/mountinfo");
  read(mountinfo);
}

MountedTrees::MountedTrees(std::istream& mountinfo) { read(mountinfo); }

/// A line: ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS.
void MountedTrees::read(std::istream& mountinfo) {
  for (std::string line; std::getline(mountinfo, line);) {
    std::istringstream fields(line);
    std::string skipped, root, mountpoint, word, type;
    fields >> skipped >> skipped >> skipped >> root >> mountpoint;
    while (fields >> word && word != "-") continue;
    fields >> type;
    if (type == our_type) trees_.push_back({unescaped(mountpoint), unescaped(root)});
  }
}

std::optional<std::string> MountedTrees::below_a_mountpoint(const std::string& path) const {
  const Tree* closest = nullptr;
  for (const Tree& tree : trees_) {
    bool holds = path == tree.mountpoint || path.starts_with(joined(tree.mountpoint, "/"));
    bool closer = !closest || tree.mountpoint.size() >= closest->mountpoint.size();
    if (holds && closer) closest = &tree;
  }
  if (!closest) return std::nullopt;
  auto below = joined(closest->root, std::string_view(path).substr(closest->mountpoint.size()));
  return below.empty() ? "/" : below;
}

std::optional<std::string> MountedTrees::qom_path(std::string_view name,
                                                  const std::string& directory) const {
  if (trees_.empty() || name.empty()) return std::nullopt;
  bool relative = !name.starts_with('/');
  std::string path(name);
  if (relative) {
    bool says_so = name == "." || name == ".." || name.starts_with("./") || name.starts_with("../");
    std::string first(name.substr(0, name.find('/')));
    if (!says_so && below_a_mountpoint(directory) && !exists(directory + "/" + first))
      return std::nullopt;
    path = directory + "/" + path;
  }
  path = normal(path);
  if (auto found = below_a_mountpoint(path)) return found;
  // A symlink may lead to the mountpoint; links inside the tree are left for QEMU to follow.
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    std::string front = resolved(path.substr(0, end));
    if (below_a_mountpoint(front))
      return below_a_mountpoint(end == path.npos ? front : front + path.substr(end));
    if (end == path.npos) return std::nullopt;
  }
}

std::optional<std::string> mounted_qom_path(std::string_view name) {
  std::error_code error;
  std::string directory = std::filesystem::current_path(error).string();
  return MountedTrees().qom_path(name, error ? "/" : directory);
}

}  // namespace cli
