// Runs an executable with --version and reads the version out of what it prints.

#ifndef SHELL_COMMON_RUN_VERSION_H_
#define SHELL_COMMON_RUN_VERSION_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace valence {

// "156.0.8078.79" of "Chromium 156.0.8078.79 built on Debian": the first four numbers with dots
// between.
std::optional<std::string> ParseChromiumVersion(std::string_view output);

struct VersionResult {
  std::string version;  // Empty on failure.
  std::string error;    // What went wrong: "it ended with exit code 1: <output>".
};

// Blocks the calling thread for at most `timeout`; about 40 ms for Chromium.
VersionResult RunVersion(const std::string& executable, std::chrono::milliseconds timeout);

}  // namespace valence

#endif  // SHELL_COMMON_RUN_VERSION_H_
