#pragma once

#include <string>
#include <string_view>

namespace qom {

/// QEMU's sentence about a property, fit for a log: values give way to dots. Those are what was
/// `written`, or any part of it if that was JSON, and whatever QEMU quotes but for the names of
/// properties, devices and types.
std::string without_values(std::string_view sentence, std::string_view written);

}  // namespace qom
