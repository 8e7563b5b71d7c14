#pragma once

#include "qmp/json.h"
#include "qmp/message.h"

#include <functional>
#include <optional>

namespace qmp {

class Dialog;

/// One command and the wait for its answer. It lives on the frame of the caller that waits and
/// cannot move; when that frame goes, by return or by unwinding, the dialog forgets the caller and
/// drops an answer that comes later.
class Exchange {
 public:
  enum class State { queued, sent, answered };

  /// Puts the command in the dialog's queue. `on_answer` is called once, when outcome() has become
  /// known.
  Exchange(Dialog& dialog, Command command, std::function<void()> on_answer);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  State state() const { return state_; }
  bool answered() const { return state_ == State::answered; }

  /// Takes the answer, once answered().
  Result<Json> take_outcome() { return std::move(*outcome_); }

 private:
  friend class Dialog;
  void answer(Result<Json> outcome);

  Dialog* dialog_;  // null once answered
  Command command_;
  std::function<void()> on_answer_;
  State state_ = State::queued;
  std::optional<Result<Json>> outcome_;
};

}  // namespace qmp
