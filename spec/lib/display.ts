// An X display without a screen, for apps that open windows.
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defer } from './cleanup';
import { FIXTURES } from './fixture-client';

type Display = typeof import('../../script/lib/display.mjs');

/** It lies outside of what is transpiled. */
const MODULE = path.join(FIXTURES, '..', '..', 'script', 'lib', 'display.mjs');

/** Starts Xvfb; resolves with the value for DISPLAY. It ends after the test. */
export async function startDisplay(): Promise<string> {
  const display = await ((await import(pathToFileURL(MODULE).href)) as Display).startDisplay();
  defer(display.end);
  return display.name;
}
