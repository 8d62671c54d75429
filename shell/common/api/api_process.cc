// See api_process.h.

#include "shell/common/api/api_process.h"

#include <signal.h>
#include <sys/prctl.h>

namespace valence {
namespace {

// PDEATHSIG follows the thread that started this process: the main thread of the app, which lives
// as long as the app does.
void EndWithParent(const Napi::CallbackInfo& /*info*/) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

}  // namespace

Napi::Object InitProcessBinding(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  exports.Set("endWithParent", Napi::Function::New(env, EndWithParent, "endWithParent"));
  return exports;
}

}  // namespace valence
