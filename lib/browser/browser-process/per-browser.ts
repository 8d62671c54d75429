/** One object for each browser, made when it is first asked for and collected with its browser. */
import { perObject } from '../per-object';
import type { Browser } from './browser';

/** Returns a function that gives the same object for the same browser, made by `create`. */
export const perBrowser = <T>(create: (browser: Browser) => T): ((browser: Browser) => T) => perObject(create);
