/** contents.insertCSS(): style sheets that DevTools adds to a document. Its scripts see them nowhere, and no policy forbids them. */
import type { CDPSession } from '../devtools/connection';
import type { Frame } from './frame';

interface Sheet {
  session: CDPSession;
  styleSheetId: string;
}

export class InsertedStyles {
  readonly #sheets = new Map<string, Sheet>();
  #lastKey = 0;

  /** Resolves with a key for remove(). The style goes with the document. */
  async insert({ session, frameId }: Frame, css: string, key = `css-${++this.#lastKey}`): Promise<string> {
    await Promise.all([session.send('DOM.enable'), session.send('CSS.enable')]);
    // Without `force` all of a document share one.
    const { styleSheetId } = await session.send('CSS.createStyleSheet', { frameId, force: true });
    this.#sheets.set(key, { session, styleSheetId });
    await session.send('CSS.setStyleSheetText', { styleSheetId, text: css });
    return key;
  }

  /** Does nothing for a key of a document that is gone, or of none. */
  async remove(key: string): Promise<void> {
    const sheet = this.#sheets.get(key);
    if (!sheet) return;
    this.#sheets.delete(key);
    const { session, styleSheetId } = sheet;
    // DevTools cannot take a style sheet away, only empty it.
    await session.send('CSS.setStyleSheetText', { styleSheetId, text: '' }).catch(() => undefined);
  }
}
