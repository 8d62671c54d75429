// See protocol_encoder.h.

#include "shell/browser/api/protocol_encoder.h"

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "shell/common/napi_options.h"

namespace valence {
namespace {

// Copying less than this is cheaper than keeping a reference until it is written.
constexpr size_t kMinExternalSize = 16 << 10;

// Most strings fit and are read with one call.
constexpr size_t kShortString = 512;
// napi_get_value_string_utf8() stops before a character that does not fit, terminator included.
constexpr size_t kLongestCharacter = 4;

}  // namespace

std::optional<EncodedCommand> ProtocolEncoder::Encode(int32_t id,
                                                      napi_value method,
                                                      napi_value session_id,
                                                      napi_value params) {
  writer_.BeginMap();
  writer_.String("id");
  writer_.Int(id);
  writer_.String("method");
  if (!EncodeString(method)) {
    return std::nullopt;
  }
  if (session_id != nullptr) {
    writer_.String("sessionId");
    if (!EncodeString(session_id)) {
      return std::nullopt;
    }
  }
  if (params != nullptr) {
    writer_.String("params");
    if (!EncodeValue(params)) {
      return std::nullopt;
    }
  }
  writer_.End();
  if (!CheckSize()) {
    return std::nullopt;
  }
  return EncodedCommand{writer_.Take(), std::move(referenced_)};
}

bool ProtocolEncoder::EncodeValue(napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env_, value, &type);
  switch (type) {
    case napi_string:
      return EncodeString(value);
    case napi_number:
      return EncodeNumber(value);
    case napi_boolean: {
      bool boolean = false;
      napi_get_value_bool(env_, value, &boolean);
      writer_.Bool(boolean);
      return true;
    }
    case napi_null:
      writer_.Null();
      return true;
    case napi_object:
      return EncodeObject(value);
    default:
      return Refuse("a value that the DevTools protocol can carry, got " +
                    DescribeType(env_, value));
  }
}

bool ProtocolEncoder::EncodeNumber(napi_value value) {
  double number = 0;
  napi_get_value_double(env_, value, &number);
  if (!std::isfinite(number)) {
    return Refuse("a finite number");
  }
  const bool is_int32 = number >= std::numeric_limits<int32_t>::min() &&
                        number <= std::numeric_limits<int32_t>::max() &&
                        std::trunc(number) == number && !(number == 0 && std::signbit(number));
  if (is_int32) {
    writer_.Int(static_cast<int32_t>(number));
  } else {
    writer_.Double(number);
  }
  return true;
}

bool ProtocolEncoder::EncodeString(napi_value value) {
  std::array<char, kShortString> text;
  size_t size = 0;
  napi_get_value_string_utf8(env_, value, text.data(), text.size(), &size);
  if (size < text.size() - kLongestCharacter) {
    writer_.String({text.data(), size});
    return true;
  }
  napi_get_value_string_utf8(env_, value, nullptr, 0, &size);
  if (size > kMaxMessageSize) {
    napi_throw_range_error(env_, nullptr,
                           "the command has a string of more than 512 MiB; send less at once");
    return false;
  }
  writer_.StringInPlace(size, [&](std::span<char> buffer) {
    napi_get_value_string_utf8(env_, value, buffer.data(), buffer.size(), nullptr);
  });
  return CheckSize();
}

bool ProtocolEncoder::EncodeObject(napi_value value) {
  if (!CheckDepth(value)) {
    return false;
  }
  bool is_array = false;
  napi_is_array(env_, value, &is_array);
  if (is_array) {
    return EncodeArray(value);
  }
  bool is_bytes = false;
  napi_is_typedarray(env_, value, &is_bytes);
  return is_bytes ? EncodeBytes(value) : EncodeMap(value);
}

bool ProtocolEncoder::EncodeArray(napi_value value) {
  uint32_t length = 0;
  napi_get_array_length(env_, value, &length);
  writer_.BeginArray();
  for (uint32_t i = 0; i < length; i++) {
    napi_value element = nullptr;
    if (napi_get_element(env_, value, i, &element) != napi_ok) {
      return false;
    }
    path_.push_back({value, nullptr, i});
    if (!EncodeValue(element)) {
      return false;
    }
    path_.pop_back();
  }
  writer_.End();
  return true;
}

