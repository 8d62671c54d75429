// See match_pattern_reader.h.

#include "shell/browser/api/match_pattern_reader.h"

#include <utility>

#include "shell/common/napi_options.h"

namespace valence {

std::optional<std::vector<MatchPattern>> ReadMatchPatterns(napi_env env,
                                                           napi_value value,
                                                           const std::string& name) {
  std::vector<MatchPattern> patterns;
  const std::optional<std::vector<std::string>> texts = ReadStrings(env, value, name);
  if (!texts) {
    return std::nullopt;
  }
  for (size_t i = 0; i < texts->size(); i++) {
    std::string error;
    std::optional<MatchPattern> pattern = MatchPattern::Parse((*texts)[i], &error);
    if (!pattern) {
      // Electron's words first, which apps and specs look for.
      const std::string message = "Invalid url pattern " + (*texts)[i] + ": " + error + " (" +
                                  name + "[" + std::to_string(i) + "])";
      napi_throw_type_error(env, nullptr, message.c_str());
      return std::nullopt;
    }
    patterns.push_back(std::move(*pattern));
  }
  return patterns;
}

}  // namespace valence
