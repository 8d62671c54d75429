// The binding `electron_common_chromium`: where Chromium is and which one it is.

#ifndef SHELL_COMMON_API_API_CHROMIUM_H_
#define SHELL_COMMON_API_API_CHROMIUM_H_

#include <napi.h>

namespace valence {

// `{ locate, readVersion }`, see typings/internal-ambient.d.ts.
Napi::Object InitChromiumBinding(Napi::Env env);

}  // namespace valence

#endif  // SHELL_COMMON_API_API_CHROMIUM_H_
