#include "fs/collected_text.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using fs::CollectedText;
using fs::Pieces;
using Texts = fuse::Result<CollectedText::Whole>;

/// One write: what it says, and what the whole is afterwards, in brackets if it is what it was;
/// "EINVAL" and "EFBIG" for refusals.
struct Step {
  std::string data;
  off_t offset;
  std::string whole;
};

std::string outcome(const Texts& whole) {
  if (whole) return whole->adds_nothing ? "[" + whole->text + "]" : whole->text;
  if (whole.error() == fuse::Errno(EINVAL)) return "EINVAL";
  return whole.error() == fuse::Errno(EFBIG) ? "EFBIG" : "another error";
}

void replay(const std::vector<Step>& steps, bool append, Pieces pieces = Pieces::of_string) {
  CollectedText collected;
  for (const Step& step : steps) {
    auto whole = collected.with(step.data, step.offset, append, pieces);
    EXPECT_EQ(outcome(whole), step.whole) << step.data << " at " << step.offset;
    if (whole) collected.take(*whole, true);
  }
}

/// The whole of a text that starts at 0.
CollectedText::Whole whole_of(const std::string& text) { return {text}; }

TEST(CollectedText, StartsAtZeroAndGoesOnWhereItEnded) {
  replay({{"a\n", 0, "a\n"}, {"b\n", 2, "a\nb\n"}, {"c", 4, "a\nb\nc"}}, false);
}

TEST(CollectedText, StartsAgainAtZero) {
  replay({{"abc", 0, "abc"}, {"x", 0, "x"}, {"y", 1, "xy"}}, false);
}

TEST(CollectedText, RefusesOtherOffsets) {
  replay({{"x", 5, "EINVAL"},
          {"abc", 0, "abc"},
          {"x", 2, "EINVAL"},
          {"x", 4, "EINVAL"},
          {"d", 3, "abcd"}},
         false);
}

TEST(CollectedText, RefusesToGoOnBeforeItStarted) {
  replay({{"", 0, ""}, {"x", 0, "x"}}, false);
  replay({{"x", 1, "EINVAL"}}, false);
}

TEST(CollectedText, TakesAnyOffsetForAHandleThatAppends) {
  replay({{"a", 4096, "a"}, {"b", 12, "ab"}, {"c", 0, "abc"}}, true);
}

TEST(CollectedText, IsBounded) {
  std::string most(CollectedText::max_bytes, 'a');
  replay({{most, 0, most}, {"b", static_cast<off_t>(most.size()), "EFBIG"}, {"c", 0, "c"}}, false);
  replay({{most + "a", 0, "EFBIG"}}, false);
}

TEST(CollectedText, DoesNotCountWhatWasNotTaken) {
  CollectedText collected;
  EXPECT_EQ(outcome(collected.with("refused", 0, false, Pieces::of_string)), "refused");
  EXPECT_EQ(outcome(collected.with("x", 7, false, Pieces::of_string)), "EINVAL");
  EXPECT_EQ(outcome(collected.with("x", 7, true, Pieces::of_string)), "x");
}

TEST(CollectedText, KnowsANewlineThatOnlyEndsTheValue) {
  for (Pieces pieces : {Pieces::of_string, Pieces::of_structure, Pieces::of_scalar})
    replay({{"4", 0, "4"}, {"\n", 1, "[4\n]"}}, false, pieces);
  replay({{"4\n", 0, "4\n"}, {"\n", 2, "4\n\n"}}, false, Pieces::of_string);
  replay({{"4\n", 0, "4\n"}, {"\n", 2, "\n"}}, false, Pieces::of_scalar);
  replay({{"{}\n", 0, "{}\n"}, {" \n", 3, "[{}\n \n]"}}, false, Pieces::of_structure);
}

TEST(CollectedText, EndsAScalarAtItsNewline) {
  replay({{"1", 0, "1"}, {"2\n", 1, "12\n"}, {"3", 3, "3"}, {"4", 4, "34"}}, false,
         Pieces::of_scalar);
  replay({{"1\n", 4096, "1\n"}, {"2", 2, "2"}, {"3", 3, "23"}}, true, Pieces::of_scalar);
}

TEST(CollectedText, StartsAScalarAtAnyOtherOffset) {
  replay({{"1", 7, "1"}, {"2", 8, "12"}, {"3", 12, "3"}, {"4", 1, "4"}}, false, Pieces::of_scalar);
}

TEST(CollectedText, EndsAStructureAtItsNewlineWhenItIsWhole) {
  replay({{"{}\n", 0, "{}\n"}, {"[]", 3, "[]"}, {"x", 9, "EINVAL"}}, false, Pieces::of_structure);
  CollectedText collected;
  collected.take(whole_of("{\n"), false);
  EXPECT_EQ(outcome(collected.with("}", 2, false, Pieces::of_structure)), "{\n}");
}

TEST(CollectedText, KnowsWhetherItIsAWholeValue) {
  CollectedText collected;
  EXPECT_FALSE(collected.incomplete());
  collected.take(whole_of("{\"a\":"), false);
  EXPECT_TRUE(collected.incomplete());
  collected.take(whole_of("{\"a\":1}"), true);
  EXPECT_FALSE(collected.incomplete());
}

TEST(CollectedText, DoesNotSayTwiceThatItCameToNothing) {
  CollectedText collected;
  collected.take(whole_of("tr"), false);
  collected.refused();
  EXPECT_FALSE(collected.incomplete());
  EXPECT_EQ(outcome(collected.with("\n", 2, false, Pieces::of_scalar)), "tr\n");
}

}  // namespace
