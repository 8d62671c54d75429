/** The worker's own states. */
import type { HelperCalls } from '../common/helper-messages';

declare const self: ServiceWorkerGlobalScope;

export const untilActivated: HelperCalls['untilActivated'] = () =>
  new Promise((resolve) => {
    const { serviceWorker } = self;
    const look = (): void => {
      if (serviceWorker.state === 'activated') resolve();
    };
    serviceWorker.addEventListener('statechange', look);
    look();
  });
