/**
 * The directory that a session's Chromium takes for /etc/chromium/policies (shell/policy). It lies in the session's own
 * directory and is made anew before every start (shell/browser/policy_directory.cc): what the session adds does not outlive
 * its browser.
 */
import { createHash } from 'node:crypto';
import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inMemoryRoot } from '../in-memory-root';
import { buildFolder } from '../library-folder';
import type { Policies } from './policies';
import { mergeWithSystemPolicies } from './system-policies';

const LIBRARY = 'libvalence_policy.so';
/** Characters that end an entry of LD_PRELOAD. */
const SEPARATORS = /[: ]/;

/** The session's own file, as in the shell. Chromium lets the last one in alphabetical order win. */
const FILE = '~valence.json';

const policyDirectory = (userDataDir: string): string => join(userDataDir, 'Managed Policies');

/** Where Chromium looks for mandatory policies: every file in it is one. */
const managedPolicies = (userDataDir: string): string => join(policyDirectory(userDataDir), 'managed');

/** The session's own file. */
export const policyText = (policies: Policies): string => JSON.stringify(mergeWithSystemPolicies(policies));

/**
 * Replaces the session's own policies. Renamed into place: Chromium reads a whole file or none. The draft is not where
 * it looks for policies.
 */
export function writePolicies(userDataDir: string, policies: Policies): void {
  const draft = join(policyDirectory(userDataDir), FILE);
  writeFileSync(draft, policyText(policies), { mode: 0o600 });
  renameSync(draft, join(managedPolicies(userDataDir), FILE));
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
