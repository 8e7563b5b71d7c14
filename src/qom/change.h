#pragma once

#include "qmp/message.h"
#include "qom/path.h"

#include <vector>

namespace qom {

/// What an event of QEMU makes stale. QEMU announces no additions and no value changes of its own
/// accord, so events only shorten what the cache's time-outs would end anyway.
struct Change {
  bool structure = false;     ///< any listing and any link may be another now
  bool values = false;        ///< any value may be another now
  std::vector<Path> removed;  ///< these objects and all below are gone
  std::vector<Path> touched;  ///< values of these objects may be others now

  bool nothing() const { return !structure && !values && removed.empty() && touched.empty(); }
};

/// Reads an event of QEMU 7.2 to 11.1. One that is not known may have changed any value.
Change change_of(const qmp::Event& event);

}  // namespace qom
