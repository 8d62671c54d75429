// Pure part of the policy library: which paths are redirected, and how the library is taken out of
// an environment. No C++ library: see BUILD.gn.

#ifndef SHELL_POLICY_PATH_MAP_H_
#define SHELL_POLICY_PATH_MAP_H_

#include <stddef.h>

namespace valence {

// "/etc/chromium/policies" and everything below it, moved to `directory`. Writes the new path to
// `buffer` and returns it. Any other path, nullptr, and one that does not fit, is returned as it
// is.
const char* MapPolicyPath(const char* path, const char* directory, char* buffer, size_t size);

// Takes the entry that is the path `library` out of `value`, an LD_PRELOAD list (separated by
// colons or spaces), in place.
void RemovePreload(char* value, const char* library);

// True for what Chromium's browser process starts of its own: the crash handler, and processes with
// a --type= switch.
bool IsChildOfBrowser(const char* program, char* const* argv);

}  // namespace valence

#endif  // SHELL_POLICY_PATH_MAP_H_
