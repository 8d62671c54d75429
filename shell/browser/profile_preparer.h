// What is put into a user-data directory before Chromium starts on it.
//
// With its last window Chromium deletes the session cookies, unless its pages are to come back with
// the next start (chrome/browser/sessions/session_data_deleter.cc). A session of an app outlives
// its windows, so Chromium is told the latter, and the pages that it would bring back are taken
// away here. The cookies it brings back are removed by lib/browser/cookies/cookie-store.ts.

#ifndef SHELL_BROWSER_PROFILE_PREPARER_H_
#define SHELL_BROWSER_PROFILE_PREPARER_H_

#include <string>

namespace valence {

// The caller holds the lock of the directory, and no browser uses it. Also removes what a Chromium
// left whose supervisor was killed, and marks that would keep Chromium from starting. A profile
// that a Chromium of the user's own has made stays as it is. Failures are left to Chromium, which
// says what it cannot write.
void PrepareProfile(const std::string& user_data_dir, bool had_owner);

}  // namespace valence

#endif  // SHELL_BROWSER_PROFILE_PREPARER_H_
