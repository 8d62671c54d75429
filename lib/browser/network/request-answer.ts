/** A verdict in Chromium's words. */
import type { CDPSession } from '../devtools/connection';
import { isResponseStage, type PausedRequest, type Verdict } from './verdict';

/** Sends the answer. A request that is gone meanwhile needs none. */
export function answer(session: CDPSession, paused: PausedRequest, verdict: Verdict): void {
  const { requestId } = paused;
  switch (verdict?.kind) {
    case undefined:
      session.post('Fetch.continueRequest', { requestId });
      return;
    case 'taken':
      return;
    case 'fail':
      session.post('Fetch.failRequest', { requestId, errorReason: verdict.errorReason });
      return;
    case 'fulfill': {
      const { kind: _, ...response } = verdict;
      session.post('Fetch.fulfillRequest', { requestId, ...response });
      return;
    }
    case 'continue-response': {
      const { kind: _, ...response } = verdict;
      session.post('Fetch.continueResponse', { requestId, ...response });
      return;
    }
    case 'continue': {
      const { kind: _, ...changes } = verdict;
      // In the response stage the request has been sent: there is nothing left to change.
      session.post('Fetch.continueRequest', isResponseStage(paused) ? { requestId } : { requestId, ...changes });
    }
  }
}
