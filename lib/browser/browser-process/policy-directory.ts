/**
 * The directory that a session's Chromium takes for /etc/chromium/policies (shell/policy). It lies in the session's own
 * directory, begins with the machine's policies as links, and is made anew before every start: what the session adds
 * does not outlive its browser.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inMemoryRoot } from '../browser-context/in-memory-root';
import { buildFolder } from '../library-folder';
import { entriesOf, mergeWithSystemPolicies, SYSTEM_POLICIES, type DevicePolicies } from './system-policies';

const LIBRARY = 'libvalence_policy.so';
/** Characters that end an entry of LD_PRELOAD. */
const SEPARATORS = /[: ]/;

/** The session's own file. Chromium lets the last one in alphabetical order win. */
const FILE = '~valence.json';

const policyDirectory = (userDataDir: string): string => join(userDataDir, 'Managed Policies');

/** Where Chromium looks for mandatory policies: every file in it is one. */
const managedPolicies = (userDataDir: string): string => join(policyDirectory(userDataDir), 'managed');

/** Makes the directory with what the browser is to begin with: Chromium reads policies before its first page. */
export function preparePolicyDirectory(userDataDir: string, policies: DevicePolicies): void {
  try {
    makeDirectory(userDataDir);
    if (Object.keys(policies).length > 0) writePolicies(userDataDir, policies);
  } catch {
    // A session's directory that cannot be written: the shell cannot use it either, and says why.
  }
}

/**
 * Replaces the session's own policies. Renamed into place: Chromium reads a whole file or none. The draft is not where
 * it looks for policies.
 */
export function writePolicies(userDataDir: string, policies: DevicePolicies): void {
  const draft = join(policyDirectory(userDataDir), FILE);
  writeFileSync(draft, JSON.stringify(mergeWithSystemPolicies(policies)), { mode: 0o600 });
  renameSync(draft, join(managedPolicies(userDataDir), FILE));
}

function makeDirectory(userDataDir: string): void {
  const directory = policyDirectory(userDataDir);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(managedPolicies(userDataDir), { recursive: true, mode: 0o700 });
  for (const name of entriesOf(SYSTEM_POLICIES)) {
    if (name !== 'managed') symlinkSync(join(SYSTEM_POLICIES, name), join(directory, name));
  }
  const managed = join(SYSTEM_POLICIES, 'managed');
  for (const name of entriesOf(managed)) symlinkSync(join(managed, name), join(managedPolicies(userDataDir), name));
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
