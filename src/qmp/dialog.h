#pragma once

#include "qmp/error.h"
#include "qmp/exchange.h"
#include "qmp/framer.h"
#include "qmp/message.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qmp {

/// The dialogue with one monitor, from greeting to hang-up, without a socket: bytes go in by
/// receive(), bytes to send come out of take_output(). It negotiates, gives out ids, keeps at most
/// two commands with QEMU (one, if the server takes no more), routes answers and events. Used by
/// qmp::Client; one Dialog serves one connection.
///
/// Invariants:
///  1. Every Exchange is answered exactly once, or gone before.
///  2. Answers need not come in order; one with an unknown id is dropped.
///  3. A message that cannot be tied to an id answers the oldest command sent, since QEMU answers
///  in order.
class Dialog {
 public:
  enum class State { greeting, negotiating, ready, closed };
  using EventSink = std::function<void(const Event&)>;

  /// Two commands keep QEMU busy: it parses one while it runs the other. More would only make the
  /// last wait longer.
  static constexpr std::size_t window = 2;

  /// One that does not negotiate is ready at once. `most` commands are with QEMU at a time, or one
  /// if the greeting asks for that.
  explicit Dialog(EventSink events, bool negotiates = true, std::size_t most = window);

  State state() const { return state_; }
  const Greeting& greeting() const { return greeting_; }

  /// Whether the server has sent anything at all.
  bool heard() const { return heard_; }

  /// Why the dialogue ended; meaningful once closed.
  const Error& reason() const { return reason_; }

  /// Takes what the server sent. Calls the event sink and wakes exchanges from within.
  void receive(std::string_view bytes);

  bool has_output() const;

  /// Whether a command queued now would be sent next.
  bool has_room() const { return queue_.empty() && sent_.size() < most_; }

  /// Whether the server answers commands that it finds together. A proxy between the client and
  /// QEMU may read all that it finds as one command: it never answers either. Once it may have been
  /// quick enough to read one by one, but not as often as this.
  bool answers_pairs() const { return answered_pairs_ >= 4; }

  /// Whether two commands wait for their answers on a connection that has never answered such a
  /// pair. A command whose caller gave up counts only if the server found it together with another
  /// that is not answered either, or if such commands leave no place for others. A command without
  /// a deadline may keep QEMU busy that long: that raises no doubt.
  bool doubts_pair() const;

  /// Hands over what is to be sent; the commands in it count as sent from now on. `behind` if the
  /// server has yet to read what was sent before: it finds both together.
  std::string take_output(bool behind = false);

  /// Ends the dialogue: every exchange fails, with `lost` instead of `reason` if its command was
  /// already sent.
  void hang_up(Error reason);

 private:
  friend class Exchange;
  struct Sent {
    Id id;
    Exchange* exchange;  // null once its caller gave up
    bool together;       // the server found it behind another
  };

  bool is_in_pair(std::size_t at) const;
  void enqueue(Exchange& exchange);
  void abandon(Exchange& exchange);

  void on_frame(const Frame& frame);
  void on_message(Greeting greeting);
  void on_message(Reply reply);
  void on_message(const Event& event);
  void on_message(const Malformed& malformed);
  void on_refusal(const Reply& reply);
  void on_negotiated(const Reply& reply);
  void answer_oldest(Error error);
  void answer(std::vector<Sent>::iterator sent, Result<Json> outcome);
  void send(Exchange& exchange, bool together);
  Id free_id();

  EventSink events_;
  State state_ = State::greeting;
  Greeting greeting_;
  Error reason_;
  std::size_t most_;
  bool heard_ = false;
  bool negotiated_ = false;  // through another: QEMU itself has yet to answer
  unsigned answered_pairs_ = 0;
  Framer framer_;
  std::string output_;           // negotiation
  std::deque<Exchange*> queue_;  // not sent yet
  std::vector<Sent> sent_;       // in order of sending
  Id last_id_ = 0;
};

}  // namespace qmp
