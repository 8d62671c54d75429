/** alert(), confirm(), prompt() and beforeunload of pages whose windows nobody may be looking at. */
import type Protocol from 'devtools-protocol';
import type { Page } from './page';

/**
 * Answers a dialog so that the page goes on: alert() is accepted, confirm() and prompt() are cancelled. A page that
 * does not want to be left stays, unless `leave` says otherwise (a listener of will-prevent-unload prevented that).
 */
export function answerDialog(
  page: Page,
  event: Protocol.Page.JavascriptDialogOpeningEvent,
  leave: () => boolean,
): void {
  const accept = event.type === 'beforeunload' ? leave() : event.type === 'alert';
  page.session.post('Page.handleJavaScriptDialog', { accept });
}
