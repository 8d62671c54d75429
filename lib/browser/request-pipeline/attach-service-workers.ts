/** Service workers run without a DevTools session while nobody needs one, so that they may end when they are idle. */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';

/**
 * Attaches to every service worker that has no session. Resolves with the new sessions, before which the set-up of each
 * target was called; never rejects: a worker that ends meanwhile needs none.
 */
export async function attachServiceWorkers({ root, connection, targets }: Browser): Promise<CDPSession[]> {
  const none = { targetInfos: [] };
  const { targetInfos } = await root
    .send('Target.getTargets', { filter: [{ type: 'service_worker' }] })
    .catch(() => none);
  const attached = targetInfos
    .filter(({ targetId }) => !targets.byId(targetId))
    .map(async ({ targetId }) => {
      const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true });
      return connection.session(sessionId);
    });
  const settled = await Promise.allSettled(attached);
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
