// Reads the arguments of the Session binding. See typings/internal-ambient.d.ts for their shapes.

#ifndef SHELL_BROWSER_API_SESSION_OPTIONS_H_
#define SHELL_BROWSER_API_SESSION_OPTIONS_H_

#include <node_api.h>

#include <memory>
#include <optional>

#include "shell/browser/browser_io_thread.h"
#include "shell/services/network/request_rules.h"

namespace valence {

// StartOptions. nullopt with a pending TypeError or RangeError that names the member.
std::optional<BrowserIoThread::Options> ReadStartOptions(napi_env env, napi_value options);

// RequestRule[]. nullptr with a pending TypeError that names the rule and the pattern.
std::shared_ptr<const RequestRules> ReadRequestRules(napi_env env, napi_value rules);

// EventDelivery. nullptr with a pending TypeError that names the member.
std::shared_ptr<const EventDelivery> ReadEventDelivery(napi_env env, napi_value delivery);

}  // namespace valence

#endif  // SHELL_BROWSER_API_SESSION_OPTIONS_H_
