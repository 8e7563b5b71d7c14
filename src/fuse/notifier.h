#pragma once

#include "fuse/types.h"

#include <fuse_lowlevel.h>

#include <atomic>
#include <compare>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace fuse {

/// Tells the kernel what to forget. Owns the program's only other thread: telling the kernel about
/// a name takes a lock that a pending request may hold until the loop has answered it, so the loop
/// may never do that itself, nor wait for the thread. The thread never calls back into the loop.
///
/// Constructed before the Session that start()s it and stop()s it; its functions do nothing outside
/// of that time.
class Notifier {
 public:
  Notifier() = default;
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  void start(fuse_session* session);

  /// The kernel asks for the attributes of a file again before it shows them. Takes no lock; done
  /// at once.
  void drop_attributes(Ino ino);

  /// The kernel looks every name up again before it uses it. Takes no lock; done at once. False if
  /// this kernel cannot (before 6.16): then each name has to be given to expire().
  bool expire_all();

  /// The kernel looks the name up again before it uses it; working directories stay valid. Done by
  /// the thread, some time soon; asking twice is like asking once.
  void expire(Ino directory, const std::string& name);

  /// The kernel forgets the name and what it leads to. For names that are gone, of which there are
  /// many: a working directory there becomes "deleted". Done by the thread, like expire().
  void drop(Ino directory, const std::string& name);

  /// Whether expire() leaves working directories valid. Before kernel 6.2 it drops the name for
  /// good.
  bool spares_directories() const { return spares_directories_; }
  void set_spares_directories(bool spares) { spares_directories_ = spares; }

  /// Ends the thread: what it has not done yet is given up. The loop must go on serving requests
  /// until stopped(), since the thread may wait for one of them.
  void stop();
  bool stopped() const { return !running_; }

  /// Waits for the thread, stopping it if it is not stopped: the session may go afterwards.
  void join();

  /// For kernels that can: do as if they could not.
  void disable_expire_all() { can_expire_all_ = false; }

 private:
  struct Task {
    Ino directory;
    std::string name;
    bool drop;
    auto operator<=>(const Task&) const = default;
  };

  void add(Task task);
  void work();
  std::optional<Task> next_task();

  fuse_session* session_ = nullptr;
  bool can_expire_all_ = true;
  bool spares_directories_ = true;
  std::thread thread_;
  std::atomic<bool> running_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Task> tasks_;   // guarded by mutex_; bounded by the names the kernel was told
  bool stopping_ = false;  // guarded by mutex_
};

}  // namespace fuse
