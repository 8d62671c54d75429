// The command `valence`: becomes `node [flags] <own directory>/lib/browser_init.js <arguments>`.
//
// VALENCE_NODE names the Node.js to use instead of the one in PATH. VALENCE_EXEC_PATH tells the
// JavaScript side where this file is (process.execPath). With ELECTRON_RUN_AS_NODE set it becomes
// plain Node.js with the arguments as they are, and lib/run_as_node.js preloaded.

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "shell/app/command_line.h"

namespace valence {
namespace {

constexpr char kBrowserInit[] = "/lib/browser_init.js";
constexpr char kRunAsNode[] = "/lib/run_as_node.js";

// As shells do.
constexpr int kExitCannotExecute = 126;
constexpr int kExitNotFound = 127;

// Absolute, with every symbolic link resolved; empty on failure.
std::string OwnPath() {
  std::array<char, PATH_MAX> path;
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  return size <= 0 ? "" : std::string(path.data(), static_cast<size_t>(size));
}

bool IsExecutableFile(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

// A `node` that leads back to this launcher would start itself for ever.
bool IsSameFile(const std::string& a, const std::string& b) {
  struct stat first;
  struct stat second;
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

// Empty, with a message printed, if there is none.
std::string FindNode(const std::string& own_path) {
  const char* const chosen = getenv("VALENCE_NODE");
  if (chosen != nullptr && chosen[0] != '\0') {
    if (IsExecutableFile(chosen)) {
      return chosen;
    }
    fprintf(stderr,
            "valence: VALENCE_NODE is set to %s, which is no executable file. Correct it, or unset "
            "it.\n",
            chosen);
    return "";
  }
  const char* const path = getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(':'), rest.size());
    std::string candidate = std::string(end == 0 ? "." : rest.substr(0, end)) + "/node";
    if (IsExecutableFile(candidate) && !IsSameFile(candidate, own_path)) {
      return candidate;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  fprintf(stderr,
          "valence: there is no `node` in PATH. Install Node.js 20.19 or later "
          "(https://nodejs.org), or set "
          "VALENCE_NODE to the path of its executable.\n");
  return "";
}

int Exec(const std::string& node, std::vector<std::string> args) {
  std::vector<char*> argv;
  argv.reserve(args.size() + 1);
  for (std::string& arg : args) {
    argv.push_back(arg.data());
  }
  argv.push_back(nullptr);
  execv(node.c_str(), argv.data());
  fprintf(stderr, "valence: %s could not be started: %s\n", node.c_str(), strerror(errno));
  return kExitCannotExecute;
}

int Main(const std::vector<std::string>& args) {
  const std::string own_path = OwnPath();
  if (own_path.empty()) {
    fprintf(stderr, "valence: /proc is not mounted; Valence needs it\n");
    return kExitNotFound;
  }
  const std::string node = FindNode(own_path);
  if (node.empty()) {
    return kExitNotFound;
  }
  std::vector<std::string> node_args = {node};
  const char* const variable = getenv("ELECTRON_RUN_AS_NODE");
  const bool runs_as_node = variable != nullptr && variable[0] != '\0';
  const std::string script =
      own_path.substr(0, own_path.rfind('/')) + (runs_as_node ? kRunAsNode : kBrowserInit);
  if (access(script.c_str(), R_OK) != 0) {
    fprintf(stderr,
            "valence: %s is missing. Build Valence with script/bootstrap, or install it again.\n",
            script.c_str());
    return kExitNotFound;
  }
  setenv("VALENCE_EXEC_PATH", own_path.c_str(), 1);
  if (runs_as_node) {
    node_args.insert(node_args.end(), {"--require", script});
    node_args.insert(node_args.end(), args.begin(), args.end());
    return Exec(node, std::move(node_args));
  }
  // As in Electron: a rejection that nobody handles is a warning, not the end of the app. A flag of
  // the user's own comes behind it and wins.
  node_args.emplace_back("--unhandled-rejections=warn-with-error-code");
  LauncherCommandLine command_line = ParseCommandLine(args);
  if (command_line.breaks_in_app) {
    setenv("VALENCE_INSPECT_BRK", "1", 1);
  }
  node_args.insert(node_args.end(), command_line.node_flags.begin(), command_line.node_flags.end());
  node_args.push_back(script);
  node_args.insert(node_args.end(), command_line.app_args.begin(), command_line.app_args.end());
  return Exec(node, std::move(node_args));
}

}  // namespace
}  // namespace valence

int main(int argc, char** argv) {
  return valence::Main(std::vector<std::string>(argv + 1, argv + argc));
}
