// Keeps the last lines that Chromium wrote to stderr, for the error that reports its end, and
// repeats what it writes on another file descriptor, if there is one.

#ifndef SHELL_BROWSER_STDERR_TAIL_H_
#define SHELL_BROWSER_STDERR_TAIL_H_

#include <string>
#include <string_view>
#include <utility>

#include "shell/common/scoped_fd.h"

namespace valence {

class StderrTail {
 public:
  static constexpr size_t kMaxSize = 8 << 10;

  // Non-blocking read end. `echo_fd` stays the caller's; -1: none.
  explicit StderrTail(ScopedFd fd, int echo_fd = -1) : fd_(std::move(fd)), echo_fd_(echo_fd) {}

  // Reads what is there. Closes the file descriptor at its end.
  void Read();

  int fd() const { return fd_.get(); }

  // At most kMaxSize bytes; starts at the start of a line if earlier ones were dropped.
  std::string text() const;

 private:
  void Echo(std::string_view text);

  ScopedFd fd_;
  int echo_fd_;
  std::string tail_;
  bool dropped_ = false;
};

}  // namespace valence

#endif  // SHELL_BROWSER_STDERR_TAIL_H_
