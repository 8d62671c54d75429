// See stderr_tail.h.

#include "shell/browser/stderr_tail.h"

#include <unistd.h>

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
    tail_.append(buffer.data(), static_cast<size_t>(size));
    if (tail_.size() > kMaxSize) {
      tail_.erase(0, tail_.size() - kMaxSize);
      dropped_ = true;
    }
  }
}

std::string StderrTail::text() const {
  const size_t line_end = dropped_ ? tail_.find('\n') : std::string::npos;
  return line_end == std::string::npos ? tail_ : tail_.substr(line_end + 1);
}

}  // namespace valence
