/// A server that may say anything, and callers who come and go: the framer, the message parser and
/// the dialog must stay sound.
///
/// An input is a line of steps, then what the server says. Steps:
///   n      greets and negotiates, as QEMU does
///   p      the same, as virt-qemu-qmp-proxy does
///   c      a caller brings a command
///   o      what is to be sent is taken; the server has it from now on
///   a, e   the server answers its oldest command, by a value or by an error: its next line
///   g, l   the first or the last caller that waits gives up
///   h      the connection ends
///   m      the server says the first four bytes of its next line 20,000 times; once an input
///   0-9    the server says that many bytes
///   others the server says its next line
/// What is left is said at once.

#include "qmp/dialog.h"
#include "qmp/framer.h"

#include "fuzz/input.h"
#include "fuzz/require.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using fuzz::Input;
using fuzz::require;
using qmp::Json;

constexpr std::string_view greeting =
    R"({"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7}},"capabilities":["oob"]}})";
constexpr std::string_view proxy_greeting =
    R"({"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":"qemu-7.2.22"}}})";

/// Whoever waits for one command's answer.
class Caller {
 public:
  explicit Caller(qmp::Dialog& dialog) {
    exchange_.emplace(dialog, qmp::Command("query-name"), [this] { on_answer(); });
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  bool waits() const { return exchange_ && answers_ == 0; }
  bool is_sent() const { return exchange_ && exchange_->state() == qmp::Exchange::State::sent; }
  void give_up() { exchange_.reset(); }

 private:
  void on_answer() {
    ++answers_;
    require(answers_ == 1, "an exchange is answered once");
    require(!exchange_ || exchange_->answered(), "an answered exchange says so");
  }

  int answers_ = 0;
  std::optional<qmp::Exchange> exchange_;
};

class Play {
 public:
  void step(char what, Input& server) {
    switch (what) {
      case 'n':
        return negotiate(greeting, 1);
      case 'p':
        return negotiate(proxy_greeting, 2);
      case 'c':
        callers_.emplace_back(dialog_);
        return;
      case 'o':
        return send();
      case 'a':
        return answer(R"({"return":)", server.line());
      case 'e':
        return answer(R"({"error":)", server.line());
      case 'g':
        return give_up(callers_.begin(), callers_.end());
      case 'l':
        return give_up(callers_.rbegin(), callers_.rend());
      case 'h':
        return dialog_.hang_up(qmp::Error(qmp::Failure::not_connected, "the end"));
      case 'm':
        return hear_often(server.line().substr(0, 4));
      default:
        bool digit = std::isdigit(static_cast<unsigned char>(what)) != 0;
        hear(digit ? server.take(static_cast<std::size_t>(what - '0')) : server.line());
    }
  }

  void hear(std::string_view bytes) {
    heard_ += bytes;
    dialog_.receive(bytes);
    check();
  }

  /// Nobody waits for ever.
  void end() {
    dialog_.hang_up(qmp::Error(qmp::Failure::not_connected, "the end"));
    for (const Caller& caller : callers_) require(!caller.waits(), "a hang-up answers everybody");
    require(dialog_.state() == qmp::Dialog::State::closed, "a hang-up closes");
    callers_.emplace_back(dialog_);
    require(!callers_.back().waits(), "a closed dialogue answers at once");
  }

  const std::string& heard() const { return heard_; }

 private:
  void on_event() {
    auto state = dialog_.state();
    require(state == qmp::Dialog::State::negotiating || state == qmp::Dialog::State::ready,
            "events come during the dialogue only");
  }

  void negotiate(std::string_view words, int commands) {
    hear(words);
    for (int command = 0; command < commands; ++command) {
      send();
      hear(R"({"return":{},"id":0})");
    }
  }

  void send() {
    bool expected = dialog_.has_output();
    std::string output = dialog_.take_output();
    require(expected == !output.empty(), "has_output() tells whether there is any");
    require(!dialog_.has_output(), "take_output() takes all");
    qmp::Framer framer;
    framer.feed(output);
    while (auto frame = framer.next()) note_sent(Json::parse(frame->text));
  }

  void note_sent(const Json& command) {
    auto id = command.at("id").get<unsigned>();
    bool negotiates = dialog_.state() == qmp::Dialog::State::negotiating;
    require(negotiates ? id == 0 : id >= 1 && id <= 99, "ids are 1 to 99");
    require(negotiates || sent_.empty() || sent_.back() != id, "ids in flight differ");
    if (!negotiates) sent_.push_back(id);
  }

  void answer(std::string_view opening, std::string_view outcome) {
    if (sent_.empty()) return;
    unsigned id = sent_.front();
    sent_.pop_front();
    hear(std::string(opening) + std::string(outcome) + R"(,"id":)" + std::to_string(id) + "}\r\n");
  }

  template <class Iterator>
  void give_up(Iterator from, Iterator end) {
    auto waits = [](const Caller& caller) { return caller.waits(); };
    auto caller = std::find_if(from, end, waits);
    if (caller != end) caller->give_up();
  }

  void hear_often(std::string_view text) {
    if (std::exchange(has_heard_often_, true)) return;
    std::string crowd;
    for (int time = 0; time < 20'000; ++time) crowd += text;
    hear(crowd);
  }

  void check() {
    std::size_t in_flight = 0;
    for (const Caller& caller : callers_) in_flight += caller.is_sent();
    bool is_proxy = dialog_.greeting().one_at_a_time;
    require(in_flight <= (is_proxy ? 1 : qmp::Dialog::window),
            "no more commands are in flight than the window has");
    bool closed = dialog_.state() == qmp::Dialog::State::closed;
    for (const Caller& caller : callers_)
      require(!closed || !caller.waits(), "a closed dialogue has answered everybody");
  }

  qmp::Dialog dialog_{[this](const qmp::Event&) { on_event(); }};
  std::deque<Caller> callers_;  // in order of coming; they leave before the dialogue does
  std::deque<unsigned> sent_;   // the ids that the server has yet to answer
  std::string heard_;
  bool has_heard_often_ = false;
};

/// The messages up to the first garbage, behind which nobody listens.
std::vector<qmp::Frame> frames_of(std::string_view bytes, std::size_t chunk) {
  qmp::Framer framer;
  std::vector<qmp::Frame> frames;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size()))) {
    framer.feed(bytes.substr(0, chunk));
    while (auto frame = framer.next()) {
      frames.push_back(*frame);
      if (frame->fault == qmp::Frame::Fault::not_json) return frames;
    }
  }
  return frames;
}

/// Where the bytes are cut on their way must not matter.
void check_framing(std::string_view bytes) {
  auto whole = frames_of(bytes, std::max<std::size_t>(bytes.size(), 1));
  auto bytewise = frames_of(bytes, 1);
  require(whole.size() == bytewise.size(), "as many messages however the bytes come");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    require(whole[i].fault == bytewise[i].fault, "the same faults however the bytes come");
    require(whole[i].text == bytewise[i].text, "the same messages however the bytes come");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input server(bytes, size);
  std::string_view steps = server.line();
  Play play;
  for (char what : steps) play.step(what, server);
  play.hear(server.rest());
  play.end();
  check_framing(std::string_view(play.heard()).substr(0, 2048));
  return 0;
}
