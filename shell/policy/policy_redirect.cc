// Preloaded into the Chromium of one session: what it reads below /etc/chromium/policies comes from
// the directory that VALENCE_POLICY_DIRECTORY names. That gives the session managed policies of its
// own, with no write access to /etc and nothing that another Chromium could see.
//
// Links in the folder "Download Links", which stands beside that directory, are left unresolved.
//
// Only the calls are diverted that Chromium 156 loads and watches policies with
// (components/policy/core/common/config_dir_policy_loader.cc,
// base/files/file_path_watcher_inotify.cc). Every other path costs one comparison. Without the
// variable nothing is diverted.
//
// With umockdev's library this one must come first in LD_PRELOAD: the other one resolves the C
// library's functions itself.

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/policy/path_map.h"

namespace {

constexpr char kDirectoryVariable[] = "VALENCE_POLICY_DIRECTORY";
constexpr char kPreloadVariable[] = "LD_PRELOAD";

// Copied at load: Chromium may change its environment later. Empty: nothing is diverted.
char g_directory[PATH_MAX];

// Path of this library as LD_PRELOAD has it, looked up at load: in the child of a fork() the linker
// may be locked for ever.
const char* g_library = nullptr;

__attribute__((constructor)) void ReadDirectory() {
  const char* const directory = getenv(kDirectoryVariable);
  if (directory != nullptr && strlen(directory) < sizeof g_directory) {
    snprintf(g_directory, sizeof g_directory, "%s", directory);
  }
  Dl_info info = {};
  if (dladdr(g_directory, &info) != 0) {
    g_library = info.dli_fname;
  }
}

// What Chromium starts must not load this library: a native messaging host or xdg-open may start
// another Chromium, and Chromium's own children read no policies. The entry is taken out when the
// first policy is read, which only the browser process does, before it starts other programs. Its
// zygotes and its crash handler are started earlier: see LeaveEnvironmentOf(). Not at load, because
// a script or a program may start the browser and must pass the library on. In place: other threads
// may read the environment.
void LeaveEnvironment() {
  static bool left = false;
  if (__atomic_exchange_n(&left, true, __ATOMIC_RELAXED)) {
    return;
  }
  char* const preload = getenv(kPreloadVariable);
  if (preload != nullptr && g_library != nullptr) {
    valence::RemovePreload(preload, g_library);
  }
}

// In the child of a fork() that is about to become `program`: nothing else sees the change.
void LeaveEnvironmentOf(const char* program, char* const* argv) {
  if (valence::IsChildOfBrowser(program, argv)) {
    LeaveEnvironment();
  }
}

const char* Map(const char* path, char* buffer) {
  if (g_directory[0] == '\0') {
    return path;
  }
  const char* const mapped = valence::MapPolicyPath(path, g_directory, buffer, PATH_MAX);
  if (mapped != path) {
    LeaveEnvironment();
  }
  return mapped;
}

// The function that this library's one stands before. Each is looked up when the library is loaded:
// the child of a fork() may call it while the thread that holds the linker's lock exists no longer.
// A constructor of another library may come before that.
template <typename Function>
Function Next(const char* name, Function* known) {
  Function next = __atomic_load_n(known, __ATOMIC_RELAXED);
  if (next == nullptr) {
    next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
    __atomic_store_n(known, next, __ATOMIC_RELAXED);
  }
  return next;
}

}  // namespace

// A function of our own that the linker knows by the C library's name. In that way it is no second
// declaration of a function that the headers may have as an inline one. open() is called with two
// arguments, too: the third is then not looked at by anybody.
#define VALENCE_HOOK(type, name, parameters)                                                    \
  extern "C" __attribute__((visibility("default"))) type Hook_##name parameters __asm__(#name); \
  type Hook_##name parameters

