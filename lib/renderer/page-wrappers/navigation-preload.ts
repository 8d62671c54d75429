/** Chromium sends what navigation preload asks for without asking the main process: lib/browser/request-pipeline/service-worker-guard.ts. */
import { replaceMethod } from './method';

/** `registration.navigationPreload.enable()` of a page turns nothing on. */
export function wrapNavigationPreload(): void {
  const { NavigationPreloadManager } = globalThis as { NavigationPreloadManager?: { prototype: object } };
  if (!NavigationPreloadManager) return; // not in this document
  replaceMethod(NavigationPreloadManager.prototype, 'enable', () => () => Promise.resolve());
}
