// The directory that a session's Chromium takes for /etc/chromium/policies (shell/policy). It lies
// in the session's own directory and begins with the machine's policies as links. What the session
// adds (lib/browser/devices/policy-grants.ts) does not outlive its browser.

#ifndef SHELL_BROWSER_POLICY_DIRECTORY_H_
#define SHELL_BROWSER_POLICY_DIRECTORY_H_

#include <string>

namespace valence {

// What Debian's Chromium reads (chrome/common/chrome_paths.cc, DIR_POLICY_FILES).
inline constexpr char kSystemPolicies[] = "/etc/chromium/policies";

// Also in lib/browser/policies/managed-policies.ts.
inline constexpr char kPolicyDirectoryName[] = "Managed Policies";
// Of two files Chromium lets the last one in alphabetical order win.
inline constexpr char kPolicyFileName[] = "~valence.json";

// Makes it anew, with `policies` (JSON; empty for none) as the session's own file. The caller holds
// the lock of the directory. Failures are left to Chromium, which says what it cannot write;
// without the directory it has no managed policies.
void PreparePolicyDirectory(const std::string& user_data_dir,
                            const std::string& policies,
                            const std::string& system_policies = kSystemPolicies);

}  // namespace valence

#endif  // SHELL_BROWSER_POLICY_DIRECTORY_H_