bool ProtocolEncoder::EncodeMap(napi_value value) {
  napi_value names = nullptr;
  const napi_status status = napi_get_all_property_names(
      env_, value, napi_key_own_only,
      static_cast<napi_key_filter>(napi_key_enumerable | napi_key_skip_symbols),
      napi_key_numbers_to_strings, &names);
  if (status != napi_ok) {
    return false;
  }
  uint32_t length = 0;
  napi_get_array_length(env_, names, &length);
  if (length == 0 && !IsPlainObject(value)) {
    return Refuse(
        "a plain object; this one (a Map, a Date, an ArrayBuffer, …) has no members of its own");
  }
  writer_.BeginMap();
  for (uint32_t i = 0; i < length; i++) {
    napi_value name = nullptr;
    napi_value member = nullptr;
    napi_get_element(env_, names, i, &name);
    if (napi_get_property(env_, value, name, &member) != napi_ok) {
      return false;
    }
    if (IsUndefined(env_, member)) {
      continue;
    }
    path_.push_back({value, name, 0});
    if (!EncodeString(name) || !EncodeValue(member)) {
      return false;
    }
    path_.pop_back();
  }
  writer_.End();
  return true;
}

// By its prototype: null, or an object without a prototype (the Object.prototype of this or another
// context).
bool ProtocolEncoder::IsPlainObject(napi_value value) {
  napi_value prototype = nullptr;
  napi_value next = nullptr;
  if (napi_get_prototype(env_, value, &prototype) != napi_ok) {
    return false;
  }
  if (!IsObject(env_, prototype)) {
    return true;
  }
  return napi_get_prototype(env_, prototype, &next) == napi_ok && !IsObject(env_, next);
}

bool ProtocolEncoder::EncodeBytes(napi_value value) {
  napi_typedarray_type type = napi_uint8_array;
  size_t size = 0;
  void* data = nullptr;
  napi_get_typedarray_info(env_, value, &type, &size, &data, nullptr, nullptr);
  if (type != napi_uint8_array) {
    return Refuse("a Uint8Array or Buffer, got another typed array");
  }
  const std::span bytes(static_cast<const uint8_t*>(data), size);
  if (size < kMinExternalSize) {
    writer_.Binary(bytes);
  } else {
    writer_.ExternalBinary(bytes);
    referenced_.push_back(value);
  }
  return CheckSize();
}

bool ProtocolEncoder::CheckSize() {
  if (writer_.size() <= kMaxMessageSize) {
    return true;
  }
  napi_throw_range_error(
      env_, nullptr,
      "the command is larger than 512 MiB, the most Chromium takes; send less at once");
  return false;
}

bool ProtocolEncoder::CheckDepth(napi_value value) {
  if (path_.size() < kMaxDepth) {
    return true;
  }
  // Too deep, or endless: then the value at hand is among its own ancestors. The path to the first
  // repetition says more than the one to here.
  for (size_t i = path_.size(); i-- > 0;) {
    bool is_same = false;
    napi_strict_equals(env_, path_[i].container, value, &is_same);
    if (!is_same) {
      continue;
    }
    const std::string message =
        Path(FirstRepetition(path_.size() - i)) +
        ": expected a value that the DevTools protocol can carry, got a cycle";
    napi_throw_type_error(env_, nullptr, message.c_str());
    return false;
  }
  return Refuse("a value nested at most " + std::to_string(kMaxDepth) + " deep");
}

// Steps to the first value that is its own ancestor `period` steps above.
size_t ProtocolEncoder::FirstRepetition(size_t period) const {
  for (size_t i = 0; i + period < path_.size(); i++) {
    bool is_same = false;
    napi_strict_equals(env_, path_[i].container, path_[i + period].container, &is_same);
    if (is_same) {
      return i + period;
    }
  }
  return path_.size();
}

bool ProtocolEncoder::Refuse(const std::string& expected) {
  const std::string message = Path(path_.size()) + ": expected " + expected;
  napi_throw_type_error(env_, nullptr, message.c_str());
  return false;
}

std::string ProtocolEncoder::Path(size_t steps) const {
  std::string path = "params";
  for (size_t i = 0; i < steps && i < path_.size(); i++) {
    if (path_[i].key == nullptr) {
      path += "[" + std::to_string(path_[i].index) + "]";
    } else {
      path += "." + Text(path_[i].key);
    }
  }
  return path;
}

std::string ProtocolEncoder::Text(napi_value string) const {
  std::array<char, kShortString> text;
  size_t size = 0;
  napi_get_value_string_utf8(env_, string, text.data(), text.size(), &size);
  return {text.data(), size};
}

}  // namespace valence
