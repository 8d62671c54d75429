// Finds the installed Chromium.

#ifndef SHELL_COMMON_CHROMIUM_LOCATOR_H_
#define SHELL_COMMON_CHROMIUM_LOCATOR_H_

#include <string>

namespace valence {

enum class LocateError { kNone, kNotFound, kNotExecutable };

struct LocateResult {
  std::string path;  // Absolute.
  LocateError error = LocateError::kNone;
  std::string message;  // What to do about the error.
};

// `override_path` (VALENCE_CHROMIUM; may be null or empty) is the only candidate if it is given;
// then the places of the distributions, below `root` ("" outside of tests).
LocateResult LocateChromium(const char* override_path, const std::string& root);

// True for a file that starts with `#!`. A wrapper script may add switches or fail where the real
// binary would not.
bool IsScript(const std::string& path);

}  // namespace valence

#endif  // SHELL_COMMON_CHROMIUM_LOCATOR_H_
