// One Chromium process tree, started and ended through valence_supervisor. Lives on the I/O thread.

#ifndef SHELL_BROWSER_BROWSER_PROCESS_H_
#define SHELL_BROWSER_BROWSER_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "shell/browser/supervisor_protocol.h"
#include "shell/common/scoped_fd.h"

namespace valence {

class BrowserProcess {
 public:
  struct Options {
    std::string supervisor;  // Path of valence_supervisor.
    std::string executable;
    std::vector<std::string> args;  // Without argv[0] and without the pipe's switch.
    std::vector<std::string> env;   // As the app has it.
    std::string user_data_dir;
    bool remove_user_data_dir = false;
  };

  // The app's ends, non-blocking.
  struct Channels {
    ScopedFd to_browser;
    ScopedFd from_browser;
    ScopedFd stderr_read;
  };

  // Starts the supervisor, which starts Chromium and reports over the lifeline. `lock` is the
  // locked file of the user-data directory. False: error().
  bool Launch(const Options& options, ScopedFd lock, Channels* channels);

  // Takes in what the supervisor reported.
  void ReadLifeline();

  void RequestClose() { Send(SupervisorMessageType::kClose); }
  void RequestKill() { Send(SupervisorMessageType::kKill); }

  // Waits for the supervisor, whose lifeline has ended, so that it leaves no zombie.
  void Reap();

  int lifeline_fd() const { return lifeline_.get(); }
  // The supervisor is gone, and with it every process of the browser and the lock.
  bool is_gone() const { return !lifeline_.is_valid(); }

  // Of the browser process; 0 before it runs.
  pid_t browser_pid() const { return browser_pid_; }
  // Wait status of the browser process. If the supervisor died first: killed by SIGKILL, as
  // PDEATHSIG does.
  std::optional<int> wait_status() const { return wait_status_; }
  const std::string& error() const { return error_; }

 private:
  void Send(SupervisorMessageType type);

  ScopedFd lifeline_;
  pid_t supervisor_pid_ = 0;
  pid_t browser_pid_ = 0;
  std::optional<int> wait_status_;
  std::string executable_;
  std::string error_;
};

}  // namespace valence

#endif  // SHELL_BROWSER_BROWSER_PROCESS_H_
