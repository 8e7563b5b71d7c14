#include "support/completing_shell.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/daemon.h"

namespace support {
namespace {

constexpr const char* prompt = "ready> ";
constexpr const char* line_start = "\x01";  // Ctrl-A

std::string completions() {
  const char* folder = getenv("QOM_FUSE_COMPLETIONS");
  return folder ? folder : "";
}

void write(const std::string& file, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(file).parent_path());
  std::ofstream(file) << text;
}

/// What each shell reads when it starts.
void write_start_files(const ScratchDirectory& home) {
  const std::string folder = shell_word(completions());
  const std::string quiet = std::string("PS1='") + prompt + "'\n";
  write(home / "bashrc", ". /usr/share/bash-completion/bash_completion\n. " + folder +
                             "/qom-fuse.bash\nbind 'set enable-bracketed-paste off'\n" + quiet);
  write(home / ".zshrc", "fpath=(" + folder + " $fpath)\nautoload -U compinit\ncompinit -u -D\n" +
                             "unsetopt zle_bracketed_paste prompt_sp\n" + quiet);
  write(home / "fish/config.fish", "source " + folder + "/qom-fuse.fish\nset -g fish_greeting\n" +
                                       "function fish_prompt; echo -n '" + prompt + "'; end\n");
}

std::vector<std::string> command(const std::string& name, const ScratchDirectory& home) {
  if (name == "bash") return {"bash", "--noprofile", "--rcfile", home / "bashrc", "-i"};
  return {name, "-i"};
}

std::vector<std::string> environment(const ScratchDirectory& home) {
  const std::string tools = std::filesystem::path(qom_fuse_program()).parent_path();
  return {"TERM=xterm",
          "LC_ALL=C.UTF-8",
          "HISTFILE=",
          "HOME=" + (home / ""),
          "ZDOTDIR=" + (home / ""),
          "XDG_CONFIG_HOME=" + (home / ""),
          "XDG_DATA_HOME=" + (home / "data"),
          "PATH=" + tools + ":" + getenv("PATH")};
}

}  // namespace

std::string CompletingShell::missing() {
  if (completions().empty()) return "QOM_FUSE_COMPLETIONS does not name the folder of completions";
  for (const std::string& name : names())
    if (run("command -v " + name).status != 0) return "no " + name;
  if (!std::filesystem::exists("/usr/share/bash-completion/bash_completion"))
    return "no bash-completion";
  return "";
}

CompletingShell::CompletingShell(const std::string& name) {
  write_start_files(home_);
  terminal_ = std::make_unique<Terminal>(command(name, home_), environment(home_));
  if (!terminal_->shows(prompt))
    throw std::runtime_error(name + " shows no prompt: " + terminal_->output());
}

std::string CompletingShell::completed(const std::string& line) {
  const std::string mark = "line" + std::to_string(++lines_);
  terminal_->type(line + "\t" + line_start + "printf '<%s>' " + mark + "; printf '<%s>' \r");
  const std::string output = terminal_->text_between("<" + mark + ">", prompt);
  return output.substr(0, output.find_last_of('>') + 1);
}

}  // namespace support
