/** The documents of one page that ask the main process, and the limits that they share. */
import { isProven, parseQuestion, type ChannelConfig, type Topic } from '../../common/channel-messages';
import { throwUncaught } from '../app-calls';
import { DocumentChannel } from './document-channel';
import type { DocumentContext } from './document-context';
import { PageLoad } from './page-load';
import { Question, type Requester, type TopicHandler } from './question';

export interface PageChannelOptions {
  /** What the wrappers of its documents know. */
  config: ChannelConfig;
  handlers: ReadonlyMap<Topic, TopicHandler<unknown>>;
  /** Whether the page's browser runs: errors of one that has ended are no mistakes. */
  isAlive(): boolean;
}

export class PageChannel {
  readonly #options: PageChannelOptions;
  readonly #documents = new Map<DocumentContext, DocumentChannel>();
  readonly #load = new PageLoad();

  constructor(options: PageChannelOptions) {
    this.#options = options;
  }

  /** Takes the payload of one call of the binding. Ignores what no wrapper sends, and a second question of one id. */
  onPayload(context: DocumentContext, payload: string, requester: Requester): void {
    const unread = parseQuestion(payload);
    if (!unread || !isProven(unread, this.#options.config.key)) return;
    const handler = this.#options.handlers.get(unread.topic);
    const message = handler?.parse(unread) ?? null;
    if (!handler || message === null) return;
    const { id } = unread;
    const document = this.#document(context);
    if (document.isPending(id)) return;
    const settled = this.#load.ask(requester.topOrigin, handler.flood);
    if (!settled) {
      document.refuse(id);
      return;
    }
    const question = new Question({ message, requester, document, load: this.#load, flood: handler.flood });
    document.add(id, question, settled);
    void this.#answer(id, question, handler);
  }

  onContextGone(context: DocumentContext): void {
    this.#documents.get(context)?.end();
    this.#documents.delete(context);
  }

  /** The page was closed, its renderer died, or its browser ended. */
  end(): void {
    for (const document of this.#documents.values()) document.end();
    this.#documents.clear();
  }

  /** Never rejects. */
  async #answer(id: number, question: Question<unknown>, handler: TopicHandler<unknown>): Promise<void> {
    try {
      const answer = await handler.answer(question);
      question.document.answer(id, answer, question.restoresGesture);
    } catch (error) {
      question.document.answer(id, null);
      if (!this.#options.isAlive()) return;
      throwUncaught(error);
    }
  }

  #document(context: DocumentContext): DocumentChannel {
    const known = this.#documents.get(context);
    if (known) return known;
    const document = new DocumentChannel(context, this.#options.config);
    this.#documents.set(context, document);
    return document;
  }
}
