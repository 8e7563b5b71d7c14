#include "qmp/message.h"

#include "qmp/framer.h"
#include "qmp/wire_text.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

namespace qmp {
namespace {

template <class Object>
Object* member(Object& object, const char* name) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string text_member(const Json& object, const char* name) {
  const Json* value = member(object, name);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

int number_member(const Json* object, const char* name) {
  const Json* value = object ? member(*object, name) : nullptr;
  return value && value->is_number_integer() ? value->get<int>() : 0;
}

/// virt-qemu-qmp-proxy greets with a package made of QEMU's version alone. Distributions have more
/// to say (qemu-7.2.22-1.fc38). The "oob" that the proxy offers does nothing.
bool is_proxy(const Greeting& greeting, const std::string& package) {
  return package == "qemu-" + version_text(greeting);
}

/// Short text that a share may say of its QEMU.
std::string standstill_in(std::string_view package) {
  constexpr std::size_t longest = 200;
  package.remove_prefix(share_package.size());
  return std::string(package.starts_with(": ") ? package.substr(0, longest) : "");
}

Greeting parse_greeting(const Json& body) {
  Greeting greeting;
  const Json* version = member(body, "version");
  const Json* qemu = version ? member(*version, "qemu") : nullptr;
  greeting.major = number_member(qemu, "major");
  greeting.minor = number_member(qemu, "minor");
  greeting.micro = number_member(qemu, "micro");
  std::string package = version ? text_member(*version, "package") : "";
  greeting.one_at_a_time = version && is_proxy(greeting, package);
  greeting.shared = package.starts_with(share_package);
  if (greeting.shared) greeting.standstill = standstill_in(package);
  const Json* capabilities = member(body, "capabilities");
  greeting.oob =
      !greeting.one_at_a_time && capabilities && capabilities->is_array() &&
      std::find(capabilities->begin(), capabilities->end(), "oob") != capabilities->end();
  return greeting;
}

std::optional<Id> parse_id(const Json& message) {
  const Json* id = member(message, "id");
  if (!id) return std::nullopt;
  if (!id->is_number_unsigned()) return foreign_id;
  return static_cast<Id>(std::min(id->get<std::uint64_t>(), std::uint64_t(foreign_id)));
}

/// An event's data is an object. virt-qemu-qmp-proxy sends the object's text instead, as a string;
/// the framer guards its limits.
void unwrap(Json& data) {
  const auto& text = data.get_ref<const std::string&>();
  Framer framer;
  framer.feed(text);
  auto frame = framer.next();
  if (!frame || frame->text != text) return;
  Json object = Json::parse(frame->text, nullptr, /*allow_exceptions=*/false);
  if (object.is_object()) data = std::move(object);
}

Error parse_error(const Json& error) {
  std::string text = text_member(error, "desc");
  if (text.empty()) text = "QEMU refused without saying why";
  return {Failure::refused, std::move(text), text_member(error, "class")};
}

}  // namespace

Command::Command(std::string_view name, const Json& arguments)
    : body_(R"({"execute":")" + std::string(name) + '"') {
  if (!arguments.empty()) body_ += R"(,"arguments":)" + qmp::wire_text(arguments);
}

Command Command::finish_once_sent() && {
  must_finish_ = true;
  return std::move(*this);
}

Command Command::without_deadline() && {
  has_deadline_ = false;
  return std::move(*this);
}

std::string Command::wire_text(Id id) const {
  return body_ + R"(,"id":)" + std::to_string(id) + '}';
}

std::string version_text(const Greeting& greeting) {
  return std::to_string(greeting.major) + "." + std::to_string(greeting.minor) + "." +
         std::to_string(greeting.micro);
}

Json event_message(const Event& event) {
  Json message = Json::object();
  if (!event.timestamp.is_null()) message["timestamp"] = event.timestamp;
  message["event"] = event.name;
  if (!event.data.is_null()) message["data"] = event.data;
  return message;
}

bool is_command_name(std::string_view name) {
  constexpr std::string_view others = "-_.";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](unsigned char byte) {
    return std::isalnum(byte) || others.find(static_cast<char>(byte)) != others.npos;
  });
}

Message parse_message(std::string_view text) {
  Json message = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (message.is_discarded()) return Malformed{"it is not JSON"};
  if (const Json* body = member(message, "QMP")) return parse_greeting(*body);
  if (Json* value = member(message, "return")) return Reply{parse_id(message), std::move(*value)};
  if (const Json* error = member(message, "error"))
    return Reply{parse_id(message), parse_error(*error)};
  std::string event = text_member(message, "event");
  if (event.empty()) return Malformed{"it is neither an answer nor an event"};
  Json* data = member(message, "data");
  if (data && data->is_string()) unwrap(*data);
  Json* timestamp = member(message, "timestamp");
  return Event{std::move(event), data ? std::move(*data) : Json(),
               timestamp ? std::move(*timestamp) : Json()};
}

}  // namespace qmp
