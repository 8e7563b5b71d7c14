#include "cli/completion.h"

#include <gtest/gtest.h>

#include <string>

namespace {

cli::Completion completion_of(const std::string& line, std::size_t from,
                              std::initializer_list<const char*> names) {
  cli::Completion completion;
  completion.from = from;
  for (const char* name : names) completion.offer(line, name);
  return completion;
}

TEST(Completion, AddsWhatAllCandidatesShare) {
  EXPECT_EQ(completion_of("que", 0, {"query-status", "query-stats"}).addition("que"), "ry-stat");
  EXPECT_EQ(completion_of("a q", 2, {"query-a", "query-b", "other"}).addition("a q"), "uery-");
  EXPECT_EQ(completion_of("q", 0, {"quit", "query"}).addition("q"), "u");
  EXPECT_EQ(completion_of("qu", 0, {"quit", "query"}).addition("qu"), "");
  EXPECT_EQ(completion_of("x", 0, {"quit"}).addition("x"), "");
}

TEST(Completion, ClosesTheOnlyCandidateUnlessMoreMustFollow) {
  EXPECT_EQ(completion_of("qui", 0, {"quit"}).addition("qui"), "t ");
  EXPECT_EQ(completion_of("quit", 0, {"quit"}).addition("quit"), " ");
  EXPECT_EQ(completion_of("c pa", 2, {"path="}).addition("c pa"), "th=");
  EXPECT_EQ(completion_of("c f", 2, {"file."}).addition("c f"), "ile.");
  EXPECT_EQ(completion_of("/m", 1, {"machine/"}).addition("/m"), "achine/");
}

TEST(Completion, OffersNothingThatWouldNeedQuotes) {
  EXPECT_TRUE(completion_of("", 0, {"a b", "a\"", "it's", "a\033[31m", "a\nb"}).candidates.empty());
}

TEST(Completion, ShowsNamesInSortedColumns) {
  EXPECT_EQ(cli::in_columns({"dd", "a", "ccc", "b"}, 10), "a    ccc\nb    dd\n");
  EXPECT_EQ(cli::in_columns({"long-name", "b"}, 4), "b\nlong-name\n");
  EXPECT_EQ(cli::in_columns({"a\033b"}, 80), "a\\x1bb\n");
  EXPECT_EQ(cli::in_columns({}, 80), "");
}

}  // namespace
