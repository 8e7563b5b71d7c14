#pragma once

#include <string>

namespace cli {

/// A help text whose lines fit on a terminal of 80 columns. A longer one is broken at blanks and
/// goes on below its second column, or where it began if it has only one. What holds no blank is
/// left as it is.
std::string fitted(const std::string& help);

}  // namespace cli
