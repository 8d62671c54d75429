// Reads arguments and members of option objects with errors that name the place: "options.args[3]:
// expected a string, got number".

#ifndef SHELL_COMMON_NAPI_OPTIONS_H_
#define SHELL_COMMON_NAPI_OPTIONS_H_

#include <napi.h>

#include <optional>
#include <string>
#include <vector>

namespace valence {

// "undefined", "null", "an array", "a string" …: for error messages.
std::string DescribeType(napi_env env, napi_value value);

// Throws TypeError "<name>: expected <expected>, got <type>".
void ThrowTypeError(napi_env env,
                    const std::string& name,
                    const std::string& expected,
                    napi_value value);

// The functions below return nullopt with an exception pending if the value is not what they read.

// A string without NUL: the operating system ends its strings there.
std::optional<std::string> ReadString(napi_env env, napi_value value, const std::string& name);
// An absolute path.
std::optional<std::string> ReadPath(napi_env env, napi_value value, const std::string& name);
std::optional<bool> ReadBool(napi_env env, napi_value value, const std::string& name);
// A whole number from `min` to `max`.
std::optional<int64_t> ReadInteger(napi_env env,
                                   napi_value value,
                                   const std::string& name,
                                   int64_t min,
                                   int64_t max);
std::optional<std::vector<napi_value>> ReadArray(napi_env env,
                                                 napi_value value,
                                                 const std::string& name);
std::optional<std::vector<std::string>> ReadStrings(napi_env env,
                                                    napi_value value,
                                                    const std::string& name);

// Member `key` of the object `object`, which may be undefined.
std::optional<napi_value> ReadMember(napi_env env, napi_value object, const char* key);
bool IsUndefined(napi_env env, napi_value value);
bool IsObject(napi_env env, napi_value value);

}  // namespace valence

#endif  // SHELL_COMMON_NAPI_OPTIONS_H_
