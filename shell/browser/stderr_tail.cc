// See stderr_tail.h.

#include "shell/browser/stderr_tail.h"

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace valence {

void StderrTail::Read() {
  std::array<char, 4096> buffer;
  while (fd_.is_valid()) {
    const ssize_t size = read(fd_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) {
      continue;
    }
    if (size < 0 && errno == EAGAIN) {
      return;
    }
    if (size <= 0) {
      fd_.reset();
      return;
    }
    Echo({buffer.data(), static_cast<size_t>(size)});
    tail_.append(buffer.data(), static_cast<size_t>(size));
    if (tail_.size() > kMaxSize) {
      tail_.erase(0, tail_.size() - kMaxSize);
      dropped_ = true;
    }
  }
}

// Drops what cannot be written at once: whoever does not read it must not hold this thread. A pipe
// that is writable takes PIPE_BUF bytes without blocking.
void StderrTail::Echo(std::string_view text) {
  pollfd target = {echo_fd_, POLLOUT, 0};
  while (!text.empty() && poll(&target, 1, 0) > 0 && (target.revents & POLLOUT) != 0) {
    const ssize_t size = write(echo_fd_, text.data(), std::min<size_t>(text.size(), PIPE_BUF));
    if (size <= 0) {
      return;
    }
    text.remove_prefix(static_cast<size_t>(size));
  }
}

std::string StderrTail::text() const {
  const size_t line_end = dropped_ ? tail_.find('\n') : std::string::npos;
  return line_end == std::string::npos ? tail_ : tail_.substr(line_end + 1);
}

}  // namespace valence
