#include "fs/errno.h"

#include "qom/number.h"

#include <algorithm>
#include <cerrno>

namespace fs {
namespace {

using qmp::Failure;
using qom::Shape;

/// A sentence of QEMU, or of a share, by its fixed words: how it begins and how it ends.
struct Sentence {
  std::string_view opening;
  std::string_view ending;
  int reading;  ///< errno for a reader
  int writing;  ///< errno for a writer
};

constexpr Sentence not_writable = {"Property '", "' is not writable", EACCES, EACCES};

constexpr Sentence sentences[] = {
    not_writable,
    {"Property '", "' is not readable", EACCES, EACCES},
    {"Property '", "' not found", ENOENT, ENOENT},
    {"No crash occurred", "", ENODATA, EINVAL},
    {"Attempt to set property '", "after it was realized", EIO, EBUSY},
    {"Attempt to set link property '", "after it was realized", EIO, EBUSY},
    {"cannot change property ", "", EIO, EBUSY},
    {"Property cannot be set after initialization", "", EIO, EBUSY},
    {"The bootindex ", " has already been used", EIO, EBUSY},
    {"the mount is read-only", "", EIO, EROFS},  // of a share, on which this mount stands
    {"The command ", "after machine initialization has completed", EAGAIN, EAGAIN},
};

bool matches(const std::string& text, const Sentence& sentence) {
  std::string_view trimmed = text;
  while (trimmed.ends_with(' ')) trimmed.remove_suffix(1);
  return trimmed.size() >= sentence.opening.size() + sentence.ending.size() &&
         trimmed.starts_with(sentence.opening) && trimmed.ends_with(sentence.ending);
}

/// A writer learns ENXIO, not ENOENT, when it is the target of a link that does not exist.
int device_not_found(const qmp::Error& error, Attempt attempt, std::string_view written) {
  bool target =
      attempt == Attempt::write && error.text == "Device '" + std::string(written) + "' not found";
  return target ? ENXIO : ENOENT;
}

/// One sentence for two faults: "Parameter 'N' expects uint8", "Invalid parameter type for 'N',
/// expected: integer".
bool says_wrong_type_or_range(const std::string& text) {
  if (qom::expected_shape(text) == Shape::integer) return true;
  return text.starts_with("Parameter '") && text.find("' expects ") != std::string::npos;
}

int refused(const qmp::Error& error, Attempt attempt, std::string_view written,
            std::optional<Shape> shape) {
  if (error.class_name == "DeviceNotFound") return device_not_found(error, attempt, written);
  auto known =
      std::find_if(std::begin(sentences), std::end(sentences),
                   [&](const Sentence& sentence) { return matches(error.text, sentence); });
  if (known != std::end(sentences))
    return attempt == Attempt::read ? known->reading : known->writing;
  if (error.class_name == "CommandNotFound") return EOPNOTSUPP;
  if (attempt == Attempt::read) return EIO;
  bool sent_integer = shape == Shape::integer || qom::parse_integer(written, "");
  return says_wrong_type_or_range(error.text) && sent_integer ? ERANGE : EINVAL;
}

}  // namespace

fuse::Errno errno_of(const qmp::Error& error, Attempt attempt, std::string_view written,
                     std::optional<Shape> shape) {
  switch (error.failure) {
    case Failure::refused:
      return fuse::Errno(refused(error, attempt, written, shape));
    case Failure::not_connected:
      return fuse::Errno(EHOSTDOWN);
    case Failure::lost:
      return fuse::Errno(attempt == Attempt::write ? EIO : EHOSTDOWN);
    case Failure::timed_out:
    case Failure::stuck:
      return fuse::Errno(ETIMEDOUT);
    case Failure::too_large:
      return fuse::Errno(EMSGSIZE);
    case Failure::malformed:
      return fuse::Errno(EIO);
    case Failure::invalid_value:
      return fuse::Errno(EINVAL);
    case Failure::out_of_range:
      return fuse::Errno(ERANGE);
  }
  return fuse::Errno(EIO);
}

bool says_not_writable(const qmp::Error& error) {
  return error.failure == Failure::refused && matches(error.text, not_writable);
}

}  // namespace fs
