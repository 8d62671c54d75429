// Reads lists of match patterns that JavaScript gives.

#ifndef SHELL_BROWSER_API_MATCH_PATTERN_READER_H_
#define SHELL_BROWSER_API_MATCH_PATTERN_READER_H_

#include <node_api.h>

#include <optional>
#include <string>
#include <vector>

#include "shell/services/network/match_pattern.h"

namespace valence {

// nullopt with a pending TypeError that names the pattern and says what is wrong with it. `name` is
// the list's place: "filter.urls".
std::optional<std::vector<MatchPattern>> ReadMatchPatterns(napi_env env,
                                                           napi_value value,
                                                           const std::string& name);

}  // namespace valence

#endif  // SHELL_BROWSER_API_MATCH_PATTERN_READER_H_
