// See api_chromium.h.

#include "shell/common/api/api_chromium.h"

#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>

#include "shell/common/chromium_locator.h"
#include "shell/common/env_data.h"
#include "shell/common/napi_options.h"
#include "shell/common/run_version.h"

namespace valence {
namespace {

// On a busy machine with a cold disk Chromium needs seconds.
constexpr std::chrono::seconds kVersionTimeout{10};

// Empty if there is no such file.
std::string FileIdentity(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    return "";
  }
  return path + " " + std::to_string(status.st_dev) + " " + std::to_string(status.st_ino) + " " +
         std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

// nullopt with a pending exception.
std::optional<std::string> Version(Napi::Env env, const std::string& path) {
  const std::string identity = FileIdentity(path);
  auto& versions = EnvData::Of(env).versions;
  if (const auto known = versions.find(identity); known != versions.end()) {
    return known->second;
  }
  const VersionResult result = RunVersion(path, kVersionTimeout);
  if (result.version.empty()) {
    std::string message =
        "The version of the Chromium at " + path + " cannot be read: " + result.error + ". ";
    if (IsScript(path)) {
      message += "The file is a script; the executable it starts may be the better choice. ";
    }
    message += "Set VALENCE_CHROMIUM to the path of a Chromium executable.";
    napi_throw_error(env, "CHROMIUM_VERSION_UNKNOWN", message.c_str());
    return std::nullopt;
  }
  versions.emplace(identity, result.version);
  return result.version;
}

Napi::Value Locate(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const LocateResult result = LocateChromium(getenv("VALENCE_CHROMIUM"), "");
  if (result.error != LocateError::kNone) {
    napi_throw_error(
        env,
        result.error == LocateError::kNotFound ? "CHROMIUM_NOT_FOUND" : "CHROMIUM_NOT_EXECUTABLE",
        result.message.c_str());
    return {};
  }
  if (!Version(env, result.path)) {
    return {};
  }
  Napi::Object located = Napi::Object::New(env);
  located.Set("path", Napi::String::New(env, result.path));
  return located;
}

Napi::Value ReadVersion(const Napi::CallbackInfo& info) {
  const std::optional<std::string> path = ReadPath(info.Env(), info[0], "path");
  if (!path) {
    return {};
  }
  const std::optional<std::string> version = Version(info.Env(), *path);
  return version ? Napi::String::New(info.Env(), *version).As<Napi::Value>() : Napi::Value();
}

}  // namespace

Napi::Object InitChromiumBinding(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  exports.Set("locate", Napi::Function::New(env, Locate, "locate"));
  exports.Set("readVersion", Napi::Function::New(env, ReadVersion, "readVersion"));
  return exports;
}

}  // namespace valence
