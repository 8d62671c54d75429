// valence_supervisor: stands between the app and one Chromium process tree, so that nothing is left
// of it however the app ends. See shell/browser/supervisor_protocol.h for its command line, file
// descriptors and messages.
//
// Why a process: the kernel could kill Chromium when the app dies (PDEATHSIG), but then the cookies
// of the last half minute are lost, an in-memory session's directory stays on tmpfs, and what
// Chromium has forked lives on. This process survives the app instead. When the app dies, Chromium
// sees its pipe close, saves its data and exits; after that, or when its time is over
// (kGracefulExitMs), whatever still runs is killed, the directory removed and its lock released.
// PDEATHSIG only covers the death of the supervisor itself.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "shell/app/process_tree.h"
#include "shell/browser/supervisor_protocol.h"
#include "shell/common/lock_owner.h"
#include "shell/common/process_stat.h"
#include "shell/common/user_data_dir_remover.h"

namespace valence {
namespace {

// Other processes of a browser that has exited by itself write their last data in this time
// (measured: up to 40 ms).
constexpr int kLeftoverMs = 500;

// Clock ticks of the processor that say that a browser saves its data: one that does not answer any
// more uses none.
constexpr uint64_t kWorkTicks = 2;

constexpr int kForever = -1;

int64_t NowMs() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

void Report(SupervisorMessageType type, int32_t value) {
  const SupervisorMessage message = {type, value};
  // Fails only if the app is gone, and then nobody needs to know.
  send(kLifelineFd, &message, sizeof message, MSG_NOSIGNAL);
}

void RestorePreload() {
  if (const char* const preload = getenv(kBrowserPreload)) {
    setenv("LD_PRELOAD", preload, 1);
    unsetenv(kBrowserPreload);
  }
}

// In the child. Returns only if it fails, with errno.
int ExecBrowser(char** argv, pid_t supervisor) {
  for (int signal = 1; signal < NSIG; signal++) {
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The supervisor may have died before prctl().
  if (getppid() != supervisor) {
    return ESRCH;
  }
  // Chromium gets nothing beyond its pipe. Closed by execv() only: the parent waits for the end of
  // one of them.
  close_range(kLifelineFd, ~0U, CLOSE_RANGE_CLOEXEC);
  RestorePreload();
  execv(argv[0], argv);
  return errno;
}

// Returns the pid, or 0 and the reason in `*error`.
pid_t StartBrowser(char** argv, int* error) {
  std::array<int, 2> error_pipe;
  if (pipe2(error_pipe.data(), O_CLOEXEC) != 0) {
    *error = errno;
    return 0;
  }
  const pid_t supervisor = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    const int exec_error = ExecBrowser(argv, supervisor);
    [[maybe_unused]] const ssize_t written = write(error_pipe[1], &exec_error, sizeof exec_error);
    _exit(127);
  }
  *error = pid < 0 ? errno : 0;
  close(error_pipe[1]);
  while (pid > 0 && read(error_pipe[0], error, sizeof *error) < 0 && errno == EINTR) {
  }
  close(error_pipe[0]);
  if (pid > 0 && *error != 0) {
    waitpid(pid, nullptr, 0);
  }
  return *error == 0 ? pid : 0;
}

class Supervisor {
 public:
  Supervisor(pid_t browser, int signal_fd) : browser_(browser), signal_fd_(signal_fd) {}

  // Returns when the browser is gone or is to be killed.
  void Run() {
    while (!exited_ && !kill_) {
      const int timeout = Timeout();
      if (timeout == 0 && !ExtendClock()) {
        return;
      }
      std::array<pollfd, 2> fds = {{
          {signal_fd_, POLLIN, 0},
          {app_is_gone_ ? -1 : kLifelineFd, POLLIN, 0},
      }};
      if (poll(fds.data(), fds.size(), timeout) < 0) {
        continue;
      }
      if (fds[0].revents != 0) {
        OnChildSignal();
      }
      if (fds[1].revents != 0) {
        OnLifeline();
      }
    }
    if (exited_ && !kill_ && WIFEXITED(status_)) {
      WaitForLeftovers();
    }
  }

  // Kills what is left. The exit of the browser process is reported if it was not before.
  void Finish() {
    if (!exited_) {
      kill(-browser_, SIGKILL);
      while (waitpid(browser_, &status_, 0) < 0 && errno == EINTR) {
      }
      Report(SupervisorMessageType::kExited, status_);
    }
    KillDescendants(browser_);
  }

