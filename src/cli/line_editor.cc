#include "cli/line_editor.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cwchar>
#include <exception>
#include <stdexcept>
#include <utility>

namespace cli {
namespace {

LineEditor& self(EditLine* editor) {
  void* data = nullptr;
  ::el_get(editor, EL_CLIENTDATA, &data);
  return *static_cast<LineEditor*>(data);
}

/// As libedit shows it: control characters as `^X`.
std::size_t width_of(const wchar_t* begin, const wchar_t* end) {
  std::size_t width = 0;
  for (; begin != end; ++begin) {
    int columns = ::wcwidth(*begin);
    width += columns < 0 ? 2 : static_cast<std::size_t>(columns);
  }
  return width;
}

}  // namespace

LineEditor::LineEditor(asio::any_io_executor executor, ShellHistory history, Complete complete)
    : executor_(executor),
      history_(std::move(history)),
      complete_(std::move(complete)),
      keys_(executor),
      interrupts_(executor, SIGINT),
      screen_(executor, SIGWINCH, SIGCONT),
      lines_(::history_init(), ::history_end),
      editor_(::el_init("qmp-shell", stdin, stdout, stderr), ::el_end),
      cursor_wait_(executor) {
  if (!editor_ || !lines_) throw std::runtime_error("cannot edit lines on this terminal");
  EditLine* editor = editor_.get();
  ::el_set(editor, EL_CLIENTDATA, this);
  ::el_set(editor, EL_PROMPT, &LineEditor::on_prompt);
  ::el_set(editor, EL_EDITOR, "emacs");
  ::el_set(editor, EL_HIST, ::history, lines_.get());
  ::el_set(editor, EL_GETCFN, &LineEditor::on_key);
  ::el_set(editor, EL_ADDFN, "qmp-complete", "Completes what is typed", &LineEditor::on_tab);
  ::el_set(editor, EL_BIND, "^I", "qmp-complete", nullptr);
  ::el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  // Between lines keys are kept as they are for the next one, Ctrl-D too.
  ::el_set(editor, EL_SETTY, "-x", "-icanon", "-echo", nullptr);
  ::el_source(editor, nullptr);  // the person's own ~/.editrc
  load_history();
  keys_.position = [this](CursorPosition cursor) {
    if (cursor_wait_.cancel() > 0) repaint(cursor);
  };
}

LineEditor::~LineEditor() = default;

void LineEditor::load_history() {
  HistEvent event;
  ::history(lines_.get(), &event, H_SETSIZE, static_cast<int>(ShellHistory::max_lines));
  ::history(lines_.get(), &event, H_SETUNIQUE, 1);
  for (const std::string& line : history_.load())
    ::history(lines_.get(), &event, H_ENTER, line.c_str());
}

void LineEditor::remember(const std::string& line) {
  if (!ShellHistory::keeps(line)) return;
  HistEvent event;
  ::history(lines_.get(), &event, H_ENTER, line.c_str());
  history_.add(line);
}

asio::awaitable<Typed> LineEditor::next(std::string prompt) {
  prompt_ = std::move(prompt);
  Typed typed;
  if (stopped_) co_return typed;
  interrupted_ = false;
  ::el_resize(editor_.get());  // nobody listened between the lines
  painted_columns_ = columns();
  watch_signals();
  std::function<void(asio::yield_context)> body = [&](asio::yield_context yield) {
    typed = edit(yield);
  };
  co_await asio::spawn(executor_, body, asio::use_awaitable);
  interrupts_.cancel();
  screen_.cancel();
  cursor_wait_.cancel();
  if (typed.kind == Typed::Kind::line) remember(typed.text);
  co_return typed;
}

/// Runs on its own stack. Nothing may be thrown through libedit.
Typed LineEditor::edit(asio::yield_context yield) {
  yield_ = &yield;
  int size = 0;
  const char* text = ::el_gets(editor_.get(), &size);
  yield_ = nullptr;
  if (interrupted_ || !text || size <= 0) {
    ::el_reset(editor_.get());  // the terminal's own mode
    std::fputs(interrupted_ ? "^C\n" : "\n", stdout);
    std::fflush(stdout);
    return {interrupted_ ? Typed::Kind::interrupted : Typed::Kind::end};
  }
  std::string line(text, static_cast<std::size_t>(size));
  line.erase(line.find_last_not_of("\r\n") + 1);
  return {Typed::Kind::line, line};
}

int LineEditor::on_key(EditLine* editor, wchar_t* key) {
  LineEditor& me = self(editor);
  if (me.interrupted_ || me.stopped_) return 0;
  auto pressed = me.keys_.next(*me.yield_);
  if (!pressed) return 0;
  *key = *pressed;
  return 1;
}

char* LineEditor::on_prompt(EditLine* editor) { return self(editor).prompt_.data(); }

unsigned char LineEditor::on_tab(EditLine* editor, int) {
  try {
    return self(editor).complete();
  } catch (const std::exception&) {
    return CC_REFRESH_BEEP;
  }
}

unsigned char LineEditor::complete() {
  const LineInfo* line = ::el_line(editor_.get());
  std::string before(line->buffer, line->cursor);
  auto [failure, completion] =
      asio::co_spawn(executor_, complete_(before), asio::as_tuple(*yield_));
  if (failure) std::rethrow_exception(failure);
  std::string addition = completion.addition(before);
  if (!addition.empty())
    return ::el_insertstr(editor_.get(), addition.c_str()) ? CC_ERROR : CC_REFRESH;
  if (completion.candidates.size() > 1) show(in_columns(completion.candidates, columns()));
  return completion.candidates.size() > 1 ? CC_NORM : CC_REFRESH_BEEP;
}

void LineEditor::show(const std::string& text) {
  if (yield_) clear_line();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
  if (yield_) ::el_set(editor_.get(), EL_REFRESH);
}

/// libedit knows where its cursor is but does not tell, so it is counted.
std::size_t LineEditor::before_cursor() const {
  const LineInfoW* line = ::el_wline(editor_.get());
  return prompt_.size() + width_of(line->buffer, line->cursor);
}

void LineEditor::clear_line() { clear_from(before_cursor() / columns()); }

void LineEditor::clear_from(std::size_t rows_above) {
  if (rows_above > 0) std::fprintf(stdout, "\033[%zuA", rows_above);
  std::fputs("\r\033[J", stdout);
}

std::size_t LineEditor::columns() const {
  winsize size = {};
  bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

void LineEditor::watch_signals() {
  auto handler = [this](boost::system::error_code error, int number) {
    if (!error) on_signal(number);
  };
  interrupts_.async_wait(handler);
  screen_.async_wait(handler);
}

void LineEditor::on_signal(int number) {
  if (number == SIGINT) {
    interrupted_ = true;
    return keys_.cancel();
  }
  if (!yield_) return;  // the line has ended meanwhile, and the terminal is in its own mode
  if (number == SIGWINCH) {
    on_resize();
  } else {
    // libedit believes the terminal is still in its mode.
    ::el_set(editor_.get(), EL_PREP_TERM, 0);
    ::el_set(editor_.get(), EL_PREP_TERM, 1);
    ::el_resize(editor_.get());
    painted_columns_ = columns();
    ::el_set(editor_.get(), EL_REFRESH);
  }
  screen_.async_wait([this](boost::system::error_code error, int next) {
    if (!error) on_signal(next);
  });
}

/// Only the terminal knows what it made of the line. One that cannot tell keeps silent.
void LineEditor::on_resize() {
  constexpr auto patience = std::chrono::milliseconds(200);
  cursor_wait_.expires_after(patience);
  cursor_wait_.async_wait([this](boost::system::error_code error) {
    if (!error && yield_) repaint(std::nullopt);
  });
  keys_.ask_for_position();
}

void LineEditor::repaint(std::optional<CursorPosition> cursor) {
  const ResizedLine line = {before_cursor(), painted_columns_, columns()};
  clear_from(line.rows_above(cursor));
  std::fflush(stdout);
  ::el_resize(editor_.get());
  painted_columns_ = line.present;
  ::el_set(editor_.get(), EL_REFRESH);
}

asio::awaitable<void> LineEditor::interrupted() {
  co_await interrupts_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void LineEditor::stop() {
  stopped_ = true;
  keys_.cancel();
}

}  // namespace cli
