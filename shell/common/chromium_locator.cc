// See chromium_locator.h.

#include "shell/common/chromium_locator.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "shell/common/scoped_fd.h"

namespace valence {
namespace {

// Real binaries before the wrapper scripts that start them.
constexpr std::array<const char*, 10> kCandidates = {
    "/usr/lib/chromium/chromium",                  // Debian, Arch, Alpine
    "/usr/lib64/chromium*/chromium",               // openSUSE
    "/usr/lib64/chromium*/chromium-browser",       // Fedora
    "/usr/lib/chromium-browser/chromium-browser",  // Ubuntu up to 18.04, Raspberry Pi OS
    "/usr/bin/chromium-browser",
    "/usr/bin/chromium",
    "/opt/google/chrome/chrome",
    "/snap/chromium/current/usr/lib/chromium-browser/chrome",
    "/snap/bin/chromium",
    "/opt/chromium*/chrome",
};

constexpr char kWhatToDo[] =
    "Install it with `apt-get install chromium`, or set VALENCE_CHROMIUM to the path of a Chromium "
    "executable.";

enum class Kind { kMissing, kNotExecutable, kExecutable };

Kind Classify(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    return errno == EACCES ? Kind::kNotExecutable : Kind::kMissing;
  }
  if (!S_ISREG(status.st_mode) || access(path.c_str(), X_OK) != 0) {
    return Kind::kNotExecutable;
  }
  return Kind::kExecutable;
}

std::vector<std::string> Expand(const std::string& pattern) {
  glob_t found = {};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  return paths;
}

std::string MakeAbsolute(const char* path) {
  if (path[0] == '/') {
    return path;
  }
  char* const directory = getcwd(nullptr, 0);
  std::string absolute = directory == nullptr ? path : std::string(directory) + "/" + path;
  free(directory);
  return absolute;
}

LocateResult LocateOverride(const char* override_path) {
  const std::string path = MakeAbsolute(override_path);
  switch (Classify(path)) {
    case Kind::kExecutable:
      return {path, LocateError::kNone, ""};
    case Kind::kMissing:
      return {
          "", LocateError::kNotFound,
          "VALENCE_CHROMIUM is set to " + path +
              ", where there is no file. Correct it, or unset it to use the installed Chromium."};
    case Kind::kNotExecutable:
      break;
  }
  return {"", LocateError::kNotExecutable,
          "VALENCE_CHROMIUM is set to " + path +
              ", which this user may not execute. Set it to a Chromium executable, or make the "
              "file executable."};
}

}  // namespace

LocateResult LocateChromium(const char* override_path, const std::string& root) {
  if (override_path != nullptr && override_path[0] != '\0') {
    return LocateOverride(override_path);
  }
  std::string not_executable;
  for (const char* candidate : kCandidates) {
    for (const std::string& path : Expand(root + candidate)) {
      switch (Classify(path)) {
        case Kind::kExecutable:
          return {path, LocateError::kNone, ""};
        case Kind::kNotExecutable:
          not_executable = path;
          break;
        case Kind::kMissing:
          break;
      }
    }
  }
  if (!not_executable.empty()) {
    return {"", LocateError::kNotExecutable,
            "Chromium was found at " + not_executable + ", which this user may not execute. " +
                "Make it executable (chmod +x), or set VALENCE_CHROMIUM to the path of a Chromium "
                "executable."};
  }
  return {"", LocateError::kNotFound, std::string("Chromium is not installed. ") + kWhatToDo};
}

bool IsScript(const std::string& path) {
  const ScopedFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 2> start = {};
  return file.is_valid() && read(file.get(), start.data(), start.size()) == 2 && start[0] == '#' &&
         start[1] == '!';
}

}  // namespace valence