 private:
  int Timeout() const {
    if (deadline_ == kForever) {
      return kForever;
    }
    const int64_t left = deadline_ - NowMs();
    return left > 0 ? static_cast<int>(left) : 0;
  }

  void StartClock() {
    if (deadline_ == kForever) {
      deadline_ = NowMs() + kGracefulExitMs;
      last_deadline_ = NowMs() + kLongestExitMs;
      HasWorked();
      MarkEnding(kLockFd);
    }
  }

  // False if the browser's time is over.
  bool ExtendClock() {
    const int64_t now = NowMs();
    if (now >= last_deadline_ || !HasWorked()) {
      return false;
    }
    deadline_ = std::min(now + kGracefulExitMs, last_deadline_);
    return true;
  }

  // Whether the browser process has used the processor since the last call, or waits for it.
  bool HasWorked() {
    const std::optional<ProcessStat> stat = ReadProcessStat(browser_);
    const uint64_t used = stat ? stat->user_time + stat->system_time : 0;
    const uint64_t before = std::exchange(processor_time_, used);
    return stat && (stat->state == 'R' || used >= before + kWorkTicks);
  }

  void OnChildSignal() {
    signalfd_siginfo info;
    while (read(signal_fd_, &info, sizeof info) > 0) {
    }
    if (ReapChildren(browser_, &status_)) {
      exited_ = true;
      MarkEnding(kLockFd);
      Report(SupervisorMessageType::kExited, status_);
    }
  }

  void OnLifeline() {
    SupervisorMessage message = {};
    const ssize_t size = recv(kLifelineFd, &message, sizeof message, MSG_DONTWAIT);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) {
      return;
    }
    if (size != sizeof message) {
      app_is_gone_ = true;
      StartClock();
    } else if (message.type == SupervisorMessageType::kClose) {
      StartClock();
    } else if (message.type == SupervisorMessageType::kKill) {
      kill_ = true;
      MarkEnding(kLockFd);
    }
  }

  // The network and storage processes end by themselves when the browser process is gone.
  void WaitForLeftovers() {
    const int64_t end = NowMs() + kLeftoverMs;
    while (HasChildren()) {
      const int64_t left = end - NowMs();
      if (left <= 0) {
        return;
      }
      pollfd signal = {signal_fd_, POLLIN, 0};
      poll(&signal, 1, static_cast<int>(left));
      OnChildSignal();
    }
  }

  const pid_t browser_;
  const int signal_fd_;
  int status_ = 0;
  bool exited_ = false;
  bool kill_ = false;
  bool app_is_gone_ = false;
  int64_t deadline_ = kForever;
  // However much the browser works.
  int64_t last_deadline_ = kForever;
  // In clock ticks, as of the last look.
  uint64_t processor_time_ = 0;
};

int Supervise(const std::string& user_data_dir, bool remove, char** browser_argv) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) {
    ::signal(signal, SIG_IGN);
  }
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, nullptr);
  const int signal_fd = signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK);

  int error = 0;
  const pid_t browser = StartBrowser(browser_argv, &error);
  // The pipe must close when the app's end does.
  close(kPipeInFd);
  close(kPipeOutFd);
  // No directory is kept from being unmounted.
  [[maybe_unused]] const int changed = chdir("/");
  if (browser == 0) {
    Report(SupervisorMessageType::kFailed, error);
  } else {
    Report(SupervisorMessageType::kStarted, browser);
    Supervisor supervisor(browser, signal_fd);
    supervisor.Run();
    supervisor.Finish();
  }
  if (remove) {
    RemoveUserDataDir(user_data_dir);
  } else {
    RemoveSocketDir(user_data_dir);
  }
  // In this order: when the app sees the lifeline end, the lock is free.
  close(kLockFd);
  close(kLifelineFd);
  return 0;
}

int Main(int argc, char** argv) {
  int next = 2;
  const bool remove = next < argc && std::string_view(argv[next]) == kRemoveSwitch;
  if (remove) {
    next++;
  }
  if (next + 1 >= argc || std::string_view(argv[next]) != kArgumentsSwitch ||
      fcntl(kLifelineFd, F_GETFD) < 0 || fcntl(kLockFd, F_GETFD) < 0) {
    fprintf(stderr, "valence_supervisor: started by valence.node only\n");
    return 2;
  }
  return Supervise(argv[1], remove, argv + next + 1);
}

}  // namespace
}  // namespace valence

int main(int argc, char** argv) {
  return valence::Main(argc, argv);
}
