#pragma once

#include "cli/completion.h"
#include "cli/key_input.h"
#include "cli/line_source.h"
#include "cli/shell_history.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <histedit.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cli {

/// Lines typed at the terminal, with editing, history and completion by libedit. libedit waits for
/// keys inside its own loop; here it does so on a stack of its own (asio::spawn), so events of QEMU
/// are shown and completions ask QEMU meanwhile, all on one thread.
class LineEditor : public LineSource {
 public:
  using Complete = std::function<asio::awaitable<Completion>(std::string before_cursor)>;

  /// Takes SIGINT over for as long as it lives.
  LineEditor(asio::any_io_executor executor, ShellHistory history, Complete complete);
  ~LineEditor() override;

  asio::awaitable<Typed> next(std::string prompt) override;
  void show(const std::string& text) override;
  asio::awaitable<void> interrupted() override;
  void stop() override;

 private:
  static int on_key(EditLine* editor, wchar_t* key);
  static char* on_prompt(EditLine* editor);
  static unsigned char on_tab(EditLine* editor, int key);

  void load_history();
  void remember(const std::string& line);
  Typed edit(asio::yield_context yield);
  unsigned char complete();
  void watch_signals();
  void on_signal(int number);
  void on_resize();
  void repaint(std::optional<CursorPosition> cursor);
  void clear_line();
  void clear_from(std::size_t rows_above);
  std::size_t before_cursor() const;
  std::size_t columns() const;

  asio::any_io_executor executor_;
  ShellHistory history_;
  Complete complete_;
  KeyInput keys_;
  asio::signal_set interrupts_;
  asio::signal_set screen_;  // changes of its size, and coming back to the foreground
  std::unique_ptr<History, decltype(&::history_end)> lines_;
  std::unique_ptr<EditLine, decltype(&::el_end)> editor_;
  asio::steady_timer cursor_wait_;    // for the terminal to say where the cursor is
  std::size_t painted_columns_ = 80;  // the width that the line was painted for
  std::string prompt_;
  asio::yield_context* yield_ = nullptr;  // while a line is edited
  bool interrupted_ = false;
  bool stopped_ = false;
};

}  // namespace cli
