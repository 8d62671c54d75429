// See api_device.h.

#include "shell/browser/api/api_device.h"

#include <string>
#include <vector>

#include "shell/browser/api/device_converter.h"
#include "shell/common/napi_options.h"

namespace valence {

Napi::Object InitDeviceBinding(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  exports.Set("DeviceMonitor", DeviceMonitorWrap::Define(env));
  return exports;
}

Napi::Function DeviceMonitorWrap::Define(Napi::Env env) {
  return DefineClass(env, "DeviceMonitor",
                     {InstanceMethod<&DeviceMonitorWrap::Start>("start"),
                      InstanceMethod<&DeviceMonitorWrap::Stop>("stop")});
}

DeviceMonitorWrap::DeviceMonitorWrap(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<DeviceMonitorWrap>(info) {
  if (!info[0].IsFunction()) {
    ThrowTypeError(info.Env(), "onChanges", "a function", info[0]);
    return;
  }
  on_changes_ = Napi::Persistent(info[0].As<Napi::Function>());
}

void DeviceMonitorWrap::Start(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (monitor_) {
    return;
  }
  if (napi_create_threadsafe_function(
          env, nullptr, nullptr, Napi::String::New(env, "DeviceMonitor"), 0, 1, nullptr, nullptr,
          this, &DeviceMonitorWrap::OnWake, &wake_) != napi_ok) {
    Napi::Error::New(env, "the environment is ending").ThrowAsJavaScriptException();
    return;
  }
  napi_unref_threadsafe_function(env, wake_);
  monitor_ = std::make_unique<DeviceMonitor>([wake = wake_] {
    // Fails only while the environment ends, and then nobody takes the changes.
    napi_call_threadsafe_function(wake, nullptr, napi_tsfn_nonblocking);
  });
  if (const std::string error = monitor_->Start(); !error.empty()) {
    monitor_.reset();
    napi_release_threadsafe_function(wake_, napi_tsfn_abort);
    Napi::Error::New(env, "Devices cannot be watched: " + error).ThrowAsJavaScriptException();
    return;
  }
  // After the thread-safe function: cleanup hooks run in the reverse order, so the thread ends
  // before the function does.
  napi_add_env_cleanup_hook(env, &DeviceMonitorWrap::OnEnvCleanup, this);
  Ref();
}

void DeviceMonitorWrap::Stop(const Napi::CallbackInfo& info) {
  if (!monitor_) {
    return;
  }
  monitor_.reset();
  napi_remove_env_cleanup_hook(info.Env(), &DeviceMonitorWrap::OnEnvCleanup, this);
  // What was called and not delivered yet is dropped.
  napi_release_threadsafe_function(wake_, napi_tsfn_abort);
  Unref();
}

// static
void DeviceMonitorWrap::OnWake(napi_env env, napi_value /*callback*/, void* wrap, void* /*data*/) {
  // Null: the environment is ending, or the monitor was stopped.
  if (env != nullptr) {
    static_cast<DeviceMonitorWrap*>(wrap)->Deliver();
  }
}

// static
void DeviceMonitorWrap::OnEnvCleanup(void* wrap) {
  static_cast<DeviceMonitorWrap*>(wrap)->monitor_.reset();
}

void DeviceMonitorWrap::Deliver() {
  if (!monitor_) {
    return;
  }
  const napi_env env = Env();
  const Napi::HandleScope scope(env);
  const std::vector<DeviceChange> changes = monitor_->TakeChanges();
  Napi::Array array = Napi::Array::New(env, changes.size());
  for (size_t i = 0; i < changes.size(); i++) {
    array.Set(static_cast<uint32_t>(i), DeviceChangeToObject(env, changes[i]));
  }
  napi_value receiver = nullptr;
  napi_value argument = array;
  napi_value result = nullptr;
  napi_get_undefined(env, &receiver);
  if (napi_call_function(env, receiver, on_changes_.Value(), 1, &argument, &result) !=
      napi_pending_exception) {
    return;
  }
  // Like an exception in any other event handler. Without this Node.js only warns.
  napi_value error = nullptr;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) {
    napi_fatal_exception(env, error);
  }
}

}  // namespace valence
