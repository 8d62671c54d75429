// Owner of one file descriptor.

#ifndef SHELL_COMMON_SCOPED_FD_H_
#define SHELL_COMMON_SCOPED_FD_H_

#include <unistd.h>

#include <utility>

namespace valence {

class ScopedFd {
 public:
  ScopedFd() = default;
  explicit ScopedFd(int fd) : fd_(fd) {}
  ScopedFd(ScopedFd&& other) noexcept : fd_(other.release()) {}
  ScopedFd& operator=(ScopedFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ScopedFd(const ScopedFd&) = delete;
  ScopedFd& operator=(const ScopedFd&) = delete;
  ~ScopedFd() { reset(); }

  int get() const { return fd_; }
  bool is_valid() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1) {
    const int old = std::exchange(fd_, fd);
    if (old >= 0 && old != fd) {
      close(old);
    }
  }

 private:
  int fd_ = -1;
};

}  // namespace valence

#endif  // SHELL_COMMON_SCOPED_FD_H_
