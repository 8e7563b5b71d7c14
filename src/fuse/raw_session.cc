#include "fuse/raw_session.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

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

}  // namespace

fuse_session* make_raw_session(const std::vector<std::string>& options, bool debug,
                               const fuse_lowlevel_ops& callbacks, void* user_data) {
  fuse_args arguments = FUSE_ARGS_INIT(0, nullptr);
  fuse_opt_add_arg(&arguments, "qom-fuse");
  for (const std::string& option : options) {
    fuse_opt_add_arg(&arguments, "-o");
    fuse_opt_add_arg(&arguments, option.c_str());
  }
  if (debug) fuse_opt_add_arg(&arguments, "-d");
  LogCapture log;
  fuse_session* session = fuse_session_new(&arguments, &callbacks, sizeof callbacks, user_data);
  fuse_opt_free_args(&arguments);
  if (!session) throw MountError(log.line("libfuse refused the mount options"));
  return session;
}

void mount_raw_session(fuse_session* session, const std::string& mountpoint) {
  LogCapture log;
  errno = 0;
  if (fuse_session_mount(session, mountpoint.c_str()) != 0)
    throw MountError("cannot mount on '" + mountpoint + "': " + log.line(std::strerror(errno)));
}

}  // namespace fuse
