#include "cli/inherited_descriptors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <algorithm>
#include <variant>
#include <vector>

namespace {

using Numbers = std::vector<int>;

Numbers named(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "qom-fuse");
  auto told = cli::parse_options(static_cast<int>(arguments.size()), arguments.data());
  return cli::named_descriptors(std::get<cli::Options>(told));
}

TEST(NamedDescriptors, AreThoseOfAddressMountpointAndShare) {
  EXPECT_EQ(named({"vm.sock", "mnt"}), Numbers());
  EXPECT_EQ(named({"fd:7", "mnt"}), Numbers{7});
  EXPECT_EQ(named({"vm.sock", "/dev/fd/3"}), Numbers{3});
  EXPECT_EQ(named({"fd:7", "/dev/fd/3"}), (Numbers{7, 3}));
  EXPECT_EQ(named({"/proc/self/fd/5/vm.sock", "mnt"}), Numbers{5});
  EXPECT_EQ(named({"unix:/dev/fd/12/vm.sock", "mnt"}), Numbers{12});
  EXPECT_EQ(named({"vm.sock", "mnt", "-o", "share=/proc/self/fd/9/door"}), Numbers{9});
}

TEST(NamedDescriptors, AreNotMadeOfOtherNames) {
  for (const char* path :
       {"/dev/fd/x", "/dev/fd/3x", "/dev/fdx/3", "/proc/1/fd/3", "/tmp/dev/fd/3"})
    EXPECT_EQ(named({path, "mnt"}), Numbers()) << path;
}

/// Its flags; 255 if it is closed. Asked in a child, which does not need the others.
int flags_afterwards(int descriptor, const Numbers& kept) {
  const pid_t child = ::fork();
  if (child == 0) {
    cli::close_all_but(kept);
    ::_exit(::fcntl(descriptor, F_GETFD));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

bool is_open_afterwards(int descriptor, const Numbers& kept) {
  return flags_afterwards(descriptor, kept) != 255;
}

TEST(InheritedDescriptors, AreClosedUnlessNamed) {
  int low = ::open("/dev/null", O_RDONLY);
  int high = ::fcntl(low, F_DUPFD, 500);
  for (const Numbers& kept : {Numbers{}, Numbers{low}, Numbers{high}, Numbers{high, low},
                              Numbers{low, low, 1, 4711, high}}) {
    for (int descriptor : {low, high}) {
      bool named = std::find(kept.begin(), kept.end(), descriptor) != kept.end();
      EXPECT_EQ(is_open_afterwards(descriptor, kept), named);
    }
    EXPECT_TRUE(is_open_afterwards(STDERR_FILENO, kept));
  }
  ::close(low);
  ::close(high);
}

TEST(InheritedDescriptors, ThatAreNamedAreForNoChild) {
  int descriptor = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(flags_afterwards(descriptor, {descriptor}), FD_CLOEXEC);
  EXPECT_EQ(flags_afterwards(STDERR_FILENO, {STDERR_FILENO}), 0) << "it is everybody's";
  ::close(descriptor);
}

}  // namespace
