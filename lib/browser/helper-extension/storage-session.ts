/**
 * Sessions for Storage and Network commands that the browser session refuses (Network.deleteCookies …): those of pages, and that of
 * the helper extension's worker, which costs a renderer where it is not loaded yet.
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { TargetGoneError } from '../devtools/errors';
import { HelperExtension } from './helper-extension';

/**
 * Runs something at such a session, and again at another one if its page or worker ends meanwhile: more than once must do no
 * harm. Rejects with BrowserGoneError if the browser ends, and as `run` does.
 */
export async function atStorageSession<R>(browser: Browser, run: (session: CDPSession) => Promise<R>): Promise<R> {
  for (const { type, session } of browser.targets.all()) {
    if (type !== 'page' || session.loss !== null) continue;
    try {
      return await run(session);
    } catch (error) {
      if (!(error instanceof TargetGoneError)) throw error;
    }
  }
  return HelperExtension.of(browser).use(run);
}
