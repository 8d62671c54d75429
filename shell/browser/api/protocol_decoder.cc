// See protocol_decoder.h.

#include "shell/browser/api/protocol_decoder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace valence {
namespace {

// DevTools' code of an error on the server's side.
constexpr int32_t kServerError = -32000;

bool IsAscii(cbor::Bytes bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte >= 0x80; });
}

const char* Characters(cbor::Bytes bytes) {
  return reinterpret_cast<const char*>(bytes.data());
}

// Empty for what is no UTF-8 string.
std::string_view TextOf(const cbor::Token& token) {
  return token.type == cbor::TokenType::kString8
             ? std::string_view(Characters(token.bytes), token.bytes.size())
             : std::string_view();
}

napi_property_descriptor DataProperty(napi_value name, napi_value value) {
  napi_property_descriptor property = {};
  property.name = name;
  property.value = value;
  property.attributes = napi_default_jsproperty;
  return property;
}

}  // namespace

napi_value ProtocolDecoder::Decode(const DevToolsMessage& message) {
  error_.clear();
  members_.clear();
  event_ = nullptr;
  is_unfiltered_ = message.is_unfiltered;
  reader_ = cbor::Reader(message.bytes.bytes());
  keys_->BeginScope();
  const cbor::Token token = reader_.Read();
  napi_value value = token.type == cbor::TokenType::kMap ? DecodeValue(token, 0)
                                                         : Fail("the message is not a map");
  if (value == nullptr) {
    const std::optional<MessageHeader> header = ParseMessageHeader(message.bytes.bytes());
    return header && header->id ? ErrorReply(*header->id) : nullptr;
  }
  if (message.matched_rules && !SetMatchedRules(value, *message.matched_rules)) {
    return Fail("matchedRules could not be set");
  }
  return value;
}

napi_value ProtocolDecoder::DecodeValue(const cbor::Token& token, size_t depth, Omitted omitted) {
  napi_value value = nullptr;
  switch (token.type) {
    case cbor::TokenType::kInt:
      if (token.int_value >= std::numeric_limits<int32_t>::min() &&
          token.int_value <= std::numeric_limits<int32_t>::max()) {
        napi_create_int32(env_, static_cast<int32_t>(token.int_value), &value);
      } else {
        napi_create_int64(env_, token.int_value, &value);
      }
      return value;
    case cbor::TokenType::kDouble:
      napi_create_double(env_, token.double_value, &value);
      return value;
    case cbor::TokenType::kBool:
      napi_get_boolean(env_, token.bool_value, &value);
      return value;
    case cbor::TokenType::kNull:
      napi_get_null(env_, &value);
      return value;
    case cbor::TokenType::kString8:
      return DecodeString8(token.bytes);
    case cbor::TokenType::kString16:
      return DecodeString16(token.bytes);
    case cbor::TokenType::kBinary:
      if (napi_create_buffer_copy(env_, token.bytes.size(), token.bytes.data(), nullptr, &value) !=
          napi_ok) {
        return Fail("no memory for a Buffer of " + std::to_string(token.bytes.size()) + " bytes");
      }
      return value;
    case cbor::TokenType::kArray:
      return depth < cbor::kMaxDepth ? DecodeArray(depth + 1) : Fail("it is nested too deep");
    case cbor::TokenType::kMap:
      return depth < cbor::kMaxDepth ? DecodeMap(depth + 1, omitted)
                                     : Fail("it is nested too deep");
    case cbor::TokenType::kStop:
    case cbor::TokenType::kInvalid:
      break;
  }
  return Fail("it is malformed");
}

napi_value ProtocolDecoder::DecodeArray(size_t depth) {
  napi_value array = nullptr;
  napi_create_array(env_, &array);
  for (uint32_t index = 0;; index++) {
    const cbor::Token token = reader_.Read();
    if (token.type == cbor::TokenType::kStop) {
      return array;
    }
    napi_value element = DecodeValue(token, depth);
    if (element == nullptr) {
      return nullptr;
    }
    if (napi_set_element(env_, array, index, element) != napi_ok) {
      return Fail("an array could not be made");
    }
  }
}

