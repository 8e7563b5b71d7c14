#pragma once

#include "cli/typed_arguments.h"
#include "qmp/schema.h"

#include <string>
#include <vector>

namespace cli {

/// The members that an object of that type may have: its own, then those of the variant that
/// `written` chooses; of all variants while it chooses none. Empty for what is no object.
std::vector<qmp::SchemaType::Member> members_of(const qmp::Schema& schema, const std::string& type,
                                                const Written& written);

/// The object type in a type: itself, an element, one choice; empty if there is none.
std::string object_in(const qmp::Schema& schema, const std::string& type);

/// The words that a value of that type may be: of enumerations and booleans, in the schema's order.
std::vector<std::string> words_of(const qmp::Schema& schema, const std::string& type);

}  // namespace cli
