// What the app's I/O thread and valence_supervisor say to each other over the lifeline, a
// SOCK_SEQPACKET socket pair. The end of the lifeline is a message too: see
// shell/app/supervisor_main.cc.

#ifndef SHELL_BROWSER_SUPERVISOR_PROTOCOL_H_
#define SHELL_BROWSER_SUPERVISOR_PROTOCOL_H_

#include <cstdint>

namespace valence {

// File descriptors of the supervisor. Chromium inherits 0 (/dev/null), 1 (/dev/null) and these up
// to kPipeOutFd.
inline constexpr int kStderrFd = 2;
inline constexpr int kPipeInFd = 3;   // Chromium reads commands.
inline constexpr int kPipeOutFd = 4;  // Chromium writes replies and events.
inline constexpr int kLifelineFd = 5;
inline constexpr int kLockFd = 6;  // Locked file of the user-data directory.

// Command line: valence_supervisor <user-data directory> [--remove] -- <executable> <switch>...
inline constexpr char kRemoveSwitch[] = "--remove";
inline constexpr char kArgumentsSwitch[] = "--";

// LD_PRELOAD of the browser stands here in the supervisor's environment: the supervisor itself
// loads nothing of it.
inline constexpr char kBrowserPreload[] = "VALENCE_BROWSER_PRELOAD";

// What still runs this long after the app closed the pipe (or died) is killed, unless the browser
// process has worked meanwhile: on a busy machine saving its data takes longer. Then it has as long
// again, up to kLongestExitMs in all.
inline constexpr int kGracefulExitMs = 3000;
inline constexpr int kLongestExitMs = 9000;

enum class SupervisorMessageType : int32_t {
  // From the app:
  kClose = 'C',  // The pipe is closed: kill what still runs in kGracefulExitMs.
  kKill = 'K',   // SIGKILL to everything at once.
  // From the supervisor:
  kStarted = 'S',  // value: pid of the browser process.
  kFailed = 'F',   // value: errno of the fork or execve.
  kExited = 'X',   // value: wait status of the browser process. Its other processes may still run.
};

struct SupervisorMessage {
  SupervisorMessageType type;
  int32_t value;
};

}  // namespace valence

#endif  // SHELL_BROWSER_SUPERVISOR_PROTOCOL_H_
