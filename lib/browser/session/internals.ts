/** What stands behind each Session: its context, from which every subsystem finds its own part of the session. */
import type { BrowserContext } from '../browser-context/browser-context';
import { Internals } from '../internals';

export const sessionContexts = new Internals<BrowserContext>();
