#pragma once

#include <boost/system/error_code.hpp>

#include <string>

namespace qmp {

/// A way to the file of a UNIX socket that fits into a socket's address, which holds 107 bytes: the
/// path itself, or for a longer one a short way through /proc and a descriptor that this owns. The
/// way is good for as long as this lives. Made anew for each attempt, as folder and file may have
/// been replaced. Used by connect() and Share.
class SocketPath {
 public:
  enum class Use {
    connect,  ///< the socket exists
    bind,     ///< its folder exists; a name of some 90 bytes is the most that fits
  };

  SocketPath(const std::string& path, Use use);
  ~SocketPath();
  SocketPath(const SocketPath&) = delete;
  SocketPath& operator=(const SocketPath&) = delete;

  /// Why there is no such way.
  const boost::system::error_code& error() const { return error_; }

  const std::string& text() const { return text_; }

 private:
  void open(const std::string& path, int flags);

  std::string text_;
  int descriptor_ = -1;
  boost::system::error_code error_;
};

}  // namespace qmp
