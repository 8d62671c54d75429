// See env_data.h.

#include "shell/common/env_data.h"

namespace valence {

EnvData& EnvData::Of(napi_env env) {
  return *Napi::Env(env).GetInstanceData<EnvData>();
}

}  // namespace valence
