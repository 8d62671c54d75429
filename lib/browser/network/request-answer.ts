/** A verdict in Chromium's words. */
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';
import { isResponseStage, type PausedRequest, type Verdict } from './verdict';

/** Chromium's words for a request or page that is gone: it needs no answer. */
const GONE = /Invalid InterceptionId|Session with given id not found|Target (?:closed|crashed)/;

/** Sends the answer. What Chromium refuses fails the request, with a warning that says why. */
export function answer(session: CDPSession, paused: PausedRequest, verdict: Verdict): void {
  send(session, paused, verdict)?.catch((error: unknown) => {
    if (!(error instanceof ProtocolError) || GONE.test(error.message)) return;
    session.post('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' });
    process.emitWarning(`${paused.request.url} failed: ${error.message}`, { code: 'VALENCE_REQUEST_REFUSED' });
  });
}

function send(session: CDPSession, paused: PausedRequest, verdict: Verdict): Promise<unknown> | undefined {
  const { requestId } = paused;
  switch (verdict?.kind) {
    case undefined:
      return session.send('Fetch.continueRequest', { requestId });
    case 'taken':
      return undefined;
    case 'fail':
      return session.send('Fetch.failRequest', { requestId, errorReason: verdict.errorReason });
    case 'fulfill': {
      const { kind: _, ...response } = verdict;
      return session.send('Fetch.fulfillRequest', { requestId, ...response });
    }
    case 'continue-response': {
      const { kind: _, ...response } = verdict;
      return session.send('Fetch.continueResponse', { requestId, ...response });
    }
    case 'continue': {
      const { kind: _, ...changes } = verdict;
      // In the response stage the request has been sent: there is nothing left to change.
      return session.send('Fetch.continueRequest', isResponseStage(paused) ? { requestId } : { requestId, ...changes });
    }
  }
}
