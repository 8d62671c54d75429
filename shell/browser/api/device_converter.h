// Devices as JavaScript objects: DeviceChange of typings/internal-ambient.d.ts.

#ifndef SHELL_BROWSER_API_DEVICE_CONVERTER_H_
#define SHELL_BROWSER_API_DEVICE_CONVERTER_H_

#include <napi.h>

#include "shell/services/device/device_info.h"

namespace valence {

Napi::Object DeviceChangeToObject(Napi::Env env, const DeviceChange& change);

}  // namespace valence

#endif  // SHELL_BROWSER_API_DEVICE_CONVERTER_H_
