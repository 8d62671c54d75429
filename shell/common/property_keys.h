// Property names of DevTools messages as JavaScript strings, made once and used again: most of a
// reply's strings are the same few hundred keys.

#ifndef SHELL_COMMON_PROPERTY_KEYS_H_
#define SHELL_COMMON_PROPERTY_KEYS_H_

#include <node_api.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace valence {

class PropertyKeys {
 public:
  // One per Node.js environment: its strings live in an array that is referenced here.
  explicit PropertyKeys(napi_env env);

  // Handles are good for one handle scope: call at the start of each.
  void BeginScope() { scope_++; }

  // The string for the ASCII or UTF-8 text `key`.
  napi_value Get(std::string_view key);

 private:
  struct Entry {
    uint32_t index = 0;  // In the array.
    uint64_t scope = 0;  // In which `handle` was made.
    napi_value handle = nullptr;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };

  const napi_env env_;
  napi_ref array_ = nullptr;
  uint64_t scope_ = 0;
  uint64_t array_scope_ = 0;
  napi_value array_handle_ = nullptr;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace valence

#endif  // SHELL_COMMON_PROPERTY_KEYS_H_
