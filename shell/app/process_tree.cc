// See process_tree.h.

#include "shell/app/process_tree.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace valence {
namespace {

// A process that forks while /proc is read may be missing from the list: look again after this time
// at the latest.
constexpr timespec kRetry = {0, 20'000'000};

struct CloseFile {
  void operator()(FILE* file) const { fclose(file); }
};

std::vector<pid_t> ListChildren() {
  std::vector<pid_t> children;
  const std::string path = "/proc/self/task/" + std::to_string(getpid()) + "/children";
  const std::unique_ptr<FILE, CloseFile> file(fopen(path.c_str(), "re"));
  pid_t pid = 0;
  while (file && fscanf(file.get(), "%d", &pid) == 1) {
    children.push_back(pid);
  }
  return children;
}

}  // namespace

bool ReapChildren(pid_t pid, int* status) {
  bool found = false;
  int child_status = 0;
  for (pid_t child = 0; (child = waitpid(-1, &child_status, WNOHANG)) > 0;) {
    if (child == pid) {
      *status = child_status;
      found = true;
    }
  }
  return found;
}

bool HasChildren() {
  siginfo_t info = {};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

void KillDescendants(pid_t group) {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  int status = 0;
  while (HasChildren()) {
    // 0 and 1 would be this process's own group and everything.
    if (group > 1) {
      kill(-group, SIGKILL);
    }
    for (const pid_t child : ListChildren()) {
      kill(child, SIGKILL);
    }
    sigtimedwait(&child_signal, nullptr, &kRetry);
    ReapChildren(0, &status);
  }
}

}  // namespace valence
