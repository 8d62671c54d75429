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
#include <string>
#include <string_view>
#include <system_error>
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

std::vector<pid_t> NetworkServicesOf(pid_t browser) {
  std::vector<pid_t> found;
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

bool IsTCP(int socket) {
  int protocol = 0;
  socklen_t size = sizeof protocol;
  return getsockopt(socket, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 &&
         protocol == IPPROTO_TCP;
}

// Sockets that were shut down, or nullopt.
std::optional<int> CloseConnectionsOf(pid_t process) {
  const ScopedFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
  if (!pidfd.is_valid()) {
    return errno == ESRCH ? std::optional(0) : std::nullopt;
  }
  int count = 0;
  std::error_code error;
  const std::string fds = "/proc/" + std::to_string(process) + "/fd";
  for (const auto& entry : std::filesystem::directory_iterator(fds, error)) {
    const std::string kind = std::filesystem::read_symlink(entry.path(), error).string();
    const std::optional<int> number = NumberOf(entry.path());
    if (!number || !kind.starts_with("socket:")) {
      continue;
    }
    const ScopedFd socket(static_cast<int>(syscall(SYS_pidfd_getfd, pidfd.get(), *number, 0)));
    if (!socket.is_valid()) {
      if (errno == EBADF) {
        continue;  // closed meanwhile
      }
      return std::nullopt;
    }
    if (IsTCP(socket.get()) && shutdown(socket.get(), SHUT_RDWR) == 0) {
      ++count;
    }
  }
  return count;
}

}  // namespace

std::optional<int> CloseConnections(pid_t browser) {
  int count = 0;
  for (const pid_t process : NetworkServicesOf(browser)) {
    const std::optional<int> closed = CloseConnectionsOf(process);
    if (!closed) {
      return std::nullopt;
    }
    count += *closed;
  }
  return count;
}

}  // namespace valence
