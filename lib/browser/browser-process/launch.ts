/** Everything that is fixed when a browser starts, and by which two starts are told apart. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { libraryFolder } from '../library-folder';
import { policyText, policyVariables } from '../policies/managed-policies';
import type { Policies } from '../policies/policies';
import { commandLine, type AppSwitches, type SwitchMap } from './switches';

export interface LaunchOptions extends AppSwitches {
  /** What the session's parts add for a browser on this directory. */
  switches(userDataDir: string): SwitchMap;
  /** What a browser on this directory begins with; writePolicies() changes them later. */
  policies(userDataDir: string): Policies;
}

export interface Launch {
  args: string[];
  /** "NAME=value" */
  env: string[];
  /** JSON */
  policies: string;
}

export function launchOf(options: LaunchOptions, userDataDir: string): Launch {
  return {
    args: commandLine({ ...options, userDataDir, switches: options.switches(userDataDir) }),
    env: environment(userDataDir),
    policies: policyText(options.policies(userDataDir)),
  };
}

/** Stands for the directory, which no two browsers share. */
const ANY_DIRECTORY = '/';

/** Browsers with the same key were started alike but for their directories. A hash: the environment may hold secrets. */
export const launchKey = (options: LaunchOptions): string =>
  createHash('sha256')
    .update(JSON.stringify(launchOf(options, ANY_DIRECTORY)))
    .digest('hex');

/**
 * Bytes. Chromium listens on TMPDIR/.org.chromium.Chromium.XXXXXX/SingletonSocket, and ends itself at the start if that is longer
 * than the address of a socket may be, 107 (chrome/browser/process_singleton_posix.cc).
 */
const MAX_TMPDIR = 107 - '/.org.chromium.Chromium.XXXXXX/SingletonSocket'.length;
const SHORT_TMPDIR = '/tmp';

/**
 * The app's environment. Crash dumps go with the session's data instead of into the user's own Chromium profile, and what Chromium
 * would open external links with is not found.
 */
function environment(userDataDir: string): string[] {
  const variables = {
    ...process.env,
    PATH: `${join(libraryFolder(), 'no-openers')}${delimiter}${process.env['PATH'] ?? ''}`,
    BREAKPAD_DUMP_LOCATION: join(userDataDir, 'Crashpad'),
    ...policyVariables(userDataDir, process.env.LD_PRELOAD),
    ...(Buffer.byteLength(tmpdir()) > MAX_TMPDIR ? { TMPDIR: SHORT_TMPDIR } : {}),
  };
  return Object.entries(variables).map(([name, value]) => `${name}=${value ?? ''}`);
}
