// Entry point of valence.node: `linkedBinding(name)`, over which browser_init.js installs
// process._linkedBinding. Context-aware: every Node.js environment (main thread, workers) has
// exports and instance data of its own.

#include <napi.h>

#include <array>
#include <string>
#include <utility>

#include "shell/browser/api/api_device.h"
#include "shell/browser/api/api_session.h"
#include "shell/browser/api/api_web_request.h"
#include "shell/common/api/api_chromium.h"
#include "shell/common/api/api_process.h"
#include "shell/common/env_data.h"
#include "shell/common/napi_options.h"

namespace valence {
namespace {

struct LinkedBinding {
  const char* name;
  Napi::Object (*init)(Napi::Env env);
};

constexpr std::array<LinkedBinding, 5> kLinkedBindings = {{
    {"electron_browser_device", &InitDeviceBinding},
    {"electron_browser_session", &InitSessionBinding},
    {"electron_browser_web_request", &InitWebRequestBinding},
    {"electron_common_chromium", &InitChromiumBinding},
    {"electron_common_process", &InitProcessBinding},
}};

// Returns the same object for the same name. Throws Error for a name that is not in the table.
Napi::Value GetLinkedBinding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::optional<std::string> name = ReadString(env, info[0], "name");
  if (!name) {
    return {};
  }
  auto& bindings = EnvData::Of(env).bindings;
  if (const auto known = bindings.find(*name); known != bindings.end()) {
    return known->second.Value();
  }
  for (const LinkedBinding& binding : kLinkedBindings) {
    if (*name == binding.name) {
      Napi::Object exports = binding.init(env);
      bindings.emplace(*name, Napi::Persistent(exports));
      return exports;
    }
  }
  Napi::Error::New(env, "No such binding: " + *name).ThrowAsJavaScriptException();
  return {};
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new EnvData(env));
  exports.Set("linkedBinding", Napi::Function::New(env, GetLinkedBinding, "linkedBinding"));
  return exports;
}

NODE_API_MODULE(valence, Init)

}  // namespace
}  // namespace valence
