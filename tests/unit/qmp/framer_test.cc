#include "qmp/framer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qmp {
namespace {

using Fault = Frame::Fault;

std::vector<Frame> frames_of(Framer& framer) {
  std::vector<Frame> frames;
  while (auto frame = framer.next()) frames.push_back(std::move(*frame));
  return frames;
}

std::vector<Frame> frames_of(std::string_view bytes) {
  Framer framer;
  framer.feed(bytes);
  return frames_of(framer);
}

void expect_frames(const std::vector<Frame>& frames, const std::vector<std::string>& texts) {
  ASSERT_EQ(frames.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(frames[i].text, texts[i]);
    EXPECT_EQ(frames[i].fault, Fault::none);
  }
}

/// An object whose text is `size` bytes long.
std::string object_of(std::size_t size) { return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}"; }

std::string nested(std::size_t depth) {
  return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST(Framer, CutsAtTheOutermostBraceWhateverIsInStrings) {
  expect_frames(frames_of("{\"a\":\"}\\\"{\"}\r\n{}{\"b\":[{}]} \t\n{\"c\":1}"),
                {"{\"a\":\"}\\\"{\"}", "{}", "{\"b\":[{}]}", "{\"c\":1}"});
}

TEST(Framer, AMessageMayFillManyLines) {
  const std::string pretty = "{\r\n    \"return\": {\r\n    },\r\n    \"id\": 1\r\n}";
  expect_frames(frames_of(pretty + "\r\n" + pretty + "\r\n"), {pretty, pretty});
}

TEST(Framer, FindsTheSameMessagesWhereverTheStreamIsSplit) {
  const std::string stream = "{\"a\":\"\\\\\\\"}\"}\r\n{\"b\":\r\n{}}\r\n{}";
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    SCOPED_TRACE(at);
    Framer framer;
    framer.feed(std::string_view(stream).substr(0, at));
    framer.feed(std::string_view(stream).substr(at));
    expect_frames(frames_of(framer), {"{\"a\":\"\\\\\\\"}\"}", "{\"b\":\r\n{}}", "{}"});
  }
}

TEST(Framer, SaysNothingBeforeAMessageIsComplete) {
  Framer framer;
  for (char byte : std::string("\r\n{\"a\":{}")) {
    framer.feed({&byte, 1});
    EXPECT_FALSE(framer.next());
  }
  framer.feed("}");
  EXPECT_TRUE(framer.next());
}

TEST(Framer, TakesMessagesUpToTheCapAndNoLarger) {
  const std::string fits = object_of(Framer::max_bytes);
  expect_frames(frames_of(fits), {fits});
  auto frames = frames_of(object_of(Framer::max_bytes + 1));
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].fault, Fault::too_large);
  EXPECT_EQ(frames[0].text, "");
}

TEST(Framer, GoesOnAfterAnOversizedMessageThatCameInPieces) {
  Framer framer;
  const std::string piece(1024 * 1024, 'x');
  framer.feed("{\"a\":\"");
  for (int i = 0; i < 12; ++i) framer.feed(piece);
  EXPECT_FALSE(framer.next());
  framer.feed("\"}{\"b\":1}");
  auto frames = frames_of(framer);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].fault, Fault::too_large);
  EXPECT_EQ(frames[1].text, "{\"b\":1}");
}

TEST(Framer, TakesNestingUpToTheCapAndNoDeeper) {
  expect_frames(frames_of(nested(JsonScanner::max_depth)), {nested(JsonScanner::max_depth)});
  auto frames = frames_of(nested(JsonScanner::max_depth + 1) + "{}");
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].fault, Fault::too_deep);
  EXPECT_EQ(frames[0].text, "");
  EXPECT_EQ(frames[1].text, "{}");
  EXPECT_EQ(frames[1].fault, Fault::none);
}

TEST(Framer, TextOutsideOfObjectsIsReportedByLine) {
  auto frames = frames_of("QEMU 7.2 monitor - type 'help'\r\n(qemu) \n{}");
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].fault, Fault::not_json);
  EXPECT_EQ(frames[0].text, "QEMU 7.2 monitor - type 'help'\r");
  EXPECT_EQ(frames[1].fault, Fault::not_json);
  EXPECT_EQ(frames[2].text, "{}");
}

TEST(Framer, ALineWithoutEndIsReportedBeforeItGrows) {
  Framer framer;
  for (int i = 0; i < 1000; ++i) framer.feed("x");
  auto frames = frames_of(framer);
  ASSERT_FALSE(frames.empty());
  for (const Frame& frame : frames) EXPECT_LE(frame.text.size(), 200u);
}

TEST(Framer, ALineSplitAnywhereIsReportedOnce) {
  const std::string line = "hello\n";
  for (std::size_t at = 0; at <= line.size(); ++at) {
    SCOPED_TRACE(at);
    Framer framer;
    framer.feed(std::string_view(line).substr(0, at));
    framer.feed(std::string_view(line).substr(at));
    auto frames = frames_of(framer);
    ASSERT_EQ(frames.size(), 1u);
    EXPECT_EQ(frames[0].text, "hello");
  }
}

}  // namespace
}  // namespace qmp
