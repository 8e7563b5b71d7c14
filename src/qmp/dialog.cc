#include "qmp/dialog.h"

#include <algorithm>
#include <utility>

namespace qmp {
namespace {

constexpr Id negotiation_id = 0;
constexpr Id max_id = 99;  // two digits at most; far more than can be in flight

Error fault_error(Frame::Fault fault) {
  if (fault == Frame::Fault::too_large)
    return {Failure::too_large, "QEMU's answer is larger than 10 MiB"};
  return {Failure::too_large, "QEMU's answer is nested deeper than 64 levels"};
}

Error not_qmp(const std::string& line = {}) {
  if (line.find("monitor - type 'help'") != std::string::npos)
    return {Failure::malformed,
            "it is a human monitor (HMP); a QMP one is needed (-qmp unix:PATH,server,wait=off)"};
  return {Failure::malformed, "what listens there does not speak QMP"};
}

}  // namespace

Exchange::Exchange(Dialog& dialog, Command command, std::function<void()> on_answer)
    : dialog_(&dialog), command_(std::move(command)), on_answer_(std::move(on_answer)) {
  dialog.enqueue(*this);
}

Exchange::~Exchange() {
  if (dialog_) dialog_->abandon(*this);
}

void Exchange::answer(Result<Json> outcome) {
  dialog_ = nullptr;
  state_ = State::answered;
  outcome_ = std::move(outcome);
  on_answer_();
}

Dialog::Dialog(EventSink events, bool negotiates, std::size_t most)
    : events_(std::move(events)),
      state_(negotiates ? State::greeting : State::ready),
      reason_(Failure::not_connected, "not connected to QEMU"),
      most_(most) {}

void Dialog::receive(std::string_view bytes) {
  heard_ = true;
  framer_.feed(bytes);
  while (state_ != State::closed) {
    auto frame = framer_.next();
    if (!frame) return;
    on_frame(*frame);
  }
}

bool Dialog::has_output() const {
  return !output_.empty() || (state_ == State::ready && !queue_.empty() && sent_.size() < most_);
}

std::string Dialog::take_output(bool behind) {
  while (state_ == State::ready && !queue_.empty() && sent_.size() < most_) {
    Exchange& next = *queue_.front();
    queue_.pop_front();
    send(next, behind);
    behind = true;
  }
  return std::exchange(output_, std::string());
}

bool Dialog::doubts_pair() const {
  auto may_take_long = [](const Sent& sent) {
    return sent.exchange && !sent.exchange->command_.has_deadline();
  };
  if (sent_.size() < 2 || answers_pairs() || std::any_of(sent_.begin(), sent_.end(), may_take_long))
    return false;
  std::size_t waiting = 0;
  std::size_t in_doubt = 0;
  for (std::size_t at = 0; at < sent_.size(); ++at) {
    waiting += sent_[at].exchange != nullptr;
    in_doubt += sent_[at].exchange || is_in_pair(at);
  }
  return in_doubt > 1 || waiting == 0;
}

/// Whether the server found the command together with one before or behind it.
bool Dialog::is_in_pair(std::size_t at) const {
  bool behind = at > 0 && sent_[at].together;
  return behind || (at + 1 < sent_.size() && sent_[at + 1].together);
}

void Dialog::hang_up(Error reason) {
  if (state_ == State::closed) return;
  state_ = State::closed;
  output_.clear();
  reason_ = std::move(reason);
  for (Sent& sent : std::exchange(sent_, {}))
    if (sent.exchange)
      sent.exchange->answer(Error(Failure::lost, "QEMU went away before it answered"));
  for (Exchange* exchange : std::exchange(queue_, {})) exchange->answer(reason_);
}

void Dialog::enqueue(Exchange& exchange) {
  if (state_ == State::closed) {
    exchange.answer(reason_);
  } else {
    queue_.push_back(&exchange);
  }
}

/// The caller is gone. A queued command is never sent; a sent one keeps its place in the window
/// until answered.
void Dialog::abandon(Exchange& exchange) {
  std::erase(queue_, &exchange);
  for (Sent& sent : sent_)
    if (sent.exchange == &exchange) sent.exchange = nullptr;
}

void Dialog::on_frame(const Frame& frame) {
  switch (frame.fault) {
    case Frame::Fault::none:
      std::visit([this](auto&& message) { on_message(std::move(message)); },
                 parse_message(frame.text));
      break;
    case Frame::Fault::not_json:
      hang_up(not_qmp(frame.text));
      break;
    case Frame::Fault::too_large:
    case Frame::Fault::too_deep:
      if (state_ != State::ready) return hang_up(not_qmp());
      answer_oldest(fault_error(frame.fault));
      break;
  }
}

void Dialog::on_message(Greeting greeting) {
  if (state_ != State::greeting) return;
  greeting_ = greeting;
  if (greeting.one_at_a_time) most_ = 1;
  state_ = State::negotiating;
  Json arguments = Json::object();
  if (greeting.oob) arguments["enable"] = Json::array({"oob"});
  output_ = Command("qmp_capabilities", arguments).wire_text(negotiation_id);
}

void Dialog::on_message(Reply reply) {
  if (state_ == State::greeting) return on_refusal(reply);
  if (state_ == State::negotiating) return on_negotiated(reply);
  if (state_ != State::ready) return;
  if (!reply.id) {
    Error error(Failure::malformed, "QEMU answered without saying what");
    return answer_oldest(reply.outcome ? error : reply.outcome.error());
  }
  auto sent =
      std::find_if(sent_.begin(), sent_.end(), [&](const Sent& s) { return s.id == *reply.id; });
  if (sent != sent_.end()) answer(sent, std::move(reply.outcome));
}

/// An event may overtake the answer to qmp_capabilities.
void Dialog::on_message(const Event& event) {
  if (state_ == State::negotiating || state_ == State::ready) events_(event);
}

void Dialog::on_message(const Malformed& malformed) {
  if (state_ != State::ready) return hang_up(not_qmp());
  answer_oldest(Error(Failure::malformed, "QEMU's answer makes no sense: " + malformed.why));
}

/// A share whose mount waits for QEMU has nothing to greet with and says so instead.
void Dialog::on_refusal(const Reply& reply) {
  if (!reply.outcome) hang_up(Error(Failure::not_connected, reply.outcome.error().text));
}

/// A proxy or a share negotiates without QEMU: only an answer to another command, whatever it is,
/// shows that there is one and that it runs.
void Dialog::on_negotiated(const Reply& reply) {
  output_.clear();  // a server may answer before it is asked
  if (!negotiated_ && !reply.outcome) {
    hang_up(Error(Failure::malformed, "QEMU refused to negotiate: " + reply.outcome.error().text));
  } else if (greeting_.relayed() && !std::exchange(negotiated_, true)) {
    output_ = Command("query-name").wire_text(negotiation_id);
  } else {
    state_ = State::ready;
  }
}

void Dialog::answer_oldest(Error error) {
  if (!sent_.empty()) answer(sent_.begin(), std::move(error));
}

/// Answering a command also frees the window of abandoned ones sent before it: QEMU answers in
/// order, so theirs were lost on the way.
void Dialog::answer(std::vector<Sent>::iterator sent, Result<Json> outcome) {
  Exchange* exchange = sent->exchange;
  answered_pairs_ += sent->together;
  auto done = [](const Sent& earlier) { return earlier.exchange == nullptr; };
  sent->exchange = nullptr;
  sent_.erase(std::remove_if(sent_.begin(), sent + 1, done), sent + 1);
  if (exchange) exchange->answer(std::move(outcome));
}

void Dialog::send(Exchange& exchange, bool together) {
  Id id = free_id();
  output_ += exchange.command_.wire_text(id);
  sent_.push_back({id, &exchange, together});
  exchange.state_ = Exchange::State::sent;
}

Id Dialog::free_id() {
  auto taken = [this](const Sent& sent) { return sent.id == last_id_; };
  do {
    last_id_ = last_id_ % max_id + 1;
  } while (std::any_of(sent_.begin(), sent_.end(), taken));
  return last_id_;
}

}  // namespace qmp
