#pragma once

#include "qmp/error.h"
#include "qmp/peer_process.h"

#include <chrono>
#include <optional>
#include <string>

namespace qmp {

/// How far the way to a monitor has come.
enum class Stage {
  resolving,   ///< TCP: the host's name has no address yet
  connecting,  ///< TCP: the other side has not answered
  queueing,    ///< UNIX: the socket's queue of clients to be accepted is full
  connected,   ///< no greeting has come
  greeted,     ///< the negotiation has not been answered
  ready,       ///< a command has not been answered
};

/// A wait for a monitor, or for an answer of it, that ended in vain.
struct Silence {
  Stage stage;
  std::string address;
  std::chrono::nanoseconds waited;
  std::optional<PeerProcess> peer;  ///< once connected
  std::string behind = {};  ///< what a share says of its QEMU, as standstill(); may be empty
};

/// One sentence: how far it came, why that may be, and what to do; `way_out` is what to do about
/// another client that holds the monitor. The mount, its log and the tools all say it.
Error silence_error(const Silence& silence, const std::string& way_out);

/// What of the process at the other end explains that it does not answer: ": NAME (PID) is stopped;
/// ...". Empty if nothing does.
std::string standstill(const std::optional<PeerProcess>& peer);

}  // namespace qmp
