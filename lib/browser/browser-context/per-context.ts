/** One object for each session, made when it is first asked for and collected with its context. */
import { perObject } from '../per-object';
import type { BrowserContext } from './browser-context';

/** Returns a function that gives the same object for the same context, made by `create`. */
export const perContext = <T>(create: (context: BrowserContext) => T): ((context: BrowserContext) => T) =>
  perObject(create);
