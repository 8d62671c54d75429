/** alert(), confirm(), prompt() and beforeunload of pages whose windows nobody may be looking at. */
import type Protocol from 'devtools-protocol';
import type { Page } from './page';

/**
 * Answers a dialog so that the page goes on: alert() is accepted, confirm() and prompt() are cancelled. A page that
 * does not want to be left stays, unless `leave` says otherwise (a listener of will-prevent-unload prevented that).
 * Resolves with true when such a page goes on; before that Chromium would not hear of another attempt to close it.
 */
export async function answerDialog(
  page: Page,
  event: Protocol.Page.JavascriptDialogOpeningEvent,
  leave: () => boolean,
): Promise<boolean> {
  const accept = event.type === 'beforeunload' ? leave() : event.type === 'alert';
  page.session.post('Page.handleJavaScriptDialog', { accept });
  return event.type === 'beforeunload' && !accept && untilStayed(page);
}

/** The thread of the page answers, behind what waited for the dialog. Resolves with true. */
async function untilStayed(page: Page): Promise<true> {
  // Gone, or replaced at this moment: others tell.
  await page.frames.main.answer<unknown>(page.session.send('Runtime.evaluate', { expression: '0' }), null);
  return true;
}
