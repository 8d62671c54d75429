// The binding `electron_browser_web_request`: match patterns for requests that were not paused.

#ifndef SHELL_BROWSER_API_API_WEB_REQUEST_H_
#define SHELL_BROWSER_API_API_WEB_REQUEST_H_

#include <napi.h>

#include <vector>

#include "shell/services/network/match_pattern.h"

namespace valence {

// `{ UrlFilter }`, see typings/internal-ambient.d.ts.
Napi::Object InitWebRequestBinding(Napi::Env env);

// The `urls` of a webRequest filter.
class UrlFilter : public Napi::ObjectWrap<UrlFilter> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit UrlFilter(const Napi::CallbackInfo& info);

 private:
  Napi::Value Matches(const Napi::CallbackInfo& info);

  std::vector<MatchPattern> patterns_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_API_API_WEB_REQUEST_H_
