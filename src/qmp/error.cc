#include "qmp/error.h"

#include <stdexcept>
#include <utility>

namespace qmp {

Error::Error(Failure failure, std::string text, std::string class_name)
    : failure(failure), text(std::move(text)), class_name(std::move(class_name)) {}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(error.text);
}

}  // namespace qmp
