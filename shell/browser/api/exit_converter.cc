// See exit_converter.h.

#include "shell/browser/api/exit_converter.h"

#include <string.h>

#include <string>

namespace valence {
namespace {

const char* FailureName(FailureKind kind) {
  switch (kind) {
    case FailureKind::kProfileInUse:
      return "PROFILE_IN_USE";
    case FailureKind::kSpawnFailed:
      return "SPAWN_FAILED";
    case FailureKind::kProtocolError:
      return "PROTOCOL_ERROR";
  }
  return "";
}

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? "SIG" + std::to_string(signal) : std::string("SIG") + name;
}

}  // namespace

Napi::Object ExitToObject(Napi::Env env, const BrowserExit& exit) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("code", exit.code ? Napi::Number::New(env, *exit.code).As<Napi::Value>() : env.Null());
  object.Set("signal", exit.signal
                           ? Napi::String::New(env, SignalName(*exit.signal)).As<Napi::Value>()
                           : env.Null());
  object.Set("stderr", Napi::String::New(env, exit.stderr_tail));
  if (exit.failure) {
    Napi::Object failure = Napi::Object::New(env);
    failure.Set("kind", Napi::String::New(env, FailureName(exit.failure->kind)));
    failure.Set("message", Napi::String::New(env, exit.failure->message));
    object.Set("failure", failure);
  }
  return object;
}

}  // namespace valence
