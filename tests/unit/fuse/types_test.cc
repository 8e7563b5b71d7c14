#include "fuse/types.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <system_error>

namespace {

TEST(Errno, IsANumber) { EXPECT_EQ(fuse::number(fuse::Errno(ENOENT)), ENOENT); }

TEST(Result, ThrowsASystemErrorWhereAValueIsTakenForGranted) {
  fuse::Result<int> result = fuse::Errno(EHOSTDOWN);
  try {
    result.value();
    FAIL() << "nothing was thrown";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::error_code(EHOSTDOWN, std::generic_category()));
  }
}

}  // namespace
