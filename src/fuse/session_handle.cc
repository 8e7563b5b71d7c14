#include "fuse/session_handle.h"

#include <linux/fuse.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace fuse {
namespace {

/// While one lives, what libfuse would print is kept instead. libfuse's hook knows no user data,
/// hence the static.
class LogCapture {
 public:
  LogCapture() {
    text_.clear();
    fuse_set_log_func(&LogCapture::keep);
  }
  ~LogCapture() { fuse_set_log_func(nullptr); }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  /// The first line, without libfuse's own prefix.
  static std::string line(const std::string& otherwise) {
    std::string line = text_.substr(0, text_.find('\n'));
    constexpr std::string_view prefix = "fuse: ";
    if (line.starts_with(prefix)) line.erase(0, prefix.size());
    return line.empty() ? otherwise : line;
  }

 private:
  static void keep(fuse_log_level, const char* format, va_list arguments) {
    char line[512];
    std::vsnprintf(line, sizeof line, format, arguments);
    text_ += line;
  }

  static inline std::string text_;
};

ssize_t read_from(int descriptor, void* buffer, std::size_t size, void*) {
  return ::read(descriptor, buffer, size);
}

/// libfuse 3.14 to 3.16 never pass on the wish for parallel lookups in a directory; without it one
/// slow lookup holds up every other. The first reply is that to INIT: header, then fuse_init_out.
ssize_t write_to(int descriptor, iovec* parts, int count, void* user_data) {
  auto* operations = static_cast<Operations*>(user_data);
  if (operations->is_first_reply() && count == 2 && parts[1].iov_len >= sizeof(fuse_init_out))
    static_cast<fuse_init_out*>(parts[1].iov_base)->flags |= FUSE_PARALLEL_DIROPS;
  return ::writev(descriptor, parts, count);
}

}  // namespace

SessionHandle::SessionHandle(const std::vector<std::string>& options, bool debug,
                             Operations& operations) {
  fuse_args arguments = FUSE_ARGS_INIT(0, nullptr);
  fuse_opt_add_arg(&arguments, "qom-fuse");
  for (const std::string& option : options) {
    fuse_opt_add_arg(&arguments, "-o");
    fuse_opt_add_arg(&arguments, option.c_str());
  }
  if (debug) fuse_opt_add_arg(&arguments, "-d");
  LogCapture log;
  fuse_lowlevel_ops table = Operations::table();
  session_ = fuse_session_new(&arguments, &table, sizeof table, &operations);
  fuse_opt_free_args(&arguments);
  if (!session_) throw MountError(log.line("libfuse refused the mount options"));
}

SessionHandle::~SessionHandle() {
  if (mounted_) fuse_session_unmount(session_);
  fuse_session_destroy(session_);
}

void SessionHandle::mount(const std::string& mountpoint) {
  LogCapture log;
  errno = 0;
  if (fuse_session_mount(session_, mountpoint.c_str()) != 0)
    throw MountError("cannot mount on " + mountpoint + ": " + log.line(std::strerror(errno)));
  mounted_ = true;
  use_own_io(fuse_session_fd(session_));
}

void SessionHandle::use_own_io(int descriptor) {
  fuse_custom_io io = {};
  io.read = read_from;
  io.writev = write_to;
  if (fuse_session_custom_io(session_, &io, descriptor) != 0)
    throw MountError("libfuse refused the descriptor");
}

}  // namespace fuse
