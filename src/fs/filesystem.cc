#include "fs/filesystem.h"

#include "fs/attributes.h"

#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace fs {
namespace {

/// `/machine/peripheral/bal0/guest-stats`, for the log. No real name is that long; one of megabytes
/// would drown it.
std::string full_name(const Node& node) {
  constexpr std::size_t longest = 1000;
  std::string name = node.holder.text();
  if (!node.holder.is_root()) name += '/';
  name += node.property.name;
  if (name.size() > longest) name.replace(longest, name.npos, "...");
  return name;
}

/// Names and sentences come from QEMU: control characters in them would forge lines of the log.
std::string printable(std::string line) {
  for (char& byte : line)
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = '?';
  return line;
}

}  // namespace

Filesystem::Filesystem(qom::Tree& tree, qom::ReadAhead& read_ahead, fuse::Notifier& notifier,
                       Options options, Log log)
    : tree_(tree),
      read_ahead_(read_ahead),
      notifier_(notifier),
      options_(options),
      log_(std::move(log)) {}

void Filesystem::forget(Ino ino, std::uint64_t lookups) { inodes_.forget(ino, lookups); }

asio::awaitable<fuse::Result<fuse::Attributes>> Filesystem::getattr(Ino ino) {
  auto node = live(ino);
  if (!node) co_return node.error();
  co_return attributes_of(**node);
}

asio::awaitable<fuse::Result<>> Filesystem::access(Ino ino, int mask) {
  auto node = live(ino);
  if (!node) co_return node.error();
  bool is_file = (*node)->kind() == qom::Kind::value;
  if ((mask & W_OK) && is_file && (*node)->read_only) co_return fuse::Errno(EACCES);
  co_return fuse::Result<>();
}

struct statvfs Filesystem::statfs() const {
  struct statvfs status = {};
  status.f_bsize = status.f_frsize = 4096;
  status.f_namemax = max_name;
  return status;
}

fuse::Result<Node*> Filesystem::live(Ino ino) {
  Node* node = inodes_.find(ino);
  if (node && !node->detached) return node;
  if (machine_is_gone_) return fuse::Errno(EHOSTDOWN);
  if (!node) return fuse::Errno(ESTALE);
  if (is_open(ino) || was_sent_back(*node)) return fuse::Errno(ENOENT);
  note_sent_back(*node);
  return fuse::Errno(ESTALE);
}

fuse::Result<Node*> Filesystem::live_open(Ino ino) {
  Node* node = inodes_.find(ino);
  if (node && !node->detached) return node;
  return fuse::Errno(machine_is_gone_ ? EHOSTDOWN : ENOENT);
}

bool Filesystem::is_open(Ino ino) const {
  auto is_it = [ino](const auto& open) { return open.ino == ino; };
  return files_.any(is_it) || directories_.any(is_it);
}

/// Looking again takes the kernel one lookup a name of the path, and so QEMU a few answers.
bool Filesystem::was_sent_back(const Node& node) const {
  constexpr std::chrono::seconds looking_again(10);
  return qom::Clock::now() - node.sent_back < looking_again;
}

/// The way that leads here again may go through any of the removed objects above, and through what
/// took their place: lookup hands it on.
void Filesystem::note_sent_back(Node& node) {
  auto now = qom::Clock::now();
  Node* at = &node;
  while (at && at->detached) {
    at->sent_back = now;
    at = inodes_.find(at->parent);
  }
  if (at) at->sent_back = now;
}

fuse::Attributes Filesystem::attributes_of(const Node& node) const {
  return {attributes(node, options_), options_.timeout};
}

fuse::Errno Filesystem::failed(Ino ino, const qmp::Error& error, Attempt attempt,
                               std::string_view written, std::optional<qom::Shape> shape) {
  fuse::Errno reason = errno_of(error, attempt, written, shape);
  Node* node = inodes_.find(ino);
  if (!node) node = &inodes_.root();  // gone meanwhile; the sentence is not lost
  if (says_not_writable(error)) node->read_only = true;
  if (reason == fuse::Errno(ENOENT)) tree_.forget(node->holder);
  if (error.failure == qmp::Failure::not_connected)
    return reason;  // said once, when the machine went
  const char* verb = attempt == Attempt::read ? "read " : "write ";
  log_(printable(verb + full_name(*node) + ": " + error.text + " (" +
                 strerrorname_np(number(reason)) + ")"));
  return reason;
}

void Filesystem::log_incomplete(Ino ino) {
  Node* node = inodes_.find(ino);
  if (node)
    log_(printable("write " + full_name(*node) +
                   ": closed before the JSON was complete; nothing was sent"));
}

}  // namespace fs
