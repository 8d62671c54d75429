// See napi_options.h.

#include "shell/common/napi_options.h"

#include <cmath>

namespace valence {
namespace {

napi_valuetype TypeOf(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  return type;
}

}  // namespace

std::string DescribeType(napi_env env, napi_value value) {
  bool is_array = false;
  napi_is_array(env, value, &is_array);
  if (is_array) {
    return "an array";
  }
  switch (TypeOf(env, value)) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return "a boolean";
    case napi_number:
      return "a number";
    case napi_string:
      return "a string";
    case napi_symbol:
      return "a symbol";
    case napi_object:
      return "an object";
    case napi_function:
      return "a function";
    case napi_external:
      return "an external value";
    case napi_bigint:
      return "a bigint";
  }
  return "an unknown value";
}

void ThrowTypeError(napi_env env,
                    const std::string& name,
                    const std::string& expected,
                    napi_value value) {
  const std::string message = name + ": expected " + expected + ", got " + DescribeType(env, value);
  napi_throw_type_error(env, nullptr, message.c_str());
}

std::optional<std::string> ReadString(napi_env env, napi_value value, const std::string& name) {
  size_t size = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &size) != napi_ok) {
    ThrowTypeError(env, name, "a string", value);
    return std::nullopt;
  }
  std::string text(size, '\0');
  napi_get_value_string_utf8(env, value, text.data(), size + 1, &size);
  if (text.find('\0') != std::string::npos) {
    napi_throw_type_error(env, nullptr,
                          (name + ": expected a string without NUL characters").c_str());
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> ReadPath(napi_env env, napi_value value, const std::string& name) {
  std::optional<std::string> path = ReadString(env, value, name);
  if (path && !path->starts_with('/')) {
    const std::string message = name + ": expected an absolute path, got \"" + *path + "\"";
    napi_throw_type_error(env, nullptr, message.c_str());
    return std::nullopt;
  }
  return path;
}

std::optional<bool> ReadBool(napi_env env, napi_value value, const std::string& name) {
  bool result = false;
  if (napi_get_value_bool(env, value, &result) != napi_ok) {
    ThrowTypeError(env, name, "a boolean", value);
    return std::nullopt;
  }
  return result;
}

std::optional<int64_t> ReadInteger(napi_env env,
                                   napi_value value,
                                   const std::string& name,
                                   int64_t min,
                                   int64_t max) {
  const std::string expected =
      "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok) {
    ThrowTypeError(env, name, expected, value);
    return std::nullopt;
  }
  if (!(number >= static_cast<double>(min) && number <= static_cast<double>(max)) ||
      std::floor(number) != number) {
    napi_throw_range_error(env, nullptr, (name + ": expected " + expected).c_str());
    return std::nullopt;
  }
  return static_cast<int64_t>(number);
}

std::optional<std::vector<napi_value>> ReadArray(napi_env env,
                                                 napi_value value,
                                                 const std::string& name) {
  bool is_array = false;
  uint32_t length = 0;
  if (napi_is_array(env, value, &is_array) != napi_ok || !is_array ||
      napi_get_array_length(env, value, &length) != napi_ok) {
    ThrowTypeError(env, name, "an array", value);
    return std::nullopt;
  }
  std::vector<napi_value> elements(length);
  for (uint32_t i = 0; i < length; i++) {
    if (napi_get_element(env, value, i, &elements[i]) != napi_ok) {
      return std::nullopt;
    }
  }
  return elements;
}

std::optional<std::vector<std::string>> ReadStrings(napi_env env,
                                                    napi_value value,
                                                    const std::string& name) {
  const std::optional<std::vector<napi_value>> elements = ReadArray(env, value, name);
  if (!elements) {
    return std::nullopt;
  }
  std::vector<std::string> strings;
  strings.reserve(elements->size());
  for (size_t i = 0; i < elements->size(); i++) {
    std::optional<std::string> text =
        ReadString(env, (*elements)[i], name + "[" + std::to_string(i) + "]");
    if (!text) {
      return std::nullopt;
    }
    strings.push_back(std::move(*text));
  }
  return strings;
}

std::optional<napi_value> ReadMember(napi_env env, napi_value object, const char* key) {
  napi_value value = nullptr;
  if (napi_get_named_property(env, object, key, &value) != napi_ok) {
    return std::nullopt;
  }
  return value;
}

bool IsUndefined(napi_env env, napi_value value) {
  return TypeOf(env, value) == napi_undefined;
}

bool IsObject(napi_env env, napi_value value) {
  return TypeOf(env, value) == napi_object;
}

}  // namespace valence