// Defines the members: assigning them would call a setter, of `__proto__` for example.
napi_value ProtocolDecoder::DecodeMap(size_t depth, Omitted omitted) {
  napi_value object = nullptr;
  napi_create_object(env_, &object);
  const size_t first = members_.size();
  for (;;) {
    const cbor::Token token = reader_.Read();
    if (token.type == cbor::TokenType::kStop) {
      break;
    }
    const Omitted below = OmittedOf(token, depth, omitted);
    if (below != nullptr && below->all()) {
      if (!reader_.Skip()) {
        return Fail("it is malformed");
      }
      continue;
    }
    napi_value key = DecodeKey(token);
    const cbor::Token content = key == nullptr ? cbor::Token() : reader_.Read();
    napi_value value = key == nullptr ? nullptr : DecodeValue(content, depth, below);
    if (value == nullptr) {
      return nullptr;
    }
    if (depth == 1 && !is_unfiltered_ && event_ == nullptr && TextOf(token) == "method") {
      event_ = omitted_->Find(TextOf(content));
    }
    members_.push_back(DataProperty(key, value));
  }
  const size_t count = members_.size() - first;
  if (count > 0 && napi_define_properties(env_, object, count, &members_[first]) != napi_ok) {
    return Fail("an object could not be made");
  }
  members_.resize(first);
  return object;
}

ProtocolDecoder::Omitted ProtocolDecoder::OmittedOf(const cbor::Token& key,
                                                    size_t depth,
                                                    Omitted parent) const {
  if (depth == 1) {
    return event_ != nullptr && TextOf(key) == "params" ? event_ : nullptr;
  }
  return parent == nullptr ? nullptr : parent->Find(TextOf(key));
}

napi_value ProtocolDecoder::DecodeKey(const cbor::Token& token) {
  if (token.type == cbor::TokenType::kString8) {
    return keys_->Get({Characters(token.bytes), token.bytes.size()});
  }
  return token.type == cbor::TokenType::kString16 ? DecodeString16(token.bytes)
                                                  : Fail("it is malformed");
}

napi_value ProtocolDecoder::DecodeString8(cbor::Bytes bytes) {
  napi_value value = nullptr;
  const napi_status status =
      IsAscii(bytes) ? napi_create_string_latin1(env_, Characters(bytes), bytes.size(), &value)
                     : napi_create_string_utf8(env_, Characters(bytes), bytes.size(), &value);
  return status == napi_ok ? value
                           : Fail("it has a string of " + std::to_string(bytes.size()) +
                                  " bytes, more than a JavaScript string can hold");
}

napi_value ProtocolDecoder::DecodeString16(cbor::Bytes bytes) {
  static_assert(std::endian::native == std::endian::little, "the protocol's strings are UTF-16LE");
  // Copied, since the message does not align its strings.
  std::u16string text(bytes.size() / sizeof(char16_t), u'\0');
  if (!bytes.empty()) {
    memcpy(text.data(), bytes.data(), bytes.size());
  }
  napi_value value = nullptr;
  const napi_status status = napi_create_string_utf16(env_, text.data(), text.size(), &value);
  return status == napi_ok ? value
                           : Fail("it has a string of " + std::to_string(text.size()) +
                                  " characters, more than a JavaScript string can hold");
}

napi_value ProtocolDecoder::ErrorReply(int64_t id) {
  // A failed call can leave an exception behind (a RangeError for the string).
  napi_value ignored = nullptr;
  napi_get_and_clear_last_exception(env_, &ignored);
  napi_value code = nullptr;
  napi_value text = nullptr;
  napi_value error = nullptr;
  napi_value id_value = nullptr;
  napi_value reply = nullptr;
  const std::string message = "Valence cannot deliver the reply: " + error_;
  napi_create_int32(env_, kServerError, &code);
  napi_create_string_utf8(env_, message.data(), message.size(), &text);
  napi_create_object(env_, &error);
  napi_set_named_property(env_, error, "code", code);
  napi_set_named_property(env_, error, "message", text);
  napi_create_int64(env_, id, &id_value);
  napi_create_object(env_, &reply);
  napi_set_named_property(env_, reply, "id", id_value);
  napi_set_named_property(env_, reply, "error", error);
  return reply;
}

bool ProtocolDecoder::SetMatchedRules(napi_value object, const std::vector<int32_t>& rules) {
  napi_value array = nullptr;
  napi_create_array_with_length(env_, rules.size(), &array);
  for (size_t i = 0; i < rules.size(); i++) {
    napi_value id = nullptr;
    napi_create_int32(env_, rules[i], &id);
    napi_set_element(env_, array, static_cast<uint32_t>(i), id);
  }
  const napi_property_descriptor property = DataProperty(keys_->Get("matchedRules"), array);
  return napi_define_properties(env_, object, 1, &property) == napi_ok;
}

napi_value ProtocolDecoder::Fail(std::string error) {
  if (error_.empty()) {
    error_ = std::move(error);
  }
  return nullptr;
}

}  // namespace valence
