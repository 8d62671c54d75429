/**
 * Interception that begins while documents are open. Chromium asks whether to intercept when it makes the loaders of a
 * document or worker; switching Fetch on and off for its own session makes them anew. Measured: frames with their
 * dedicated workers, and service workers, are covered this way; shared workers are not (docs/limits.md).
 */
import type { Target } from '../targets/target';

const WITH_LOADERS = new Set(['page', 'iframe', 'service_worker', 'background_page']);

/** Call when Fetch is enabled for the browser. */
export function coverOpenDocuments(targets: Iterable<Target>): void {
  for (const { type, session } of targets) {
    if (!WITH_LOADERS.has(type)) continue;
    session.post('Fetch.enable', { patterns: [] });
    session.post('Fetch.disable');
  }
}
