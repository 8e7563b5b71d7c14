#include "qmp/framer.h"

#include <utility>

namespace qmp {
namespace {

constexpr std::size_t max_garbage = 200;

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

}  // namespace

void Framer::feed(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    switch (position_) {
      case Position::between:
        at = take_between(bytes, at);
        break;
      case Position::object:
        at = take_object(bytes, at);
        break;
      case Position::garbage:
        at = take_garbage(bytes, at);
        break;
    }
  }
}

std::optional<Frame> Framer::next() {
  if (complete_.empty()) return std::nullopt;
  Frame frame = std::move(complete_.front());
  complete_.pop_front();
  return frame;
}

std::size_t Framer::take_between(std::string_view bytes, std::size_t at) {
  while (at < bytes.size() && is_blank(bytes[at])) ++at;
  if (at < bytes.size()) position_ = bytes[at] == '{' ? Position::object : Position::garbage;
  return at;
}

std::size_t Framer::take_object(std::string_view bytes, std::size_t at) {
  std::size_t start = at;
  bool closed = false;
  while (at < bytes.size() && !closed) {
    scanner_.take(bytes[at++]);
    if (scanner_.depth() > JsonScanner::max_depth && current_.fault == Frame::Fault::none)
      current_.fault = Frame::Fault::too_deep;
    if (scanner_.crowded() && current_.fault == Frame::Fault::none)
      current_.fault = Frame::Fault::too_large;
    closed = !scanner_.open();
  }
  keep(bytes.substr(start, at - start));
  if (closed) finish();
  return at;
}

std::size_t Framer::take_garbage(std::string_view bytes, std::size_t at) {
  current_.fault = Frame::Fault::not_json;
  auto end = bytes.find('\n', at);
  auto line = bytes.substr(at, end == std::string_view::npos ? end : end - at);
  current_.text += line.substr(0, max_garbage - current_.text.size());
  if (end == std::string_view::npos && current_.text.size() < max_garbage) return bytes.size();
  finish();
  return at + line.size();
}

/// Appends to the current message; one that broke a cap is followed to its end but no longer kept.
void Framer::keep(std::string_view bytes) {
  if (current_.fault == Frame::Fault::none && current_.text.size() + bytes.size() > most_)
    current_.fault = Frame::Fault::too_large;
  if (current_.fault == Frame::Fault::none) {
    current_.text += bytes;
  } else {
    current_.text = std::string();
  }
}

void Framer::finish() {
  complete_.push_back(std::exchange(current_, Frame()));
  scanner_ = JsonScanner();
  position_ = Position::between;
}

}  // namespace qmp
