/**
 * What is written into a session's directory before Chromium starts on it.
 *
 * With its last window Chromium deletes the session cookies, unless its pages are to come back with the next start
 * (chrome/browser/sessions/session_data_deleter.cc). A session of an app outlives its windows, so it is told the latter.
 * What it would bring back with the next start is taken away here: pages, and by CookieStore the cookies.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** SessionStartupPref::LAST (chrome/browser/prefs/session_startup_pref.h) */
const CONTINUE_WHERE_LEFT_OFF = 1;
/** The shell's lock, which is in every directory that a session has used. */
const LOCK_FILE = 'valence.lock';

interface Preferences {
  session?: { restore_on_startup?: number };
}

/** Does nothing to a profile of somebody else's Chromium, or where nothing can be written: the shell tells of that. */
export function prepareProfile(userDataDir: string): void {
  const profile = join(userDataDir, 'Default');
  const file = join(profile, 'Preferences');
  if (existsSync(file) && !existsSync(join(userDataDir, LOCK_FILE))) return;
  try {
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    rmSync(join(profile, 'Sessions'), { recursive: true, force: true });
    writePreferences(file);
  } catch {
    // A directory that cannot be written: the shell cannot use it either, and says why. Preferences that are no JSON:
    // Chromium puts them aside and starts with new ones, which get the entry with the next start.
  }
}

function writePreferences(file: string): void {
  const preferences = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Preferences) : {};
  if (preferences.session?.restore_on_startup === CONTINUE_WHERE_LEFT_OFF) return;
  const session = { ...preferences.session, restore_on_startup: CONTINUE_WHERE_LEFT_OFF };
  // Renamed, so that a power cut leaves the old preferences or the new ones.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...preferences, session }), { mode: 0o600, flush: true });
  renameSync(draft, file);
}
