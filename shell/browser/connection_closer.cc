// See connection_closer.h.

#include "shell/browser/connection_closer.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "shell/common/parse_number.h"
#include "shell/common/process_stat.h"
#include "shell/common/scoped_fd.h"

namespace valence {
namespace {

constexpr std::string_view kNetworkService = "--utility-sub-type=network.mojom.NetworkService";

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<int> NumberOf(const std::filesystem::path& path) {
  int number = 0;
  return ParseNumber(path.filename().string(), &number) ? std::optional(number) : std::nullopt;
}

bool IsChildOf(pid_t process, pid_t parent) {
  const std::optional<ProcessStat> stat = ReadProcessStat(process);
  return stat && stat->parent == parent;
}

// The processes with the sockets: `browser` itself, and a network service apart from it, which it
// has where the app disables the feature NetworkServiceInProcess2.
std::vector<pid_t> NetworkProcessesOf(pid_t browser) {
  std::vector<pid_t> found{browser};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::optional<int> pid = NumberOf(entry.path());
    if (pid && IsChildOf(*pid, browser) &&
        ReadFile(entry.path() / "cmdline").find(kNetworkService) != std::string::npos) {
      found.push_back(*pid);
    }
  }
  return found;
}

int IntOptionOf(int socket, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : 0;
}

bool IsTCP(int socket) {
  return IntOptionOf(socket, SO_PROTOCOL) == IPPROTO_TCP;
}

bool IsListening(int socket) {
  return IntOptionOf(socket, SO_ACCEPTCONN) != 0;
}

// 0: none.
in_port_t LocalPortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return 0;
  }
  if (address.ss_family == AF_INET) {
    return reinterpret_cast<const sockaddr_in*>(&address)->sin_port;
  }
  return address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                                       : in_port_t{0};
}

// Copies of the TCP sockets of a process, or nullopt.
std::optional<std::vector<ScopedFd>> SocketsOf(pid_t process) {
  std::vector<ScopedFd> sockets;
  const ScopedFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
  if (!pidfd.is_valid()) {
    return errno == ESRCH ? std::optional(std::move(sockets)) : std::nullopt;
  }
  std::error_code error;
  const std::string fds = "/proc/" + std::to_string(process) + "/fd";
  for (const auto& entry : std::filesystem::directory_iterator(fds, error)) {
    const std::string kind = std::filesystem::read_symlink(entry.path(), error).string();
    const std::optional<int> number = NumberOf(entry.path());
    if (!number || !kind.starts_with("socket:")) {
      continue;
    }
    ScopedFd socket(static_cast<int>(syscall(SYS_pidfd_getfd, pidfd.get(), *number, 0)));
    if (!socket.is_valid()) {
      if (errno == EBADF) {
        continue;  // closed meanwhile
      }
      return std::nullopt;
    }
    if (IsTCP(socket.get())) {
      sockets.push_back(std::move(socket));
    }
  }
  return sockets;
}

// Sockets that were shut down, or nullopt. What the process listens on (--remote-debugging-port),
// and what it has accepted there, are no connections of the session.
std::optional<int> CloseConnectionsOf(pid_t process) {
  const std::optional<std::vector<ScopedFd>> sockets = SocketsOf(process);
  if (!sockets) {
    return std::nullopt;
  }
  std::set<in_port_t> served;
  for (const ScopedFd& socket : *sockets) {
    if (IsListening(socket.get())) {
      served.insert(LocalPortOf(socket.get()));
    }
  }
  int count = 0;
  for (const ScopedFd& socket : *sockets) {
    if (!served.contains(LocalPortOf(socket.get())) && shutdown(socket.get(), SHUT_RDWR) == 0) {
      ++count;
    }
  }
  return count;
}

}  // namespace

std::optional<int> CloseConnections(pid_t browser) {
  int count = 0;
  for (const pid_t process : NetworkProcessesOf(browser)) {
    const std::optional<int> closed = CloseConnectionsOf(process);
    if (!closed) {
      return std::nullopt;
    }
    count += *closed;
  }
  return count;
}

}  // namespace valence
