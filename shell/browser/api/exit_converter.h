// BrowserExit of typings/internal-ambient.d.ts.

#ifndef SHELL_BROWSER_API_EXIT_CONVERTER_H_
#define SHELL_BROWSER_API_EXIT_CONVERTER_H_

#include <napi.h>

#include "shell/browser/browser_exit.h"

namespace valence {

Napi::Object ExitToObject(Napi::Env env, const BrowserExit& exit);

}  // namespace valence

#endif  // SHELL_BROWSER_API_EXIT_CONVERTER_H_
