#include "qmp/socket_path.h"

#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <fcntl.h>

namespace qmp {
namespace {

bool fits(const std::string& path) { return path.size() < sizeof(sockaddr_un::sun_path); }

}  // namespace

SocketPath::SocketPath(const std::string& path, Use use) : text_(path) {
  if (fits(path)) return;
  if (use == Use::connect) {
    open(path, 0);
  } else {
    auto slash = path.rfind('/');
    open(slash == path.npos ? "." : path.substr(0, slash + 1), O_DIRECTORY);
    text_ += '/' + path.substr(slash + 1);
  }
  if (!error_ && !fits(text_)) error_.assign(ENAMETOOLONG, boost::system::system_category());
}

SocketPath::~SocketPath() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

/// O_PATH asks for no right but those to the folders above.
void SocketPath::open(const std::string& path, int flags) {
  descriptor_ = ::open(path.c_str(), O_PATH | O_CLOEXEC | flags);
  if (descriptor_ < 0) error_.assign(errno, boost::system::system_category());
  text_ = "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace qmp
