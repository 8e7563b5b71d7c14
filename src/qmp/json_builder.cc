#include "qmp/json_builder.h"

#include "qmp/json_literal.h"

#include <utility>

namespace qmp {
namespace {

using Kind = JsonToken::Kind;

/// Past nlohmann's own way to add a member, which searches all of them for its name.
Json object_of(std::vector<std::pair<std::string, Json>>& members) {
  Json object = Json::object();
  auto& built = object.get_ref<Json::object_t&>();
  built.reserve(members.size());
  for (auto& [name, value] : members) built.emplace_back(std::move(name), std::move(value));
  return object;
}

}  // namespace

void JsonBuilder::take(const JsonToken& token) {
  if (!fault_.empty()) return;
  Expects expects = open_.empty() ? Expects::value : open_.back().expects;
  if (expects == Expects::colon) return take_colon(token.kind);
  if (expects == Expects::separator) return take_separator(token.kind);
  if (expects == Expects::value_or_end && token.kind == Kind::end_array) return end();
  if (expects == Expects::key_or_end && token.kind == Kind::end_object) return end();
  take_value(token);
}

/// A key is read as any value is: only then QEMU looks whether it is a string.
void JsonBuilder::take_value(const JsonToken& token) {
  switch (token.kind) {
    case Kind::begin_object:
      return begin(true, Expects::key_or_end);
    case Kind::begin_array:
      return begin(false, Expects::value_or_end);
    case Kind::integer:
    case Kind::fraction:
    case Kind::word:
    case Kind::string:
      return take_literal(token);
    default:
      return fail("expecting value");
  }
}

void JsonBuilder::take_literal(const JsonToken& token) {
  JsonLiteral literal = read_literal(token);
  if (!literal.fault.empty()) return fail(std::move(literal.fault));
  complete(std::move(literal.value));
}

void JsonBuilder::take_colon(Kind kind) {
  if (kind != Kind::colon) return fail("missing : in object pair");
  open_.back().expects = Expects::value;
}

void JsonBuilder::take_separator(Kind kind) {
  Open& open = open_.back();
  if (kind == (open.is_object ? Kind::end_object : Kind::end_array)) return end();
  if (kind != Kind::comma)
    return fail(open.is_object ? "expected separator in dict" : "expected separator in list");
  open.expects = open.is_object ? Expects::key : Expects::value;
}

void JsonBuilder::begin(bool is_object, Expects expects) {
  Open& open = open_.emplace_back();
  open.is_object = is_object;
  open.expects = expects;
}

void JsonBuilder::end() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  complete(closed.is_object ? object_of(closed.members) : Json(std::move(closed.elements)));
}

void JsonBuilder::complete(Json value) {
  if (open_.empty()) {
    value_ = std::move(value);
    return;
  }
  Open& open = open_.back();
  if (open.expects == Expects::key || open.expects == Expects::key_or_end)
    return take_key(std::move(value));
  if (open.is_object) {
    take_member(std::move(value));
  } else if (keeping()) {
    open.elements.push_back(std::move(value));
  }
  open.expects = Expects::separator;
}

void JsonBuilder::take_key(Json value) {
  if (!value.is_string()) return fail("key is not a string in object");
  open_.back().key = std::move(value.get_ref<std::string&>());
  open_.back().expects = Expects::colon;
}

/// Of what is not kept, the names are not known either.
void JsonBuilder::take_member(Json value) {
  Open& object = open_.back();
  if (!keeping()) return;
  bool is_id = only_id_ && open_.size() == 1;
  if (is_id ? id_.has_value() : !object.keys.insert(object.key).second)
    return fail("duplicate key");
  if (is_id) {
    id_ = std::move(value);
  } else {
    object.members.emplace_back(std::move(object.key), std::move(value));
  }
}

bool JsonBuilder::in_id() const {
  if (open_.empty()) return false;
  const Open& outermost = open_.front();
  return outermost.is_object && outermost.expects == Expects::value && outermost.key == "id";
}

void JsonBuilder::keep_only_id() {
  only_id_ = true;
  value_ = Json();
  if (open_.empty()) return;
  for (auto& [name, value] : open_.front().members)
    if (name == "id") id_ = std::move(value);
  if (in_id()) {
    open_.front().drop();
  } else {
    drop_all();
  }
}

void JsonBuilder::drop_id() {
  open_.front().key.clear();
  drop_all();
}

void JsonBuilder::drop_all() {
  for (Open& open : open_) open.drop();
}

void JsonBuilder::Open::drop() {
  keys = {};
  members = {};
  elements = {};
}

}  // namespace qmp
