#pragma once

#include "bench/serial_monitor.h"

namespace bench {

/// What a walk over the whole tree saw.
struct Walk {
  int objects = 0;
  int properties = 0;  // of any kind, children and links included
  int links = 0;
  int values = 0;   // that QEMU gave
  int refused = 0;  // values that it did not
};

/// What a walk reads of each object besides its listing.
enum class Wanted { names, link_targets, values };

/// Lists every object with one qom-list, depth first; what is wanted costs a qom-get each.
Walk walk_serially(SerialMonitor& monitor, Wanted wanted);

/// Lists every object with its values by qom-list-get (QEMU 10.1 and later), 64 objects a command.
Walk walk_in_batches(SerialMonitor& monitor);

}  // namespace bench
