// See api_chromium.h.

#include "shell/common/api/api_chromium.h"

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "shell/common/chromium_locator.h"
#include "shell/common/napi_options.h"
#include "shell/common/run_version.h"

namespace valence {
namespace {

// On a busy machine with a cold disk Chromium needs seconds.
constexpr std::chrono::seconds kVersionTimeout{30};

// Changes when the file is replaced or written; of a link, when it leads elsewhere.
std::string FileIdentity(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    return path;
  }
  std::string identity = path;
  for (const int64_t part :
       {static_cast<int64_t>(status.st_dev), static_cast<int64_t>(status.st_ino),
        int64_t{status.st_size}, int64_t{status.st_mtim.tv_sec}, int64_t{status.st_mtim.tv_nsec}}) {
    identity += " " + std::to_string(part);
  }
  return identity;
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
  std::string identity = FileIdentity(result.path);
  // A script or a link that the user chose starts the installed one in most cases.
  const std::string installed = LocateChromium(nullptr, "").path;
  if (!installed.empty() && installed != result.path) {
    identity += "\n" + FileIdentity(installed);
  }
  Napi::Object located = Napi::Object::New(env);
  located.Set("path", Napi::String::New(env, result.path));
  located.Set("identity", Napi::String::New(env, identity));
  return located;
}

Napi::Value ReadVersion(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::optional<std::string> path = ReadPath(env, info[0], "path");
  if (!path) {
    return {};
  }
  const VersionResult result = RunVersion(*path, kVersionTimeout);
  if (!result.version.empty()) {
    return Napi::String::New(env, result.version);
  }
  std::string message =
      "The version of the Chromium at " + *path + " cannot be read: " + result.error + ". ";
  if (IsScript(*path)) {
    message += "The file is a script; the executable it starts may be the better choice. ";
  }
  message += "Set VALENCE_CHROMIUM to the path of a Chromium executable.";
  napi_throw_error(env, "CHROMIUM_VERSION_UNKNOWN", message.c_str());
  return {};
}

}  // namespace

Napi::Object InitChromiumBinding(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  exports.Set("locate", Napi::Function::New(env, Locate, "locate"));
  exports.Set("readVersion", Napi::Function::New(env, ReadVersion, "readVersion"));
  return exports;
}

}  // namespace valence
