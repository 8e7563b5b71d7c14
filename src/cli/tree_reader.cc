#include "cli/tree_reader.h"

#include "qom/commands.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace cli {
namespace {

using qmp::Error;
using qmp::Failure;
using qmp::Result;
using qom::is_fault_of_the_asked;

void sort_by_name(std::vector<ReadProperty>& properties) {
  std::stable_sort(properties.begin(), properties.end(),
                   [](const ReadProperty& first, const ReadProperty& second) {
                     return name_before(first.property.name, second.property.name);
                   });
}

void prune(ObjectNode& object) {
  std::erase_if(object.children, [](const auto& child) { return child->gone; });
  for (auto& child : object.children) prune(*child);
}

}  // namespace

TreeReader::TreeReader(qom::Monitor& monitor, asio::any_io_executor executor, Wanted wanted)
    : monitor_(monitor), wanted_(wanted), more_(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<Result<std::unique_ptr<ObjectNode>>> TreeReader::read(qom::Path path) {
  using asio::experimental::awaitable_operators::operator&&;
  auto top = std::make_unique<ObjectNode>();
  top->path = std::move(path);
  unseen_.push_back(top.get());
  co_await (work() && work());
  if (failure_) co_return *failure_;
  prune(*top);
  co_return top;
}

asio::awaitable<void> TreeReader::work() {
  while (!failure_) {
    if (unseen_.empty() && parts_.empty() && unread_.empty()) {
      if (busy_ == 0) break;
      boost::system::error_code woken;
      co_await more_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
      continue;
    }
    ++busy_;
    co_await step();
    --busy_;
    more_.cancel();
  }
  more_.cancel();
}

asio::awaitable<void> TreeReader::step() {
  if (!parts_.empty()) {
    Objects part = std::move(parts_.front());
    parts_.pop_front();
    co_await describe(std::move(part));
  } else if (!unread_.empty()) {
    Unread unread = unread_.front();
    unread_.pop_front();
    co_await get(unread);
  } else if (can_describe()) {
    co_await describe(take_batch());
  } else {
    ObjectNode* object = unseen_.front();
    unseen_.pop_front();
    co_await list(object);
  }
}

/// While the other place is free, half is left for it.
TreeReader::Objects TreeReader::take_batch() {
  std::size_t share = busy_ > 1 ? unseen_.size() : (unseen_.size() + 1) / 2;
  auto end = unseen_.begin() + std::min(share, monitor_.batch_limit());
  Objects batch(unseen_.begin(), end);
  unseen_.erase(unseen_.begin(), end);
  return batch;
}

asio::awaitable<void> TreeReader::describe(Objects objects) {
  std::vector<qom::Path> paths;
  for (ObjectNode* object : objects) paths.push_back(object->path);
  auto descriptions = co_await monitor_.describe(std::move(paths));
  if (descriptions) {
    for (std::size_t i = 0; i < objects.size(); ++i) take(*objects[i], (*descriptions)[i]);
  } else if (!is_fault_of_the_asked(descriptions.error())) {
    failure_ = descriptions.error();
  } else if (!can_describe()) {  // a QEMU whose version promised more
    unseen_.insert(unseen_.begin(), objects.begin(), objects.end());
  } else if (objects.size() > 1) {
    auto middle = objects.begin() + static_cast<std::ptrdiff_t>(objects.size() / 2);
    parts_.emplace_back(objects.begin(), middle);
    parts_.emplace_back(middle, objects.end());
  } else if (descriptions.error().failure == Failure::refused) {
    note_missing(*objects.front(), descriptions.error());
  } else {  // one of its values breaks the answer: value by value
    co_await list(objects.front());
  }
}

asio::awaitable<void> TreeReader::list(ObjectNode* object) {
  auto properties = co_await monitor_.list(object->path);
  if (properties) {
    take(*object, *properties);
  } else if (properties.error().failure == Failure::refused) {
    note_missing(*object, properties.error());
  } else if (object->level > 0 && is_fault_of_the_asked(properties.error())) {
    object->refusal = properties.error().text;
  } else {
    failure_ = properties.error();
  }
}

asio::awaitable<void> TreeReader::get(Unread unread) {
  const std::string name = unread.object->properties[unread.index].property.name;
  auto value = co_await monitor_.get(unread.object->path, name);
  ReadProperty& read = unread.object->properties[unread.index];
  if (value) {
    if (name == "type" && value->is_string()) unread.object->type = value->get<std::string>();
    read.value = std::move(*value);
  } else if (is_fault_of_the_asked(value.error())) {
    read.refusal = value.error().text;
  } else {
    failure_ = value.error();
  }
}

void TreeReader::take(ObjectNode& object, const qom::Description& description) {
  std::unordered_map<std::string, const qmp::Json*> values;
  for (auto& [name, value] : description.values) values.emplace(name, &value);
  for (const qom::Property& property : description.properties) {
    ReadProperty read = {property, std::nullopt, ""};
    auto value = values.find(property.name);
    bool wanted = property.kind() != qom::Kind::child && value != values.end();
    if (wanted) read.value = *value->second;
    if (wanted && property.name == "type" && read.value->is_string())
      object.type = read.value->get<std::string>();
    object.properties.push_back(std::move(read));
  }
  sort_by_name(object.properties);
  for (const ReadProperty& read : object.properties) adopt_child(object, read.property);
}

void TreeReader::take(ObjectNode& object, const std::vector<qom::Property>& properties) {
  for (const qom::Property& property : properties)
    object.properties.push_back({property, std::nullopt, ""});
  sort_by_name(object.properties);
  for (std::size_t i = 0; i < object.properties.size(); ++i) {
    ReadProperty& read = object.properties[i];
    if (read.property.name == "type" && !object.type.empty()) {
      read.value = object.type;
    } else if (wanted_.values && read.property.kind() != qom::Kind::child) {
      unread_.push_back({&object, i});
    }
    adopt_child(object, read.property);
  }
}

void TreeReader::adopt_child(ObjectNode& object, const qom::Property& property) {
  if (property.kind() != qom::Kind::child || object.level >= wanted_.depth) return;
  auto path = object.path.child(property.name);
  if (!path) return;  // an object that QEMU has no path to
  if (++objects_ > max_objects) {
    failure_ =
        Error(Failure::too_large, "QEMU shows more than a million objects; try a PATH below " +
                                      object.path.text() + ", or -d");
    return;
  }
  auto child = std::make_unique<ObjectNode>();
  child->path = std::move(*path);
  child->type = qom::target_type(property.type);
  child->level = object.level + 1;
  unseen_.push_back(child.get());
  object.children.push_back(std::move(child));
}

void TreeReader::note_missing(ObjectNode& object, const Error& error) {
  object.gone = true;
  if (object.level == 0) failure_ = error;
}

}  // namespace cli
