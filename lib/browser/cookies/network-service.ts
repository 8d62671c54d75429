/**
 * Cookie commands and the network service, which carries them out. Where the app gives it a process of its own
 * (--disable-features=NetworkServiceInProcess2) and that ends, Chromium starts another one and never answers what the one
 * before had been asked.
 */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { LATE, within } from '../within';

/** The network service ended before it answered: nobody knows whether it has done what it was asked. */
export class NetworkServiceGoneError extends Error {
  override readonly name = 'NetworkServiceGoneError';

  constructor() {
    super("the network service of the session's browser ended before it answered");
  }
}

/** How long a command may take before it is looked after, in milliseconds. */
const PATIENCE = 1000;

/** Commands take two steps at most (Network.deleteCookies: read, then delete), and this many reads one after the other are more. */
const OVERTAKING = 3;

/** Of reads that are lost with one network service after the other. */
const MAX_ATTEMPTS = 3;

/** Rejects as `call` does, and with NetworkServiceGoneError if the network service has ended: later commands overtake it then. */
export async function answered<T>(browser: Browser, call: Promise<T>): Promise<T> {
  const settled = call.then(
    () => true,
    () => true,
  );
  while ((await within(PATIENCE, settled)) === LATE) {
    const overtaken = await Promise.race([settled.then(() => false), overtake(browser)]);
    if (overtaken) throw new NetworkServiceGoneError();
  }
  return call;
}

/** Every cookie of the browser. */
export async function readCookies(browser: Browser): Promise<Protocol.Network.Cookie[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { cookies } = await answered(browser, browser.root.send('Storage.getCookies'));
      return cookies;
    } catch (error) {
      if (!(error instanceof NetworkServiceGoneError) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** False if a read is lost, too, or late. */
async function overtake(browser: Browser): Promise<boolean> {
  for (let count = 0; count < OVERTAKING; count++) {
    const read = browser.root.send('Storage.getCookies').then(
      () => true,
      () => true, // the browser has ended, and whoever waits has been told
    );
    if ((await within(PATIENCE, read)) === LATE) return false;
  }
  return true;
}
