#pragma once

#include "qmp/json.h"
#include "qmp/json_token.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace qmp {

/// Makes one value of its tokens, as QEMU's parser does. No recursion, and n log n steps for n
/// members. A fault is the first one in the text: QEMU reads over the rest.
///
/// Owned by qmp::RequestReader, a fresh one for each value.
class JsonBuilder {
 public:
  /// Takes the next token, which must not be stray.
  void take(const JsonToken& token);

  /// What is wrong, in QEMU's words; empty as long as nothing is.
  const std::string& fault() const { return fault_; }

  /// The value, once its last token was taken and nothing is wrong.
  Json value() { return std::move(value_); }

  /// From now on keeps only the member `id` of the outermost object, and drops all else.
  void keep_only_id();

  /// Inside the value of the member `id` of the outermost object.
  bool in_id() const;

  /// Drops what there is of the id that it is in.
  void drop_id();

  /// The id, if keep_only_id() was called and there is one.
  std::optional<Json> id() { return std::move(id_); }

 private:
  enum class Expects { value, value_or_end, key, key_or_end, colon, separator };

  /// An object or array whose end is to come.
  struct Open {
    bool is_object = false;
    Expects expects = Expects::value;
    std::string key;             // of the member whose value comes next
    std::set<std::string> keys;  // of its members
    std::vector<std::pair<std::string, Json>> members;
    Json::array_t elements;

    void drop();
  };

  void take_value(const JsonToken& token);
  void take_literal(const JsonToken& token);
  void take_colon(JsonToken::Kind kind);
  void take_separator(JsonToken::Kind kind);
  void begin(bool is_object, Expects expects);
  void end();
  void complete(Json value);
  void take_key(Json value);
  void take_member(Json value);
  bool keeping() const { return !only_id_ || in_id(); }
  void drop_all();
  void fail(std::string why) { fault_ = std::move(why); }

  std::vector<Open> open_;  // the outermost comes first
  Json value_;
  std::string fault_;
  bool only_id_ = false;
  std::optional<Json> id_;
};

}  // namespace qmp
