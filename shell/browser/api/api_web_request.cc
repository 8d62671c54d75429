// See api_web_request.h.

#include "shell/browser/api/api_web_request.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "shell/browser/api/match_pattern_reader.h"
#include "shell/common/napi_options.h"

namespace valence {

Napi::Object InitWebRequestBinding(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  exports.Set("UrlFilter", UrlFilter::Define(env));
  return exports;
}

Napi::Function UrlFilter::Define(Napi::Env env) {
  return DefineClass(env, "UrlFilter", {InstanceMethod<&UrlFilter::Matches>("matches")});
}

UrlFilter::UrlFilter(const Napi::CallbackInfo& info) : Napi::ObjectWrap<UrlFilter>(info) {
  if (auto patterns = ReadMatchPatterns(info.Env(), info[0], "filter.urls")) {
    patterns_ = std::move(*patterns);
  }
}

Napi::Value UrlFilter::Matches(const Napi::CallbackInfo& info) {
  const std::optional<std::string> url = ReadString(info.Env(), info[0], "url");
  if (!url) {
    return {};
  }
  if (patterns_.empty()) {
    return Napi::Boolean::New(info.Env(), true);
  }
  const std::optional<UrlParts> parts = SplitUrl(*url);
  const bool matches =
      parts && std::any_of(patterns_.begin(), patterns_.end(),
                           [&](const MatchPattern& pattern) { return pattern.Matches(*parts); });
  return Napi::Boolean::New(info.Env(), matches);
}

}  // namespace valence
