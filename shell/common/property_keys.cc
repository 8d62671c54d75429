// See property_keys.h.

#include "shell/common/property_keys.h"

namespace valence {
namespace {

// Pages choose some keys (header names, objects returned by value): those must not fill the memory.
constexpr size_t kMaxEntries = 2048;
constexpr size_t kMaxKeySize = 48;

}  // namespace

PropertyKeys::PropertyKeys(napi_env env) : env_(env) {
  napi_value array = nullptr;
  napi_create_array(env_, &array);
  napi_create_reference(env_, array, 1, &array_);
}

napi_value PropertyKeys::Get(std::string_view key) {
  napi_value string = nullptr;
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    Entry& entry = found->second;
    if (entry.scope == scope_) {
      return entry.handle;
    }
    if (array_scope_ != scope_) {
      napi_get_reference_value(env_, array_, &array_handle_);
      array_scope_ = scope_;
    }
    napi_get_element(env_, array_handle_, entry.index, &string);
    entry.handle = string;
    entry.scope = scope_;
    return string;
  }
  napi_create_string_utf8(env_, key.data(), key.size(), &string);
  if (string != nullptr && key.size() <= kMaxKeySize && entries_.size() < kMaxEntries) {
    napi_value array = nullptr;
    napi_get_reference_value(env_, array_, &array);
    const auto index = static_cast<uint32_t>(entries_.size());
    napi_set_element(env_, array, index, string);
    entries_.emplace(key, Entry{index, scope_, string});
  }
  return string;
}

}  // namespace valence
