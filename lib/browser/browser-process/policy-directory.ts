/**
 * The directory that a session's Chromium takes for /etc/chromium/policies (shell/policy). It lies in the session's own
 * directory and is made anew, with links to the machine's policies, before every start (shell/browser/policy_directory.cc).
 */
import { createHash } from 'node:crypto';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inMemoryRoot } from '../browser-context/in-memory-root';
import { buildFolder } from '../library-folder';

/** What Debian's Chromium reads (chrome/common/chrome_paths.cc, DIR_POLICY_FILES). */
export const SYSTEM_POLICIES = '/etc/chromium/policies';

const LIBRARY = 'libvalence_policy.so';
/** Characters that end an entry of LD_PRELOAD. */
const SEPARATORS = /[: ]/;

export const policyDirectory = (userDataDir: string): string => join(userDataDir, 'Managed Policies');

/** Where Chromium looks for mandatory policies: every file in it is one. */
export const managedPolicies = (userDataDir: string): string => join(policyDirectory(userDataDir), 'managed');

export function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return []; // no policies, or none that this user may read: Chromium has none either
  }
}

/**
 * Variables for the Chromium of `userDataDir`. `preload` is the LD_PRELOAD it would have otherwise; the library must come
 * first, because umockdev's does not ask the libraries before it.
 */
export function policyVariables(userDataDir: string, preload = ''): Record<string, string> {
  const libraries = [libraryPath(), ...preload.split(SEPARATORS).filter(Boolean)];
  return { LD_PRELOAD: libraries.join(':'), VALENCE_POLICY_DIRECTORY: policyDirectory(userDataDir) };
}

/** LD_PRELOAD has no quotes: where the build's own path holds a separator, a link in the in-memory root stands for it. */
function libraryPath(): string {
  const library = join(buildFolder(), LIBRARY);
  if (!SEPARATORS.test(library)) return library;
  const digest = createHash('sha256').update(library).digest('hex').slice(0, 16);
  const link = join(inMemoryRoot(), `${digest}.so`);
  try {
    symlinkSync(library, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return link;
}
