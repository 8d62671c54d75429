// See session_options.h.

#include "shell/browser/api/session_options.h"

#include <dlfcn.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "shell/browser/api/match_pattern_reader.h"
#include "shell/common/napi_options.h"

namespace valence {
namespace {

constexpr char kSupervisorName[] = "valence_supervisor";
constexpr char kUserDataDirSwitch[] = "--user-data-dir=";

// A day: longer is a mistake, and milliseconds stay within what poll() takes.
constexpr int64_t kMaxLockTimeoutMs = int64_t{24} * 60 * 60 * 1000;

// The supervisor is installed beside the addon.
std::string SupervisorPath() {
  Dl_info info = {};
  dladdr(reinterpret_cast<const void*>(&ReadStartOptions), &info);
  const std::string addon = info.dli_fname == nullptr ? "" : info.dli_fname;
  return addon.substr(0, addon.rfind('/') + 1) + kSupervisorName;
}

// The directory that is locked must be the one that Chromium uses.
bool AddUserDataDirSwitch(napi_env env, BrowserProcess::Options* options) {
  const std::string own = kUserDataDirSwitch + options->user_data_dir;
  for (const std::string& arg : options->args) {
    if (!arg.starts_with(kUserDataDirSwitch)) {
      continue;
    }
    if (arg == own) {
      return true;
    }
    const std::string message = "options.args: " + arg + " contradicts options.userDataDir " +
                                options->user_data_dir + "; leave the switch out";
    napi_throw_type_error(env, nullptr, message.c_str());
    return false;
  }
  options->args.push_back(own);
  return true;
}

bool CheckEnvironment(napi_env env, const std::vector<std::string>& entries) {
  for (size_t i = 0; i < entries.size(); i++) {
    const size_t equals = entries[i].find('=');
    if (equals == std::string::npos || equals == 0) {
      const std::string message = "options.env[" + std::to_string(i) + "]: expected NAME=value";
      napi_throw_type_error(env, nullptr, message.c_str());
      return false;
    }
  }
  return true;
}

// The member `key` read by `read`, which gets the value and the place's name.
template <typename Read>
auto ReadNamed(napi_env env,
               napi_value object,
               const std::string& place,
               const char* key,
               Read read) -> decltype(read(napi_value(), std::string())) {
  const std::optional<napi_value> value = ReadMember(env, object, key);
  if (!value) {
    return std::nullopt;
  }
  return read(*value, place + "." + key);
}

std::optional<RequestStage> ReadStage(napi_env env, napi_value value, const std::string& name) {
  if (IsUndefined(env, value)) {
    return RequestStage::kRequest;
  }
  const std::optional<std::string> stage = ReadString(env, value, name);
  if (!stage) {
    return std::nullopt;
  }
  if (*stage == "Request") {
    return RequestStage::kRequest;
  }
  if (*stage == "Response") {
    return RequestStage::kResponse;
  }
  const std::string message =
      name + ": expected \"Request\" or \"Response\", got \"" + *stage + "\"";
  napi_throw_type_error(env, nullptr, message.c_str());
  return std::nullopt;
}

std::optional<RequestRule> ReadRequestRule(napi_env env,
                                           napi_value value,
                                           const std::string& place) {
  if (!IsObject(env, value)) {
    ThrowTypeError(env, place, "a rule object", value);
    return std::nullopt;
  }
  const auto id =
      ReadNamed(env, value, place, "id", [&](napi_value member, const std::string& name) {
        return ReadInteger(env, member, name, std::numeric_limits<int32_t>::min(),
                           std::numeric_limits<int32_t>::max());
      });
  const auto read_patterns = [&](napi_value member, const std::string& name) {
    return ReadMatchPatterns(env, member, name);
  };
  // One after the other: a pending exception must not be replaced by the next one.
  auto urls = id ? ReadNamed(env, value, place, "urls", read_patterns) : std::nullopt;
  const auto read_optional_patterns = [&](napi_value member, const std::string& name) {
    return IsUndefined(env, member) ? std::make_optional(std::vector<MatchPattern>())
                                    : ReadMatchPatterns(env, member, name);
  };
  auto exclude_urls =
      urls ? ReadNamed(env, value, place, "excludeUrls", read_optional_patterns) : std::nullopt;
  const auto read_types = [&](napi_value member, const std::string& name) {
    return IsUndefined(env, member) ? std::make_optional(std::vector<std::string>())
                                    : ReadStrings(env, member, name);
  };
  auto types = exclude_urls ? ReadNamed(env, value, place, "types", read_types) : std::nullopt;
  const auto read_stage = [&](napi_value member, const std::string& name) {
    return ReadStage(env, member, name);
  };
  const auto stage = types ? ReadNamed(env, value, place, "stage", read_stage) : std::nullopt;
  if (!stage) {
    return std::nullopt;
  }
  return RequestRule{static_cast<int32_t>(*id), std::move(*urls), std::move(*exclude_urls),
                     std::move(*types), *stage};
}

}  // namespace

std::optional<BrowserIoThread::Options> ReadStartOptions(napi_env env, napi_value options) {
  if (!IsObject(env, options)) {
    ThrowTypeError(env, "options", "an object", options);
    return std::nullopt;
  }
  const auto read_path = [&](napi_value value, const std::string& name) {
    return ReadPath(env, value, name);
  };
  const auto read_strings = [&](napi_value value, const std::string& name) {
    return ReadStrings(env, value, name);
  };
  const auto read_bool = [&](napi_value value, const std::string& name) {
    return ReadBool(env, value, name);
  };
  const auto read_string = [&](napi_value value, const std::string& name) {
    return ReadString(env, value, name);
  };
  const auto read_timeout = [&](napi_value value, const std::string& name) {
    return ReadInteger(env, value, name, 0, kMaxLockTimeoutMs);
  };
  const std::string place = "options";
  auto executable = ReadNamed(env, options, place, "executable", read_path);
  auto args = executable ? ReadNamed(env, options, place, "args", read_strings) : std::nullopt;
  auto environment = args ? ReadNamed(env, options, place, "env", read_strings) : std::nullopt;
  auto user_data_dir =
      environment ? ReadNamed(env, options, place, "userDataDir", read_path) : std::nullopt;
  const auto remove =
      user_data_dir ? ReadNamed(env, options, place, "removeUserDataDir", read_bool) : std::nullopt;
  const auto timeout =
      remove ? ReadNamed(env, options, place, "lockTimeout", read_timeout) : std::nullopt;
  const auto echo =
      timeout ? ReadNamed(env, options, place, "echoStderr", read_bool) : std::nullopt;
  auto policies = echo ? ReadNamed(env, options, place, "policies", read_string) : std::nullopt;
  if (!policies || !CheckEnvironment(env, *environment)) {
    return std::nullopt;
  }
  BrowserIoThread::Options result;
  result.process.supervisor = SupervisorPath();
  result.process.executable = std::move(*executable);
  result.process.args = std::move(*args);
  result.process.env = std::move(*environment);
  result.process.user_data_dir = std::move(*user_data_dir);
  result.process.remove_user_data_dir = *remove;
  result.lock_timeout = std::chrono::milliseconds(*timeout);
  result.echo_stderr = *echo;
  result.policies = std::move(*policies);
  if (!AddUserDataDirSwitch(env, &result.process)) {
    return std::nullopt;
  }
  return result;
}

std::shared_ptr<const RequestRules> ReadRequestRules(napi_env env, napi_value rules) {
  const std::optional<std::vector<napi_value>> values = ReadArray(env, rules, "rules");
  if (!values) {
    return nullptr;
  }
  std::vector<RequestRule> result;
  result.reserve(values->size());
  for (size_t i = 0; i < values->size(); i++) {
    std::optional<RequestRule> rule =
        ReadRequestRule(env, (*values)[i], "rules[" + std::to_string(i) + "]");
    if (!rule) {
      return nullptr;
    }
    result.push_back(std::move(*rule));
  }
  return std::make_shared<const RequestRules>(std::move(result));
}

std::shared_ptr<const EventDelivery> ReadEventDelivery(napi_env env, napi_value delivery) {
  if (!IsObject(env, delivery)) {
    ThrowTypeError(env, "delivery", "an object", delivery);
    return nullptr;
  }
  const auto read_strings = [&](napi_value value, const std::string& name) {
    return ReadStrings(env, value, name);
  };
  const auto omitted = ReadNamed(env, delivery, "delivery", "omitted", read_strings);
  const auto deferrable =
      omitted ? ReadNamed(env, delivery, "delivery", "deferrable", read_strings) : std::nullopt;
  const auto unfiltered_sessions =
      deferrable ? ReadNamed(env, delivery, "delivery", "unfilteredSessions", read_strings)
                 : std::nullopt;
  if (!unfiltered_sessions) {
    return nullptr;
  }
  return std::make_shared<const EventDelivery>(
      EventDelivery{OmittedMembers(*omitted),
                    {deferrable->begin(), deferrable->end()},
                    {unfiltered_sessions->begin(), unfiltered_sessions->end()}});
}

}  // namespace valence
