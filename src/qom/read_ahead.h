#pragma once

#include "qom/monitor.h"
#include "qom/tree.h"
#include "qom/walk.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <deque>
#include <vector>

namespace qom {

/// Has QEMU work while whoever walks the tree digests the last answer: fetches the walker's next
/// steps before they are asked for. Never puts a command in front of anyone's: it only uses room
/// that nobody wants, and never goes further than a few steps ahead of the walker, so it ends when
/// the walker does.
///
/// fs::Filesystem tells it of each step. Its coroutines run beside the callers'; they end when the
/// monitor fails.
class ReadAhead {
 public:
  ReadAhead(Tree& tree, Monitor& monitor, asio::any_io_executor executor);

  /// Somebody lists or reads this, or has been served it without a question to QEMU.
  void visited(Step step);

 private:
  void pump();
  bool may_fetch() const;
  std::vector<Step> missing(const Walk& walk) const;
  bool at_hand(const Step& step) const;
  void fetch(Walk& walk, const std::vector<Step>& steps);
  asio::awaitable<void> fetch_one(Step step);
  void start(asio::awaitable<void> fetching);
  void schedule_pump();

  Tree& tree_;
  Monitor& monitor_;
  asio::any_io_executor executor_;
  std::deque<Walk> walks_;  // the one seen last in front
  int fetching_ = 0;        // commands on their way
  bool pump_scheduled_ = false;
};

}  // namespace qom
