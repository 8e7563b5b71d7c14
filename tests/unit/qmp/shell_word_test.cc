#include "qmp/shell_word.h"

#include "support/shell.h"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(ShellWord, IsTheTextItselfWhereThatIsOneWord) {
  for (std::string text : {"/run/vm.sock", "./a-b_c,d:4444", "localhost:4444", "vm@1%2+3=4"})
    EXPECT_EQ(qmp::shell_word(text), text);
}

TEST(ShellWord, ShowsAnEmptyText) { EXPECT_EQ(qmp::shell_word(""), "''"); }

TEST(ShellWord, IsOneWordToAShellWhateverTheText) {
  for (std::string text : {"", " ", "a b", "it's", "$HOME", "`id`", "a\\b", "a;b", "*", "~", "#x",
                           "tab\there", "\"q\""}) {
    const auto echoed = support::run("printf %s " + qmp::shell_word(text));
    EXPECT_EQ(echoed.out, text) << text;
    EXPECT_EQ(echoed.err, "");
  }
}

}  // namespace
