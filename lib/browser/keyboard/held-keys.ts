/** The keys of pages wait for the app's listeners of `before-input-event`; what they leave, the page gets. */
import type { UnreadQuestion } from '../../common/channel-messages';
import { parseKeyMessage, type KeyMessage, type KeyPress } from '../../common/key-messages';
import { emitToApp } from '../app-calls';
import type { DocumentChannel } from '../document-channel/document-channel';
import type { Question, Requester, TopicHandler } from '../document-channel/question';
import { createEvent } from '../event';
import { commandOf, inputOf } from './key-input';
import { SentKeys, type SentKey } from './sent-keys';

interface HeldKey {
  press: KeyPress;
  /** Null: of a keyboard. */
  sent: SentKey | null;
}

export class HeldKeys implements TopicHandler<KeyMessage> {
  readonly flood = { code: 'VALENCE_KEY_FLOOD', requests: 'keys' };
  /** Keys that the app has left, until their document lets them pass. */
  readonly #left = new WeakMap<DocumentChannel, Map<number, HeldKey>>();
  #lastHeld = 0;

  parse(message: UnreadQuestion): KeyMessage | null {
    return parseKeyMessage(message);
  }

  /** The number of the key, for its release; null: the app keeps it. */
  async answer({ message, requester, document }: Question<KeyMessage>): Promise<number | null> {
    if (message.kind === 'release') {
      this.#release(message.held, document, requester);
      return null;
    }
    const { webContents } = requester;
    if (webContents.isDestroyed()) return null;
    const { press } = message;
    const sent = SentKeys.of(webContents).take(press);
    const event = createEvent({ sender: webContents });
    emitToApp(webContents, 'before-input-event', event, inputOf(press));
    if (message.kind === 'report' || event.defaultPrevented) {
      if (sent) SentKeys.of(webContents).release(sent);
      return null;
    }
    const held = ++this.#lastHeld;
    const left = this.#left.get(document) ?? new Map<number, HeldKey>();
    this.#left.set(document, left.set(held, { press, sent }));
    return held;
  }

  #release(held: number, document: DocumentChannel, requester: Requester): void {
    const left = this.#left.get(document);
    const key = left?.get(held);
    if (!left?.delete(held) || !key) return;
    requester.pressKey(commandOf(key.press, key.sent?.text));
    if (key.sent) SentKeys.of(requester.webContents).release(key.sent);
  }
}
