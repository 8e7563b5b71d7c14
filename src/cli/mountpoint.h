#pragma once

#include <string>

namespace cli {

/// Whether it is `/dev/fd/N`: a mount that somebody with more rights has made and passed on.
/// Whoever made it unmounts it.
bool is_inherited(const std::string& mountpoint);

/// The path by which the mount table and the log call the mount on this directory: absolute and
/// without symlinks, as far as it exists.
std::string real_path(const std::string& mountpoint);

/// Makes sure that a mount on this directory can work, and returns its real path. A dead
/// qom-fuse mount is detached first, with a note; an inherited mount is taken as it is. Throws
/// fuse::MountError with one line that says what is wrong and what to do.
std::string prepare_mountpoint(const std::string& mountpoint);

/// Tells the kernel to follow no symlink of the mount on this directory, which libfuse cannot.
/// Returns why it follows them all the same; empty if it does not.
std::string forbid_symlinks(const std::string& directory);

}  // namespace cli
