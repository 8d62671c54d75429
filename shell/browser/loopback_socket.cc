// See loopback_socket.h.

#include "shell/browser/loopback_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace valence {

std::optional<LoopbackSocket> BindLoopback() {
  LoopbackSocket result;
  // Without SO_REUSEADDR and SO_REUSEPORT: with them, others could bind to the port as well.
  result.fd.reset(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (!result.fd.is_valid() || bind(result.fd.get(), generic, size) != 0 ||
      getsockname(result.fd.get(), generic, &size) != 0) {
    return std::nullopt;
  }
  result.port = ntohs(address.sin_port);
  return result;
}

}  // namespace valence
