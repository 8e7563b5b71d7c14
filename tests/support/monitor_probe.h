#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace support {

/// Keeps the key order QEMU sent, which the contract passes on to the reader.
using Json = nlohmann::ordered_json;

/// QEMU's answer to one command: a value, or its error class and sentence.
struct Answer {
  bool ok = false;
  Json value;
  std::string error_class;
  std::string description;
};

/// One entry of qom-list.
struct ListedProperty {
  std::string name;
  std::string type;

  bool is_child() const { return type.starts_with("child<"); }
  bool is_link() const { return type.starts_with("link<"); }
};

/// The second opinion of the system tests: a small blocking QMP client that shares no code with the
/// program under test. It owns one connection; connecting is tried again while QEMU starts, and
/// every wait is bounded. All calls throw std::runtime_error when QEMU does not answer in time or
/// not in QMP.
class MonitorProbe {
 public:
  explicit MonitorProbe(const std::string& socket);
  ~MonitorProbe();
  MonitorProbe(const MonitorProbe&) = delete;
  MonitorProbe& operator=(const MonitorProbe&) = delete;

  Answer execute(const std::string& command, const Json& arguments = Json::object());

  /// What qom-list says of an object; throws when the object is not there.
  std::vector<ListedProperty> list(const std::string& path);
  Answer get(const std::string& path, const std::string& property);
  Answer set(const std::string& path, const std::string& property, const Json& value);

  /// The value of a property that must be readable.
  Json value(const std::string& path, const std::string& property);

 private:
  Json read_message();

  int fd_ = -1;
  std::string buffer_;
};

}  // namespace support
