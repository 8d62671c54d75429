// See browser_process.h.

#include "shell/browser/browser_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "shell/common/environment.h"

namespace valence {
namespace {

constexpr char kPipeSwitch[] = "--remote-debugging-pipe=cbor";

constexpr std::string_view kPreloadEntry = "LD_PRELOAD=";

// What fits into the socket at once; a body of several megabytes then takes few wake-ups. The
// kernel may grant less.
constexpr int kSocketBuffer = 4 << 20;

// Both ends close-on-exec, the app's non-blocking. `ours` and `theirs` stay untouched on failure.
bool MakeSocketPair(int type, ScopedFd* ours, ScopedFd* theirs) {
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return false;
  }
  ours->reset(ends[0]);
  theirs->reset(ends[1]);
  return fcntl(ours->get(), F_SETFL, O_NONBLOCK) == 0;
}

bool MakePipe(ScopedFd* read_end, ScopedFd* write_end) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return false;
  }
  read_end->reset(ends[0]);
  write_end->reset(ends[1]);
  return fcntl(read_end->get(), F_SETFL, O_NONBLOCK) == 0;
}

// The fds that the supervisor inherits, by their number in the supervisor.
struct ChildFds {
  ScopedFd stderr_write;
  ScopedFd pipe_in;
  ScopedFd pipe_out;
  ScopedFd lifeline;
  ScopedFd lock;
};

std::vector<char*> Pointers(std::vector<std::string>* strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings->size() + 1);
  for (std::string& string : *strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> SupervisorArguments(const BrowserProcess::Options& options) {
  std::vector<std::string> arguments = {options.supervisor, options.user_data_dir};
  if (options.remove_user_data_dir) {
    arguments.emplace_back(kRemoveSwitch);
  }
  arguments.emplace_back(kArgumentsSwitch);
  arguments.push_back(options.executable);
  arguments.insert(arguments.end(), options.args.begin(), options.args.end());
  arguments.emplace_back(kPipeSwitch);
  return arguments;
}

std::vector<std::string> SupervisorEnvironment(const BrowserProcess::Options& options) {
  std::vector<std::string> environment = CleanEnvironment(options.env);
  for (std::string& entry : environment) {
    if (entry.starts_with(kPreloadEntry)) {
      entry = std::string(kBrowserPreload) + "=" + entry.substr(kPreloadEntry.size());
    }
  }
  return environment;
}

// Returns errno. posix_spawn() and not fork(): the app's address space is not copied.
int SpawnSupervisor(const BrowserProcess::Options& options, const ChildFds& fds, pid_t* pid) {
  const std::array<std::pair<int, int>, 5> inherited = {{
      {fds.stderr_write.get(), kStderrFd},
      {fds.pipe_in.get(), kPipeInFd},
      {fds.pipe_out.get(), kPipeOutFd},
      {fds.lifeline.get(), kLifelineFd},
      {fds.lock.get(), kLockFd},
  }};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  // Copies above the targets, so that no dup2() overwrites a source that is needed later.
  std::array<ScopedFd, 5> copies;
  int error = 0;
  for (size_t i = 0; i < inherited.size(); i++) {
    copies[i].reset(fcntl(inherited[i].first, F_DUPFD_CLOEXEC, kLockFd + 1));
    if (!copies[i].is_valid()) {
      error = errno;
    }
    posix_spawn_file_actions_adddup2(&actions, copies[i].get(), inherited[i].second);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, kLockFd + 1);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> arguments = SupervisorArguments(options);
  std::vector<std::string> environment = SupervisorEnvironment(options);
  if (error == 0) {
    error = posix_spawn(pid, options.supervisor.c_str(), &actions, &attributes,
                        Pointers(&arguments).data(), Pointers(&environment).data());
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace

bool BrowserProcess::Launch(const Options& options, ScopedFd lock, Channels* channels) {
  executable_ = options.executable;
  ChildFds fds;
  fds.lock = std::move(lock);
  if (!MakeSocketPair(SOCK_STREAM, &channels->to_browser, &fds.pipe_in) ||
      !MakeSocketPair(SOCK_STREAM, &channels->from_browser, &fds.pipe_out) ||
      !MakeSocketPair(SOCK_SEQPACKET, &lifeline_, &fds.lifeline) ||
      !MakePipe(&channels->stderr_read, &fds.stderr_write)) {
    error_ = std::string("No pipe to Chromium could be made: ") + strerror(errno) + ".";
    lifeline_.reset();
    return false;
  }
  for (const int fd : {channels->to_browser.get(), fds.pipe_out.get()}) {
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
  }
  const int error = SpawnSupervisor(options, fds, &supervisor_pid_);
  if (error != 0) {
    error_ =
        options.supervisor + " could not be started: " + strerror(error) + ". " +
        (error == EAGAIN ? "This user runs as many processes and threads as it may (ulimit -u)."
                         : "It belongs beside valence.node; build or install Valence again.");
    supervisor_pid_ = 0;
    lifeline_.reset();
    return false;
  }
  return true;
}

void BrowserProcess::ReadLifeline() {
  while (lifeline_.is_valid()) {
    SupervisorMessage message = {};
    const ssize_t size = recv(lifeline_.get(), &message, sizeof message, 0);
    if (size < 0 && errno == EINTR) {
      continue;
    }
    if (size < 0 && errno == EAGAIN) {
      return;
    }
    if (size != sizeof message) {
      lifeline_.reset();
      break;
    }
    switch (message.type) {
      case SupervisorMessageType::kStarted:
        browser_pid_ = message.value;
        break;
      case SupervisorMessageType::kFailed:
        error_ = "Chromium at " + executable_ +
                 " could not be started: " + strerror(message.value) + ".";
        break;
      case SupervisorMessageType::kExited:
        wait_status_ = message.value;
        break;
      case SupervisorMessageType::kClose:
      case SupervisorMessageType::kKill:
        break;
    }
  }
  if (!wait_status_ && browser_pid_ == 0 && error_.empty()) {
    error_ = "valence_supervisor was ended before it had started Chromium.";
  }
  if (!wait_status_ && browser_pid_ != 0) {
    // The supervisor was killed. PDEATHSIG has killed the browser process; its group may have
    // survived it.
    wait_status_ = SIGKILL;
    kill(-browser_pid_, SIGKILL);
  }
}

void BrowserProcess::Send(SupervisorMessageType type) {
  const SupervisorMessage message = {type, 0};
  if (lifeline_.is_valid()) {
    // Fails only if the supervisor is gone, which its end of the lifeline reports.
    send(lifeline_.get(), &message, sizeof message, MSG_NOSIGNAL);
  }
}

void BrowserProcess::Reap() {
  if (supervisor_pid_ == 0) {
    return;
  }
  while (waitpid(supervisor_pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  supervisor_pid_ = 0;
}

}  // namespace valence