#define VALENCE_FORWARD(type, name, parameters, ...)       \
  static decltype(&name) g_next_##name;                    \
  __attribute__((constructor)) static void Find_##name() { \
    Next(#name, &g_next_##name);                           \
  }                                                        \
  VALENCE_HOOK(type, name, parameters) {                   \
    char buffer[PATH_MAX];                                 \
    return Next(#name, &g_next_##name)(__VA_ARGS__);       \
  }

VALENCE_FORWARD(int,
                open,
                (const char* path, int flags, mode_t mode),
                Map(path, buffer),
                flags,
                mode)
VALENCE_FORWARD(int,
                open64,
                (const char* path, int flags, mode_t mode),
                Map(path, buffer),
                flags,
                mode)
VALENCE_FORWARD(FILE*, fopen, (const char* path, const char* mode), Map(path, buffer), mode)
VALENCE_FORWARD(FILE*, fopen64, (const char* path, const char* mode), Map(path, buffer), mode)
VALENCE_FORWARD(DIR*, opendir, (const char* path), Map(path, buffer))
VALENCE_FORWARD(int, stat, (const char* path, struct stat* out), Map(path, buffer), out)
VALENCE_FORWARD(int, stat64, (const char* path, struct stat64* out), Map(path, buffer), out)
VALENCE_FORWARD(int, lstat, (const char* path, struct stat* out), Map(path, buffer), out)
VALENCE_FORWARD(int, lstat64, (const char* path, struct stat64* out), Map(path, buffer), out)
VALENCE_FORWARD(int,
                fstatat,
                (int fd, const char* path, struct stat* out, int flags),
                fd,
                Map(path, buffer),
                out,
                flags)
VALENCE_FORWARD(int,
                fstatat64,
                (int fd, const char* path, struct stat64* out, int flags),
                fd,
                Map(path, buffer),
                out,
                flags)
VALENCE_FORWARD(int, access, (const char* path, int mode), Map(path, buffer), mode)
VALENCE_FORWARD(int,
                inotify_add_watch,
                (int fd, const char* path, uint32_t mask),
                fd,
                Map(path, buffer),
                mask)
static decltype(&realpath) g_next_realpath;
__attribute__((constructor)) static void Find_realpath() {
  Next("realpath", &g_next_realpath);
}
// A link of a download stands for the directory that the app saves to. Resolved, it would not lie
// in Chromium's download directory, and Chromium would ask the user for another one.
VALENCE_HOOK(char*, realpath, (const char* path, char* out)) {
  decltype(&realpath) const next = Next("realpath", &g_next_realpath);
  char buffer[PATH_MAX];
  const size_t links = valence::DownloadLinksLength(path, g_directory);
  if (links == 0 || links >= sizeof buffer) {
    return next(Map(path, buffer), out);
  }
  memcpy(buffer, path, links);
  buffer[links] = '\0';
  char folder[PATH_MAX];
  if (next(buffer, folder) == nullptr) {
    return nullptr;
  }
  const int length = snprintf(buffer, sizeof buffer, "%s%s", folder, path + links);
  if (length < 0 || static_cast<size_t>(length) >= sizeof buffer) {
    errno = ENAMETOOLONG;
    return nullptr;
  }
  if (out == nullptr) {
    return strdup(buffer);
  }
  memcpy(out, buffer, static_cast<size_t>(length) + 1);
  return out;
}

#define VALENCE_SPAWN(name)                                                                   \
  static decltype(&(name)) g_next_##name;                                                     \
  __attribute__((constructor)) static void Find_##name() {                                    \
    Next(#name, &g_next_##name);                                                              \
  }                                                                                           \
  VALENCE_HOOK(int, name,                                                                     \
               (pid_t * pid, const char* program, const posix_spawn_file_actions_t* actions,  \
                const posix_spawnattr_t* attributes, char* const* argv, char* const* envp)) { \
    LeaveEnvironmentOf(program, argv);                                                        \
    return Next(#name, &g_next_##name)(pid, program, actions, attributes, argv, envp);        \
  }

VALENCE_SPAWN(posix_spawn)
VALENCE_SPAWN(posix_spawnp)

static decltype(&execvp) g_next_execvp;
__attribute__((constructor)) static void Find_execvp() {
  Next("execvp", &g_next_execvp);
}
VALENCE_HOOK(int, execvp, (const char* program, char* const* argv)) {
  LeaveEnvironmentOf(program, argv);
  return Next("execvp", &g_next_execvp)(program, argv);
}
