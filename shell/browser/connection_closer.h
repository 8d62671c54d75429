// The TCP connections of a Chromium that runs, seen from outside.

#ifndef SHELL_BROWSER_CONNECTION_CLOSER_H_
#define SHELL_BROWSER_CONNECTION_CLOSER_H_

#include <sys/types.h>

#include <optional>

namespace valence {

// Shuts down, in both directions, every TCP socket of `browser` and of the processes that it has
// started for its network service, but for those it serves DevTools on: the other ends see the end
// of the connection, and Chromium fails what was under way. Returns how many there were; nullopt:
// errno, where the kernel or a policy of the machine lets nobody have the sockets of another
// process (pidfd_getfd).
std::optional<int> CloseConnections(pid_t browser);

}  // namespace valence

#endif  // SHELL_BROWSER_CONNECTION_CLOSER_H_
