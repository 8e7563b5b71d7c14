#include "cli/shell_history.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace {

using Lines = std::vector<std::string>;

/// A variable of the environment for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = ::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(ShellHistory, KeepsLinesForTheNextSession) {
  support::ScratchDirectory folder;
  cli::ShellHistory(folder / "lines").add("one");
  cli::ShellHistory(folder / "lines").add("two words");
  EXPECT_EQ(cli::ShellHistory(folder / "lines").load(), (Lines{"one", "two words"}));
}

TEST(ShellHistory, LeavesOutLinesThatBeginWithABlank) {
  support::ScratchDirectory folder;
  cli::ShellHistory history(folder / "lines");
  history.add(" set_password protocol=vnc password=x");
  history.add("\tset_password protocol=vnc password=x");
  history.add("");
  history.add("seen");
  EXPECT_EQ(history.load(), Lines{"seen"});
}

TEST(ShellHistory, IsPrivateEvenIfTheFileWasNot) {
  support::ScratchDirectory folder;
  std::ofstream(folder / "lines") << "old\n";
  ASSERT_EQ(::chmod((folder / "lines").c_str(), 0644), 0);
  cli::ShellHistory(folder / "lines").add("new");
  struct stat about = {};
  ASSERT_EQ(::stat((folder / "lines").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(ShellHistory, ForgetsTheOldestLines) {
  support::ScratchDirectory folder;
  const std::size_t many = 2 * cli::ShellHistory::max_lines + 1;
  {
    std::ofstream file(folder / "lines");
    for (std::size_t i = 0; i < many; ++i) file << i << '\n';
  }
  const Lines lines = cli::ShellHistory(folder / "lines").load();
  EXPECT_EQ(lines.size(), cli::ShellHistory::max_lines);
  EXPECT_EQ(lines.back(), std::to_string(many - 1));
  std::ifstream file(folder / "lines");
  EXPECT_EQ(std::count(std::istreambuf_iterator<char>(file), {}, '\n'),
            static_cast<long>(cli::ShellHistory::max_lines));
}

TEST(ShellHistory, DoesWithoutAFile) {
  cli::ShellHistory nowhere("");
  nowhere.add("x");
  EXPECT_EQ(nowhere.load(), Lines{});
  cli::ShellHistory impossible("/proc/no/such");
  impossible.add("x");
  EXPECT_EQ(impossible.load(), Lines{});
}

TEST(ShellHistory, LivesInTheStateFolder) {
  support::ScratchDirectory folder;
  const Variable state("XDG_STATE_HOME", folder / "state");
  EXPECT_EQ(cli::history_file("x"), folder / "state/qom-fuse/x_history");
}

TEST(ShellHistory, LivesInTheHomeFolderOtherwise) {
  support::ScratchDirectory folder;
  const Variable state("XDG_STATE_HOME", "relative");
  const Variable home("HOME", folder / "home");
  EXPECT_EQ(cli::history_file("x"), folder / "home/.local/state/qom-fuse/x_history");
  cli::ShellHistory(cli::history_file("x")).add("kept");
  EXPECT_EQ(cli::ShellHistory(cli::history_file("x")).load(), Lines{"kept"});
}

}  // namespace
