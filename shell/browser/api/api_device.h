// The binding `electron_browser_device`: HID devices, serial ports and USB devices of the machine
// as JavaScript objects.

#ifndef SHELL_BROWSER_API_API_DEVICE_H_
#define SHELL_BROWSER_API_API_DEVICE_H_

#include <napi.h>

#include <memory>

#include "shell/services/device/device_monitor.h"

namespace valence {

// `{ DeviceMonitor }`, see typings/internal-ambient.d.ts.
Napi::Object InitDeviceBinding(Napi::Env env);

// NativeDeviceMonitor. Lives on the JavaScript thread; while it runs it keeps itself alive, but not
// the event loop: an app does not go on for the sake of devices that may be plugged in.
class DeviceMonitorWrap : public Napi::ObjectWrap<DeviceMonitorWrap> {
 public:
  static Napi::Function Define(Napi::Env env);

  explicit DeviceMonitorWrap(const Napi::CallbackInfo& info);

 private:
  void Start(const Napi::CallbackInfo& info);
  void Stop(const Napi::CallbackInfo& info);

  static void OnWake(napi_env env, napi_value callback, void* wrap, void* data);
  static void OnEnvCleanup(void* wrap);
  void Deliver();

  Napi::FunctionReference on_changes_;
  napi_threadsafe_function wake_ = nullptr;
  // Between Start() and Stop().
  std::unique_ptr<DeviceMonitor> monitor_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_API_API_DEVICE_H_
