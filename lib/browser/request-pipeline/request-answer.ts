/** A verdict in Chromium's words. */
import { STATUS_CODES } from 'node:http';
import type { CDPSession } from '../devtools/connection';
import { isResponseStage, type PausedRequest, type Verdict } from './verdict';

/** Chromium's words for a request or page that is gone, or that went on when interception ended: it needs no answer. */
const GONE =
  /Invalid InterceptionId|Session with given id not found|Target (?:closed|crashed)|Fetch domain is not enabled/;

/** Chromium refuses an empty phrase (HTTP/2 has none), and a missing one if it does not know the code; it trims this one. */
export const phraseOf = (text: string): string => (text === '' ? ' ' : text);

/** Sends the answer. What Chromium refuses fails the request, with a warning that says why. */
export function answer(session: CDPSession, paused: PausedRequest, verdict: Verdict): void {
  const { requestId } = paused;
  const onRefused = ({ message }: Error): void => {
    if (GONE.test(message)) return;
    session.tell('Fetch.failRequest', { requestId, errorReason: 'Failed' });
    process.emitWarning(`${paused.request.url} failed: ${message}`, { code: 'VALENCE_REQUEST_REFUSED' });
  };
  switch (verdict?.kind) {
    case undefined:
      session.tell('Fetch.continueRequest', { requestId }, onRefused);
      return;
    case 'taken':
      return;
    case 'fail':
      session.tell('Fetch.failRequest', { requestId, errorReason: verdict.errorReason }, onRefused);
      return;
    case 'fulfill': {
      const { kind: _, ...response } = verdict;
      const { responsePhrase = STATUS_CODES[response.responseCode] ?? '' } = response;
      const params = { requestId, ...response, responsePhrase: phraseOf(responsePhrase) };
      session.tell('Fetch.fulfillRequest', params, onRefused);
      return;
    }
    case 'continue-response': {
      const { kind: _, ...response } = verdict;
      const phrase = response.responsePhrase === undefined ? {} : { responsePhrase: phraseOf(response.responsePhrase) };
      session.tell('Fetch.continueResponse', { requestId, ...response, ...phrase }, onRefused);
      return;
    }
    case 'continue': {
      const { kind: _, ...changes } = verdict;
      // In the response stage the request has been sent: there is nothing left to change.
      const params = isResponseStage(paused) ? { requestId } : { requestId, ...changes };
      session.tell('Fetch.continueRequest', params, onRefused);
    }
  }
}
