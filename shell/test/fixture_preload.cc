// Preloaded before umockdev's library into what is to see the fixture devices (script/fixtures,
// specs). It mends four things of umockdev 0.17:
//
// Every process that watches udev binds a socket at $UMOCKDEV_DIR/event<fd>, and takes the path
// away from another one with the same descriptor: of several browsers and the app only one would
// see devices come and go. Here the socket moves to a path of its own, which is never used again:
// the fixture server removes the paths that nobody listens to any more.
//
// /proc/tty/drivers says which ttys are serial ports, and umockdev leaves /proc alone. Here it is
// $UMOCKDEV_DIR/tty-drivers, so that fixtures do not depend on the serial ports of the machine.
//
// umockdev keeps a list of all open files below /dev, for 50 of them, and then ends the process.
// Below /dev/shm lie the files of in-memory sessions. Here they are opened by another path to the
// same place.
//
// It locks a mutex while it opens a file. The child of a fork() has a copy of that mutex, and where
// it was locked, nobody in the child unlocks it: browsers hung at their start. Here a child opens
// files without umockdev until it runs a program.
//
// Chromium's sandboxed processes do not run with umockdev's library, and need no devices: the
// browser process takes both libraries out of the environment that they get.

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "shell/policy/path_map.h"

namespace {

constexpr char kRootVariable[] = "UMOCKDEV_DIR";
constexpr char kTtyDrivers[] = "/proc/tty/drivers";

constexpr char kSharedMemory[] = "/dev/shm/";
constexpr char kRealRoot[] = "/proc/self/root";

constexpr char kUmockdev[] = "libumockdev-preload.so.0";

bool IsBrowserProcess(int argc, char** argv) {
  const char* const slash = argc > 0 ? strrchr(argv[0], '/') : nullptr;
  const char* const name = slash == nullptr ? "" : slash + 1;
  if (strcmp(name, "chromium") != 0 && strcmp(name, "chrome") != 0) {
    return false;
  }
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], "--type=", sizeof "--type=" - 1) == 0) {
      return false;
    }
  }
  return true;
}

__attribute__((constructor)) void LeaveEnvironment(int argc, char** argv) {
  Dl_info info = {};
  char* const preload = getenv("LD_PRELOAD");
  if (preload != nullptr && IsBrowserProcess(argc, argv) && dladdr(kUmockdev, &info) != 0) {
    valence::RemovePreload(preload, kUmockdev);
    valence::RemovePreload(preload, info.dli_fname);
  }
}

const char* MapPath(const char* path, char* buffer) {
  const char* const root = getenv(kRootVariable);
  if (root == nullptr || path == nullptr) {
    return path;
  }
  if (strcmp(path, kTtyDrivers) == 0) {
    snprintf(buffer, PATH_MAX, "%s/tty-drivers", root);
    return buffer;
  }
  if (strncmp(path, kSharedMemory, sizeof kSharedMemory - 1) == 0) {
    snprintf(buffer, PATH_MAX, "%s%s", kRealRoot, path);
    return buffer;
  }
  return path;
}

pid_t g_pid;

// Looked up when the library is loaded: the linker has a lock, too.
class Chain {
 public:
  constexpr explicit Chain(const char* name) : name_(name) {}

  void* Next() {
    if (next_ == nullptr) {
      next_ = dlsym(RTLD_NEXT, name_);
      libc_ = dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), name_);
    }
    return g_pid == 0 || g_pid == getpid() ? next_ : libc_;
  }

 private:
  const char* name_;
  void* next_ = nullptr;
  void* libc_ = nullptr;
};

__attribute__((constructor)) void RememberProcess() {
  g_pid = getpid();
}

}  // namespace

// As in shell/policy/policy_redirect.cc.
#define VALENCE_HOOK(type, name, parameters)                                                    \
  extern "C" __attribute__((visibility("default"))) type Hook_##name parameters __asm__(#name); \
  type Hook_##name parameters

#define VALENCE_FORWARD(type, name, parameters, ...)                        \
  static Chain g_##name(#name);                                             \
  __attribute__((constructor)) static void Find_##name() {                  \
    g_##name.Next();                                                        \
  }                                                                         \
  VALENCE_HOOK(type, name, parameters) {                                    \
    char buffer[PATH_MAX];                                                  \
    return reinterpret_cast<decltype(&name)>(g_##name.Next())(__VA_ARGS__); \
  }

VALENCE_FORWARD(int,
                open,
                (const char* path, int flags, mode_t mode),
                MapPath(path, buffer),
                flags,
                mode)
VALENCE_FORWARD(int,
                open64,
                (const char* path, int flags, mode_t mode),
                MapPath(path, buffer),
                flags,
                mode)
VALENCE_FORWARD(FILE*, fopen, (const char* path, const char* mode), MapPath(path, buffer), mode)
VALENCE_FORWARD(FILE*, fopen64, (const char* path, const char* mode), MapPath(path, buffer), mode)

VALENCE_HOOK(int, bind, (int fd, const sockaddr* address, socklen_t length)) {
  static Chain chain("bind");
  auto* const next = reinterpret_cast<decltype(&bind)>(chain.Next());
  const char* const root = getenv(kRootVariable);
  if (root == nullptr || address == nullptr || address->sa_family != AF_NETLINK) {
    return next(fd, address, length);
  }
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/bind-lock", root);
  const int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  flock(lock, LOCK_EX);
  const int result = next(fd, address, length);
  char own_path[PATH_MAX];
  snprintf(path, sizeof path, "%s/event%i", root, fd);
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  snprintf(own_path, sizeof own_path, "%s/event%i.%i.%lld%09ld", root, fd, getpid(),
           static_cast<long long>(now.tv_sec), now.tv_nsec);
  const int error = errno;
  rename(path, own_path);  // Fails for a netlink socket that is not udev's: there is no such path.
  close(lock);
  errno = error;
  return result;
}
