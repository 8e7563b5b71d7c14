#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "support/played_qemu.h"

namespace support {

/// The script of a small honest machine, for a PlayedQemu: `/objects/io0` with `poll-max-ns`, and
/// an empty `/lies` whose listing and values a test fills as it likes before it mounts. A test that
/// lies otherwise overrides what it lies about.
class PlayedMachine {
 public:
  virtual ~PlayedMachine() = default;

  /// Name and type of everything in /lies.
  std::vector<ListedProperty> lies;

  /// The JSON text of values that are not `"text"`, by property of /lies.
  std::map<std::string, std::string> values;

  /// The script. Called on the thread of the PlayedQemu.
  virtual Said answer(const Json& command);

  /// How often poll-max-ns was set to this.
  int executed(int value) const;

 protected:
  virtual std::vector<ListedProperty> listing(const std::string& path);
  std::string value(const std::string& path, const std::string& property);
  std::string set(const Json& value);

 private:
  mutable std::mutex mutex_;
  std::map<int, int> executed_;
  int present_ = 32768;
};

/// An answer and a refusal as QEMU writes them; `value` is JSON text.
std::string answer_to(const Json& command, const std::string& value);
std::string refusal_of(const Json& command, const std::string& class_name,
                       const std::string& sentence);

}  // namespace support
