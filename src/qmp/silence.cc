#include "qmp/silence.h"

#include <array>
#include <cstdio>

namespace qmp {
namespace {

std::string seconds(std::chrono::nanoseconds time) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.3g s", std::chrono::duration<double>(time).count());
  return text.data();
}

std::string process(const PeerProcess& peer) {
  return peer.name + " (PID " + std::to_string(peer.pid) + ")";
}

std::string not_connected(const Silence& silence, const std::string& way_out) {
  std::string limit = " within " + seconds(silence.waited);
  std::string text = "cannot connect to " + silence.address + ": ";
  if (silence.stage == Stage::resolving)
    return text + "the host's name was not resolved" + limit + "; is the name server reachable?";
  if (silence.stage == Stage::connecting)
    return text + "no answer to the connection attempt" + limit +
           ": the host is down or out of reach, a firewall drops the attempt, or too many clients "
           "wait there already";
  return text + "its queue of clients had no place" + limit +
         ": others wait there already, because one of them holds this monitor (one client each), "
         "or because QEMU is still starting or stopped; " +
         way_out;
}

/// QEMU takes no second client while it has one, and none before it has started.
std::string no_greeting(const Silence& silence, const std::string& way_out) {
  std::string text =
      silence.address + " is connected, but no greeting came within " + seconds(silence.waited);
  std::string why = standstill(silence.peer);
  if (!why.empty()) return text + why;
  text += ": another client holds this monitor (one client each), ";
  if (!silence.peer) {
    text += "QEMU is still starting or stopped, or what listens there is no QMP monitor; ";
  } else if (silence.peer->is_qemu()) {
    text += "or " + process(*silence.peer) + " is still starting or stuck; ";
  } else {
    text += "QEMU is still starting or stopped, or " + process(*silence.peer) +
            ", which made that socket, is no QMP monitor; ";
  }
  return text + way_out;
}

/// What may keep a QEMU from answering, apart from having been stopped.
std::string delay(Stage stage) { return stage == Stage::ready ? "busy" : "still starting"; }

std::string no_answer(const Silence& silence) {
  std::string text = silence.address + (silence.stage == Stage::ready
                                            ? " did not answer within " + seconds(silence.waited)
                                            : " greeted but does not answer");
  std::string why = silence.behind.empty() ? standstill(silence.peer) : silence.behind;
  if (!why.empty()) return text + why;
  bool runs = silence.peer && silence.peer->is_qemu();
  if (runs)
    return text + ": " + process(*silence.peer) + " is " + delay(silence.stage) + " or stuck";
  return text + ": QEMU is " + delay(silence.stage) + ", stopped or stuck";
}

}  // namespace

Error silence_error(const Silence& silence, const std::string& way_out) {
  if (silence.stage >= Stage::greeted) return {Failure::timed_out, no_answer(silence)};
  if (silence.stage == Stage::connected) return {Failure::timed_out, no_greeting(silence, way_out)};
  return {Failure::timed_out, not_connected(silence, way_out)};
}

std::string standstill(const std::optional<PeerProcess>& peer) {
  if (!peer || (!peer->stopped && !peer->debugged)) return {};
  if (peer->debugged) return ": a debugger holds " + process(*peer);
  return ": " + process(*peer) + " is stopped; kill -CONT " + std::to_string(peer->pid) +
         " lets it go on";
}

}  // namespace qmp
