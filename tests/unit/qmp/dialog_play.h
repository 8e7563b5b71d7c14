#pragma once

#include "qmp/dialog.h"

#include "support/fake_qemu.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace qmp {

/// One caller of a dialogue: its exchange and what became of it.
class Caller {
 public:
  Caller(Dialog& dialog, Command command) {
    exchange_.emplace(dialog, std::move(command), [this] { ++answers_; });
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void give_up() { exchange_.reset(); }
  bool gave_up() const { return !exchange_; }
  Exchange::State state() const { return exchange_->state(); }
  int answers() const { return answers_; }
  Result<Json> outcome() { return exchange_->take_outcome(); }

 private:
  int answers_ = 0;
  std::optional<Exchange> exchange_;
};

/// A dialogue with everybody who takes part in it, and the words to drive it.
class Play {
 public:
  Play() : dialog([this](const Event& event) { events.push_back(event.name); }) {}

  void greet() { dialog.receive(support::FakeQemu::greeting); }

  /// Up to State::ready; the output is taken.
  void negotiate() {
    greet();
    dialog.take_output();
    dialog.receive(R"({"return":{},"id":0})");
  }

  Caller& call(const std::string& name) { return callers.emplace_back(dialog, Command(name)); }
  void answer(Id id, const Json& value) { dialog.receive(support::answer_text(id, value)); }
  void refuse(Id id, const std::string& sentence) {
    dialog.receive(support::refusal_text(id, sentence));
  }

  std::vector<std::string> events;
  Dialog dialog;
  std::deque<Caller> callers;  // in order of calling; they leave before the dialogue does
};

/// A dialogue that is ready.
class Ready : public Play {
 public:
  Ready() { negotiate(); }
};

/// A command without arguments, as it goes to QEMU.
inline std::string wire(const std::string& name, Id id) {
  return R"({"execute":")" + name + R"(","id":)" + std::to_string(id) + "}";
}

/// A story is told step by step; each step must be possible after the ones before it.
using Step = std::function<void(Play&)>;
using Story = std::vector<Step>;

}  // namespace qmp
