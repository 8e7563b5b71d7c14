#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// The trees that qom-fuse has mounted on this host, as the kernel tells in mountinfo. A path of a
/// file in one of them can stand for the QOM path it shows. Looking costs the mounts nothing: they
/// are compared by name, so one whose QEMU hangs makes nobody wait.
class MountedTrees {
 public:
  /// Those of this process.
  MountedTrees();

  /// Those of a text like /proc/self/mountinfo.
  explicit MountedTrees(std::istream& mountinfo);

  /// The QOM path of a file name, `directory` being what relative ones begin at. Inside a mounted
  /// tree a relative name is one only if it says so (`./x`, `../x`) or its first part exists there:
  /// else it is left to be QEMU's partial path. Nothing for what is not in a mounted tree.
  std::optional<std::string> qom_path(std::string_view name, const std::string& directory) const;

 private:
  struct Tree {
    std::string mountpoint;
    std::string root;  // the part of the tree that is seen there: `/`, but for bind mounts
  };

  void read(std::istream& mountinfo);
  std::optional<std::string> below_a_mountpoint(const std::string& path) const;

  std::vector<Tree> trees_;
};

/// The same for this process and its working directory.
std::optional<std::string> mounted_qom_path(std::string_view name);

}  // namespace cli
