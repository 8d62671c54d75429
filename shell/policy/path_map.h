// Pure part of the policy library: which paths are redirected or left unresolved, and how the
// library is taken out of an environment. No C++ library: see BUILD.gn.

#ifndef SHELL_POLICY_PATH_MAP_H_
#define SHELL_POLICY_PATH_MAP_H_

#include <stddef.h>

namespace valence {

// "/etc/chromium/policies" and everything below it, moved to `directory`. Writes the new path to
// `buffer` and returns it. Any other path, nullptr, and one that does not fit, is returned as it
// is.
const char* MapPolicyPath(const char* path, const char* directory, char* buffer, size_t size);

// The length of the part of `path` that names the folder of download links, or 0 if the path is not
// one link in it. That folder stands beside `directory`; Chromium saves downloads through its links
// (lib/browser/downloads).
size_t DownloadLinksLength(const char* path, const char* directory);

// Takes the entry that is the path `library` out of `value`, an LD_PRELOAD list (separated by
// colons or spaces), in place.
void RemovePreload(char* value, const char* library);

// True for what Chromium's browser process starts of its own: the crash handler, and processes with
// a --type= switch.
bool IsChildOfBrowser(const char* program, char* const* argv);

}  // namespace valence

#endif  // SHELL_POLICY_PATH_MAP_H_
