// What the addon keeps per Node.js environment (main thread or worker): the instance data.

#ifndef SHELL_COMMON_ENV_DATA_H_
#define SHELL_COMMON_ENV_DATA_H_

#include <napi.h>

#include <map>
#include <string>

#include "shell/common/property_keys.h"

namespace valence {

class EnvData {
 public:
  explicit EnvData(Napi::Env env) : property_keys(env) {}

  // The instance data, made when the addon was loaded.
  static EnvData& Of(napi_env env);

  PropertyKeys property_keys;
  // Exports of the linked bindings that were asked for, by name.
  std::map<std::string, Napi::ObjectReference> bindings;
};

}  // namespace valence

#endif  // SHELL_COMMON_ENV_DATA_H_
