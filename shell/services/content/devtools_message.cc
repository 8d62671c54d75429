// See devtools_message.h.

#include "shell/services/content/devtools_message.h"

namespace valence {

std::optional<MessageHeader> ParseMessageHeader(cbor::Bytes message) {
  if (!cbor::Validate(message)) {
    return std::nullopt;
  }
  cbor::Reader reader(message);
  if (reader.Read().type != cbor::TokenType::kMap) {
    return std::nullopt;
  }
  MessageHeader header;
  for (;;) {
    const cbor::Token key = reader.Read();
    if (key.type == cbor::TokenType::kStop) {
      return header;
    }
    const size_t start = reader.position();
    if (!reader.Skip()) {
      return std::nullopt;
    }
    if (key.type != cbor::TokenType::kString8) {
      continue;
    }
    const cbor::Bytes value = message.subspan(start, reader.position() - start);
    const std::string_view name(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size());
    if (name == "id") {
      const cbor::Token id = cbor::Reader(value).Read();
      if (id.type == cbor::TokenType::kInt) {
        header.id = id.int_value;
      }
    } else if (name == "error") {
      header.is_error = true;
    } else if (name == "method") {
      header.method = cbor::AsString(value).value_or("");
    } else if (name == "sessionId") {
      header.session_id = cbor::AsString(value).value_or("");
    } else if (name == "params") {
      header.params = value;
    }
  }
}

}  // namespace valence
