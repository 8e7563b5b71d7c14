#pragma once

#include <string>
#include <vector>

namespace support {

/// What a client may say to a monitor: some hundreds of pieces, good and bad, none of which changes
/// the machine or carries a command out. A piece may leave a value or a string open.
std::vector<std::string> request_bytes();

/// Those of them that a person could type.
std::vector<std::string> request_texts();

}  // namespace support
