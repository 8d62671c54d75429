// The binding `electron_common_process`: what a process asks of the kernel for itself.

#ifndef SHELL_COMMON_API_API_PROCESS_H_
#define SHELL_COMMON_API_API_PROCESS_H_

#include <napi.h>

namespace valence {

// `{ endWithParent }`, see typings/internal-ambient.d.ts.
Napi::Object InitProcessBinding(Napi::Env env);

}  // namespace valence

#endif  // SHELL_COMMON_API_API_PROCESS_H_
