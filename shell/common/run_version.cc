// See run_version.h.

#include "shell/common/run_version.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "shell/common/environment.h"
#include "shell/common/scoped_fd.h"

namespace valence {
namespace {

// More than this is not the answer to --version.
constexpr size_t kMaxOutput = 64 << 10;
constexpr size_t kQuotedOutput = 500;

using Clock = std::chrono::steady_clock;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::vector<std::string> CurrentEnvironment() {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; entry++) {
    entries.emplace_back(*entry);
  }
  return entries;
}

// Starts `executable --version` in a process group of its own with stdout and stderr on `output`.
// Returns errno.
int Spawn(const std::string& executable, int output, pid_t* pid) {
  std::vector<std::string> environment = CleanEnvironment(CurrentEnvironment());
  std::vector<char*> envp;
  envp.reserve(environment.size() + 1);
  for (std::string& entry : environment) {
    envp.push_back(entry.data());
  }
  envp.push_back(nullptr);
  std::string program = executable;
  std::string argument = "--version";
  std::array<char*, 3> argv = {program.data(), argument.data(), nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      posix_spawn(pid, executable.c_str(), &actions, &attributes, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// Reads to the end. False if that takes until `deadline`.
bool ReadAll(int fd, Clock::time_point deadline, std::string* output) {
  std::array<char, 4096> buffer;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd poll_fd = {fd, POLLIN, 0};
    const int ready = left <= 0 ? 0 : poll(&poll_fd, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0 || output->size() > kMaxOutput) {
      return false;
    }
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) {
      continue;
    }
    if (size <= 0) {
      return true;
    }
    output->append(buffer.data(), static_cast<size_t>(size));
  }
}

// For an error message: without the line break at the end.
std::string Quote(std::string_view output) {
  const size_t last = output.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) {
    return "nothing";
  }
  return "\"" + std::string(output.substr(0, std::min(last + 1, kQuotedOutput))) + "\"";
}

}  // namespace

std::optional<std::string> ParseChromiumVersion(std::string_view output) {
  for (size_t start = 0; start < output.size(); start++) {
    const bool starts_number =
        IsDigit(output[start]) &&
        (start == 0 || (!IsDigit(output[start - 1]) && output[start - 1] != '.'));
    if (!starts_number) {
      continue;
    }
    size_t end = start;
    int numbers = 0;
    for (;;) {
      const size_t number = end;
      while (end < output.size() && IsDigit(output[end])) {
        end++;
      }
      if (end == number) {
        break;
      }
      numbers++;
      if (numbers == 4 || end == output.size() || output[end] != '.') {
        break;
      }
      end++;
    }
    const bool goes_on = end + 1 < output.size() && output[end] == '.' && IsDigit(output[end + 1]);
    if (numbers == 4 && !goes_on) {
      return std::string(output.substr(start, end - start));
    }
    start = std::max(start, end - 1);
  }
  return std::nullopt;
}

VersionResult RunVersion(const std::string& executable, std::chrono::milliseconds timeout) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return {"", std::string("no pipe for its output: ") + strerror(errno)};
  }
  const ScopedFd read_end(ends[0]);
  ScopedFd write_end(ends[1]);
  pid_t pid = 0;
  if (const int error = Spawn(executable, write_end.get(), &pid); error != 0) {
    return {"", std::string("it could not be started: ") + strerror(error)};
  }
  write_end.reset();
  std::string output;
  const bool ended = ReadAll(read_end.get(), Clock::now() + timeout, &output);
  if (!ended) {
    kill(-pid, SIGKILL);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!ended) {
    return {"", "it did not answer --version within " + std::to_string(timeout.count()) + " ms"};
  }
  const std::string quoted = Quote(output);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const std::string how = WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                              : "signal " + std::to_string(WTERMSIG(status));
    return {"", "--version ended with " + how + " and printed " + quoted};
  }
  std::optional<std::string> version = ParseChromiumVersion(output);
  if (!version) {
    return {"", "--version printed " + quoted + ", which has no version like 156.0.8078.79 in it"};
  }
  return {*version, ""};
}

}  // namespace valence
