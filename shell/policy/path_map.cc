// See path_map.h.

#include "shell/policy/path_map.h"

#include <stdio.h>
#include <string.h>

namespace valence {
namespace {

constexpr char kPolicies[] = "/etc/chromium/policies";
constexpr size_t kPoliciesLength = sizeof kPolicies - 1;

// As in lib/browser/downloads/save-links.ts.
constexpr char kDownloadLinks[] = "/Download Links/";
constexpr size_t kDownloadLinksLength = sizeof kDownloadLinks - 1;

constexpr char kSeparators[] = ": ";

constexpr char kTypeSwitch[] = "--type=";

constexpr char kCrashHandler[] = "chrome_crashpad_handler";

}  // namespace

const char* MapPolicyPath(const char* path, const char* directory, char* buffer, size_t size) {
  if (path == nullptr || strncmp(path, kPolicies, kPoliciesLength) != 0 ||
      (path[kPoliciesLength] != '\0' && path[kPoliciesLength] != '/')) {
    return path;
  }
  const int length = snprintf(buffer, size, "%s%s", directory, path + kPoliciesLength);
  if (length < 0 || static_cast<size_t>(length) >= size) {
    return path;
  }
  return buffer;
}

size_t DownloadLinksLength(const char* path, const char* directory) {
  const char* const slash = strrchr(directory, '/');
  if (path == nullptr || slash == nullptr) {
    return 0;
  }
  const auto parent = static_cast<size_t>(slash - directory);
  if (strncmp(path, directory, parent) != 0 ||
      strncmp(path + parent, kDownloadLinks, kDownloadLinksLength) != 0) {
    return 0;
  }
  const char* const link = path + parent + kDownloadLinksLength;
  if (*link == '\0' || *link == '.' || strchr(link, '/') != nullptr) {
    return 0;
  }
  return parent + kDownloadLinksLength - 1;
}

void RemovePreload(char* value, const char* library) {
  const size_t length = strlen(library);
  char* entry = value;
  while (*entry != '\0') {
    char* next = entry + strcspn(entry, kSeparators);
    const bool is_library =
        static_cast<size_t>(next - entry) == length && strncmp(entry, library, length) == 0;
    next += strspn(next, kSeparators);
    if (is_library) {
      memmove(entry, next, strlen(next) + 1);
      return;
    }
    entry = next;
  }
}

bool IsChildOfBrowser(const char* program, char* const* argv) {
  const char* const slash = program == nullptr ? nullptr : strrchr(program, '/');
  if (slash != nullptr && strcmp(slash + 1, kCrashHandler) == 0) {
    return true;
  }
  for (; argv != nullptr && *argv != nullptr; argv++) {
    if (strncmp(*argv, kTypeSwitch, sizeof kTypeSwitch - 1) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace valence
