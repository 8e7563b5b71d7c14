#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>

namespace qmp {

/// Why a command brought no answer that can be used.
enum class Failure {
  refused,        ///< QEMU answered with an error: class and sentence are its own
  not_connected,  ///< there is no monitor: nothing was sent
  lost,           ///< the monitor went away after sending: QEMU may have done it or not
  timed_out,      ///< no answer within the deadline: QEMU may still do it
  stuck,          ///< QEMU has missed a deadline and is silent since: nothing was sent
  too_large,      ///< the answer broke a cap of qmp::Framer
  malformed,      ///< the answer is not what the protocol promises
  invalid_value,  ///< what was to be sent makes no sense: nothing was sent
  out_of_range,   ///< a number that its type cannot hold: nothing was sent
};

/// An expected failure. It keeps QEMU's own sentence, so whoever shows it to a person can quote it.
struct Error {
  Error() : Error(Failure::malformed, "") {}  // boost::system::result asks for it
  Error(Failure failure, std::string text, std::string class_name = {});

  Failure failure;
  std::string text;        ///< one sentence: QEMU's if `refused`, else ours
  std::string class_name;  ///< QEMU's error class (`DeviceNotFound`...), empty unless `refused`
};

/// Found by boost::system::result: `value()` of a failed result throws std::runtime_error.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// A value, or why there is none. Exceptions are kept for unwinding: cancellation and bugs.
template <class T = void>
using Result = boost::system::result<T, Error>;

}  // namespace qmp
