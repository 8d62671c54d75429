// How a browser ended.

#ifndef SHELL_BROWSER_BROWSER_EXIT_H_
#define SHELL_BROWSER_BROWSER_EXIT_H_

#include <optional>
#include <string>

namespace valence {

enum class FailureKind { kProfileInUse, kSpawnFailed, kProtocolError };

struct BrowserFailure {
  FailureKind kind;
  std::string message;
};

struct BrowserExit {
  std::optional<int> code;
  std::optional<int> signal;
  std::string stderr_tail;
  std::optional<BrowserFailure> failure;
};

}  // namespace valence

#endif  // SHELL_BROWSER_BROWSER_EXIT_H_
