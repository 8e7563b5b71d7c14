#pragma once

#include <fcntl.h>
#include <sys/types.h>

#include <string>

namespace support {

/// What reading a file to its end gave. Errors are errno values, 0 for none.
struct FileRead {
  int open_error = 0;
  int read_error = 0;
  std::string text;
  off_t size = -1;  ///< what fstat said while the file was open
  blkcnt_t blocks = -1;
};

FileRead read_file(const std::string& path);

/// What one open, one write(2) and one close gave. Errors are errno values, 0 for none.
struct FileWrite {
  int open_error = 0;
  int write_error = 0;
  int close_error = 0;

  /// The error a shell user sees first.
  int error() const;
};

FileWrite write_file(const std::string& path, const std::string& text,
                     int flags = O_WRONLY | O_TRUNC);

/// The errno's name and number for failure messages: "EACCES (13)".
std::string errno_text(int error);

}  // namespace support
