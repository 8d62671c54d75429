// The environment that Chromium gets: the app's, without what is meant for Node.js or for a
// sanitizer.

#ifndef SHELL_COMMON_ENVIRONMENT_H_
#define SHELL_COMMON_ENVIRONMENT_H_

#include <string>
#include <vector>

namespace valence {

// Entries are `NAME=value`. Drops NODE_OPTIONS, ELECTRON_RUN_AS_NODE, VALENCE_EXEC_PATH and
// *SAN_OPTIONS, and the sanitizer runtimes of LD_PRELOAD (other preloads stay).
std::vector<std::string> CleanEnvironment(const std::vector<std::string>& environment);

}  // namespace valence

#endif  // SHELL_COMMON_ENVIRONMENT_H_
