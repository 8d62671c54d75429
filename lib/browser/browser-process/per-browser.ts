/** One object for each browser, made when it is first asked for and collected with its browser. */
import type { Browser } from './browser';

/** Returns a function that gives the same object for the same browser, made by `create`. */
export function perBrowser<T>(create: (browser: Browser) => T): (browser: Browser) => T {
  const made = new WeakMap<Browser, { value: T }>();
  return (browser) => {
    let entry = made.get(browser);
    if (!entry) made.set(browser, (entry = { value: create(browser) }));
    return entry.value;
  };
}
