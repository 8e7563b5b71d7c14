#include "support/fake_monitor.h"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace support {
namespace {

using qmp::Error;
using qmp::Json;
using qmp::Result;

struct Place {
  std::string parent;
  std::string name;
};

Place place_of(const std::string& path) {
  auto slash = path.rfind('/');
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

Error no_device(const qom::Path& path) {
  return refusal("Device '" + path.text() + "' not found", "DeviceNotFound");
}

/// Keeps a timer in a set while its coroutine waits for it, however that ends.
class Registered {
 public:
  Registered(std::set<asio::steady_timer*>& timers, asio::steady_timer& timer)
      : timers_(timers), timer_(timer) {
    timers_.insert(&timer_);
  }
  ~Registered() { timers_.erase(&timer_); }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;

 private:
  std::set<asio::steady_timer*>& timers_;
  asio::steady_timer& timer_;
};

}  // namespace

Error refusal(std::string sentence, std::string class_name) {
  return {qmp::Failure::refused, std::move(sentence), std::move(class_name)};
}

FakeMonitor::FakeMonitor() {
  objects_["/"];
  set_property("/", "type", "string", "container");
}

void FakeMonitor::add_object(const std::string& path, const std::string& type) {
  Place place = place_of(path);
  set_property(place.parent, place.name, "child<" + type + ">", path);
  objects_[path];
  set_property(path, "type", "string", type);
}

void FakeMonitor::remove_object(const std::string& path) {
  std::erase_if(objects_, [&](const auto& object) {
    return object.first == path || object.first.starts_with(path + "/");
  });
  Place place = place_of(path);
  Object& parent = objects_.at(place.parent);
  parent.properties.erase(place.name);
  std::erase(parent.order, place.name);
}

void FakeMonitor::set_property(const std::string& path, const std::string& name,
                               const std::string& type, Json value) {
  Object& object = objects_.at(path);
  bool is_new = object.properties.insert_or_assign(name, Held{type, std::move(value)}).second;
  if (is_new) object.order.push_back(name);
}

Json FakeMonitor::value(const std::string& path, const std::string& name) const {
  auto object = objects_.find(path);
  if (object == objects_.end()) return Json();
  auto property = object->second.properties.find(name);
  return property == object->second.properties.end() ? Json() : property->second.value;
}

void FakeMonitor::fail(std::string beginning, Error error, std::size_t times) {
  failings_.push_back({std::move(beginning), std::move(error), times});
}

void FakeMonitor::release() {
  held_.reset();
  for (asio::steady_timer* timer : waiting_) timer->cancel();
}

std::size_t FakeMonitor::count(std::string_view beginning) const {
  return static_cast<std::size_t>(
      std::count_if(calls_.begin(), calls_.end(),
                    [&](const std::string& call) { return call.starts_with(beginning); }));
}

asio::awaitable<Result<std::vector<qom::Property>>> FakeMonitor::list(qom::Path path) {
  std::string call = "list " + path.text();
  co_await pass(call);
  if (auto failure = failure_of(call)) co_return *failure;
  auto object = objects_.find(path.text());
  if (object == objects_.end()) co_return no_device(path);
  std::vector<qom::Property> properties;
  for (const std::string& name : object->second.order)
    properties.emplace_back(name, object->second.properties.at(name).type);
  co_return properties;
}

asio::awaitable<Result<Json>> FakeMonitor::get(qom::Path path, std::string property) {
  std::string call = "get " + path.text() + ' ' + property;
  co_await pass(call);
  if (auto failure = failure_of(call)) co_return *failure;
  auto held = find(path, property);
  if (!held) co_return held.error();
  co_return (*held)->value;
}

asio::awaitable<Result<>> FakeMonitor::set(qom::Path path, std::string property, Json value) {
  std::string call = "set " + path.text() + ' ' + property + ' ' + value.dump();
  co_await pass(call, /*must_finish=*/true);
  if (auto failure = failure_of(call)) co_return *failure;
  auto held = find(path, property);
  if (!held) co_return held.error();
  (*held)->value = std::move(value);
  co_return Result<>();
}

asio::awaitable<Result<std::vector<qom::Description>>> FakeMonitor::describe(
    std::vector<qom::Path> paths) {
  std::string call = "describe";
  for (const qom::Path& path : paths) call += ' ' + path.text();
  co_await pass(call);
  if (auto failure = failure_of(call)) co_return *failure;
  std::vector<qom::Description> descriptions;
  for (const qom::Path& path : paths) {
    auto object = objects_.find(path.text());
    if (object == objects_.end()) co_return no_device(path);
    descriptions.push_back(describe_one(object->second));
  }
  co_return descriptions;
}

qom::Description FakeMonitor::describe_one(const Object& object) const {
  qom::Description description;
  for (const std::string& name : object.order) {
    const Held& held = object.properties.at(name);
    description.properties.emplace_back(name, held.type);
    description.values.emplace_back(name, held.value);
  }
  return description;
}

asio::awaitable<void> FakeMonitor::pass(std::string call, bool must_finish) {
  calls_.push_back(call);
  asio::steady_timer released(co_await asio::this_coro::executor,
                              asio::steady_timer::time_point::max());
  while (held_ && call.starts_with(*held_)) {
    Registered registered(waiting_, released);
    boost::system::error_code woken;
    co_await released.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() == asio::cancellation_type::none) continue;
    if (!must_finish) throw boost::system::system_error(asio::error::operation_aborted);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  }
}

std::optional<Error> FakeMonitor::failure_of(std::string_view call) {
  for (Failing& failing : failings_) {
    if (failing.times == 0 || !call.starts_with(failing.beginning)) continue;
    if (failing.times != no_limit) --failing.times;
    return failing.error;
  }
  return std::nullopt;
}

Result<FakeMonitor::Held*> FakeMonitor::find(const qom::Path& path, const std::string& property) {
  auto object = objects_.find(path.text());
  if (object == objects_.end()) return no_device(path);
  auto found = object->second.properties.find(property);
  if (found != object->second.properties.end()) return &found->second;
  std::string type = object->second.properties.at("type").value.get<std::string>();
  return refusal("Property '" + type + "." + property + "' not found");
}

}  // namespace support
