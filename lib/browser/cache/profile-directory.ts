/** Where Chromium keeps what belongs to the session's only profile. */
import { join } from 'node:path';
import type { BrowserContext } from '../browser-context/browser-context';

export const profileDirectory = (userDataDir: string): string => join(userDataDir, 'Default');

/** The profile's directory, which need not exist yet; null for an in-memory session that has none. */
export function profileOf(context: BrowserContext): string | null {
  const userDataDir = context.storagePath ?? context.current?.userDataDir ?? null;
  return userDataDir === null ? null : profileDirectory(userDataDir);
}
