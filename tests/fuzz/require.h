#pragma once

#include <cstdio>
#include <cstdlib>

namespace fuzz {

/// A property that no input may break. Ends the program with its name when one did: an exception
/// could be caught on its way, and assert() can be compiled out.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", property);
  std::abort();
}

}  // namespace fuzz
