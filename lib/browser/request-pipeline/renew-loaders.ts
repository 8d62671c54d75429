/**
 * Interception that begins while documents are open. Chromium asks whether to intercept when it makes the loaders of a
 * document or worker; switching Fetch on and off for its own session makes them anew. Measured: frames with their
 * dedicated workers, and service workers, are covered this way; shared workers are not (docs/limits.md).
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { attachServiceWorkers } from './attach-service-workers';

const WITH_LOADERS = new Set(['page', 'iframe', 'service_worker', 'background_page']);

/** Call when Fetch is enabled for the browser. */
export function renewOpenLoaders(browser: Browser): void {
  for (const { type, session } of browser.targets.all()) if (WITH_LOADERS.has(type)) renewLoaders(session);
  void attachServiceWorkers(browser).then((sessions) => {
    for (const session of sessions) renewLoaders(session);
  });
}

function renewLoaders(session: CDPSession): void {
  session.post('Fetch.enable', { patterns: [] });
  session.post('Fetch.disable');
}
