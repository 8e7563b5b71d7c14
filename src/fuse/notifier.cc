#include "fuse/notifier.h"

#include <linux/fuse.h>
#include <unistd.h>

#include <cerrno>

namespace fuse {
namespace {

/// FUSE_NOTIFY_INC_EPOCH of protocol 7.44, which the headers of Debian 12 and 13 do not know yet.
constexpr std::int32_t notify_inc_epoch = 8;

void drop_now(fuse_session* session, Ino directory, const std::string& name) {
  fuse_lowlevel_notify_inval_entry(session, directory, name.data(), name.size());
}

void expire_now(fuse_session* session, Ino directory, const std::string& name) {
#if FUSE_VERSION >= FUSE_MAKE_VERSION(3, 16)
  fuse_lowlevel_notify_expire_entry(session, directory, name.data(), name.size());
#else
  fuse_lowlevel_notify_expire_entry(session, directory, name.data(), name.size(),
                                    FUSE_LL_EXPIRE_ONLY);
#endif
}

}  // namespace

Notifier::~Notifier() { join(); }

void Notifier::join() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void Notifier::start(fuse_session* session) {
  session_ = session;
  running_ = true;
  thread_ = std::thread(&Notifier::work, this);
}

void Notifier::drop_attributes(Ino ino) {
  constexpr off_t attributes_only = -1;
  if (running_) fuse_lowlevel_notify_inval_inode(session_, ino, attributes_only, 0);
}

bool Notifier::expire_all() {
  if (!running_ || !can_expire_all_) return false;
  fuse_out_header message = {};
  message.len = sizeof message;
  message.error = notify_inc_epoch;
  can_expire_all_ =
      ::write(fuse_session_fd(session_), &message, sizeof message) == sizeof message ||
      errno != EINVAL;
  return can_expire_all_;
}

void Notifier::expire(Ino directory, const std::string& name) { add({directory, name, false}); }

void Notifier::drop(Ino directory, const std::string& name) { add({directory, name, true}); }

void Notifier::add(Task task) {
  if (!running_) return;
  {
    std::lock_guard lock(mutex_);
    tasks_.insert(std::move(task));
  }
  changed_.notify_one();
}

void Notifier::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    tasks_.clear();
  }
  changed_.notify_one();
}

void Notifier::work() {
  while (auto task = next_task())
    (task->drop ? drop_now : expire_now)(session_, task->directory, task->name);
  running_ = false;
}

/// Sleeps until there is one; nothing when it is time to leave.
std::optional<Notifier::Task> Notifier::next_task() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
  if (stopping_) return std::nullopt;
  return std::move(tasks_.extract(tasks_.begin()).value());
}

}  // namespace fuse
