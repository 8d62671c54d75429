// A port of this machine's own for the app.

#ifndef SHELL_BROWSER_LOOPBACK_SOCKET_H_
#define SHELL_BROWSER_LOOPBACK_SOCKET_H_

#include <cstdint>
#include <optional>

#include "shell/common/scoped_fd.h"

namespace valence {

struct LoopbackSocket {
  ScopedFd fd;
  uint16_t port = 0;
};

// A TCP socket that is bound to a free port of 127.0.0.1 and does not listen yet. As long as it is
// open no other process, of this user or of another, can take the port. nullopt: errno.
std::optional<LoopbackSocket> BindLoopback();

}  // namespace valence

#endif  // SHELL_BROWSER_LOOPBACK_SOCKET_H_
