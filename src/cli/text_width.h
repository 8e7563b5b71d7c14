#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

/// How many columns of a terminal the text takes, in the locale's characters. Where the
/// locale knows none, a character of UTF-8 counts as one column.
std::size_t width_of(std::string_view text);

/// The text if it takes at most `width` columns, else its beginning and `mark`, which together take
/// no more. Only the beginning of `mark` where there is no room for all of it.
std::string shortened(std::string_view text, std::size_t width, std::string_view mark);

}  // namespace cli
