#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <sys/stat.h>
#include <sys/types.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>

namespace fuse {

/// What the kernel calls an inode by. 1 is the root.
using Ino = std::uint64_t;
constexpr Ino root_ino = 1;

/// What the file system calls an open file or directory by; the kernel hands it back with every
/// read and write.
using Handle = std::uint64_t;

/// Who asks, for the two operations where that matters: write(2) and close(2). Threads of a process
/// share the owner, which is its table of descriptors; a child has another. The kernel gives an
/// owner's number to a later process once the process has ended.
struct Caller {
  std::uint64_t owner = 0;  ///< lock owner; 0 if the kernel does not tell
  pid_t thread = 0;         ///< 0 if it has no number here, as from a foreign PID namespace
};

/// Why an operation failed, in the kernel's terms: `Errno(ENOENT)`.
enum class Errno : int {};

constexpr int number(Errno error) { return static_cast<int>(error); }

/// Found by boost::system::result: `value()` of a failed result throws std::system_error.
[[noreturn]] inline void throw_exception_from_error(Errno error, const boost::source_location&) {
  throw std::system_error(number(error), std::generic_category());
}

template <class T = void>
using Result = boost::system::result<T, Errno>;

/// What stat(2) shows, and how long the kernel may show it without asking again.
struct Attributes {
  struct stat status = {};
  std::chrono::nanoseconds timeout = {};
};

/// A name's inode. The kernel holds one more lookup on it once it was told; `timeout` bounds the
/// name as well.
struct Entry {
  Ino ino = 0;
  Attributes attributes;
};

/// An opened file. If `attributes_changed`, the kernel is made to ask for the attributes again
/// before it learns of the open.
struct Opened {
  Handle handle = 0;
  bool attributes_changed = false;
};

/// Bytes read; `attributes_changed` as for Opened.
struct Bytes {
  std::string data;
  bool attributes_changed = false;
};

}  // namespace fuse
