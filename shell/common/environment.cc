// See environment.h.

#include "shell/common/environment.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace valence {
namespace {

// NODE_OPTIONS would reach every Node.js that a page's helper starts; the other two describe this
// process only.
constexpr std::array<std::string_view, 3> kDropped = {"NODE_OPTIONS", "ELECTRON_RUN_AS_NODE",
                                                      "VALENCE_EXEC_PATH"};

// Runtimes of g++ (libasan.so.8) and clang (libclang_rt.asan-x86_64.so). In Chromium they abort at
// start.
bool IsSanitizerRuntime(std::string_view path) {
  constexpr std::array<std::string_view, 5> kKinds = {"asan", "tsan", "ubsan", "lsan", "msan"};
  std::string_view name = path.substr(path.rfind('/') + 1);
  for (const std::string_view prefix : {"libclang_rt.", "lib", "hw"}) {
    if (name.starts_with(prefix)) {
      name.remove_prefix(prefix.size());
    }
  }
  return std::any_of(kKinds.begin(), kKinds.end(),
                     [&](std::string_view kind) { return name.starts_with(kind); });
}

std::string CleanPreload(std::string_view value) {
  std::string kept;
  while (!value.empty()) {
    const size_t end = std::min(value.find_first_of(": "), value.size());
    const std::string_view path = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    if (path.empty() || IsSanitizerRuntime(path)) {
      continue;
    }
    if (!kept.empty()) {
      kept += ':';
    }
    kept += path;
  }
  return kept;
}

}  // namespace

std::vector<std::string> CleanEnvironment(const std::vector<std::string>& environment) {
  std::vector<std::string> cleaned;
  cleaned.reserve(environment.size());
  for (const std::string& entry : environment) {
    const std::string_view name = std::string_view(entry).substr(0, entry.find('='));
    if (name.ends_with("SAN_OPTIONS") ||
        std::find(kDropped.begin(), kDropped.end(), name) != kDropped.end()) {
      continue;
    }
    if (name != "LD_PRELOAD") {
      cleaned.push_back(entry);
      continue;
    }
    const std::string preload =
        CleanPreload(std::string_view(entry).substr(std::min(name.size() + 1, entry.size())));
    if (!preload.empty()) {
      cleaned.push_back("LD_PRELOAD=" + preload);
    }
  }
  return cleaned;
}

}  // namespace valence
