/** One question of one document, and who answers the questions of a topic. */
import type Protocol from 'devtools-protocol';
import type { UnreadQuestion } from '../../common/channel-messages';
import type { KeyPress } from '../../common/key-messages';
import type { PageNews } from '../../common/page-news';
import type { DocumentChannel } from './document-channel';
import type { FloodWarning, PageLoad } from './page-load';

/** Where a question comes from, in the app's words, as of the moment when it was asked. */
export interface Requester {
  frame: Electron.WebFrameMain;
  webContents: Electron.WebContents;
  /** Of the document that asks: "https://example.com"; "null" without one. */
  origin: string;
  /** Of the page that the document is in; the same for the page's own document. */
  topOrigin: string;
  /** Of the document that asks. */
  url: string;
  isMainFrame: boolean;
  /** Whether its window has spelling checked (webPreferences.spellcheck). */
  checksSpelling: boolean;
  /** Where the document begins in the viewport of the page, in CSS pixels. */
  offset(): Promise<{ x: number; y: number }>;
  /** Writes in what has the focus in the page, as a user does. */
  insertText(text: string): void;
  /** Gives the page a key, for what has the focus there. */
  pressKey(command: Protocol.Input.DispatchKeyEventRequest): void;
  /** The page has left a key to the browser. */
  leaveKey(press: KeyPress): void;
  /** The document has something to report. */
  onNews(news: PageNews): void;
}

export interface TopicHandler<Q> {
  /** The question with its fields looked at; null for what no wrapper sends, which gets no answer. */
  parse(message: UnreadQuestion): Q | null;
  /** A JSON value, null for a refusal. The document may be gone by then. If it rejects, the question is refused. */
  answer(question: Question<Q>): Promise<unknown>;
  readonly flood: FloodWarning;
}

export interface QuestionOptions<Q> {
  message: Q;
  requester: Requester;
  document: DocumentChannel;
  load: PageLoad;
  flood: FloodWarning;
}

export class Question<Q> {
  readonly message: Q;
  readonly requester: Requester;
  readonly document: DocumentChannel;
  readonly #load: PageLoad;
  readonly #flood: FloodWarning;
  readonly #canceled = new AbortController();
  #restoresGesture = false;

  constructor({ message, requester, document, load, flood }: QuestionOptions<Q>) {
    this.message = message;
    this.requester = requester;
    this.document = document;
    this.#load = load;
    this.#flood = flood;
  }

  /** Aborted when the document, its page or its browser is gone: no answer arrives from then on. */
  get signal(): AbortSignal {
    return this.#canceled.signal;
  }

  /** The answer counts as a gesture of the user in its document. */
  restoreGesture(): void {
    this.#restoresGesture = true;
  }

  get restoresGesture(): boolean {
    return this.#restoresGesture;
  }

  /** DocumentChannel only. */
  cancel(): void {
    this.#canceled.abort();
  }

  /** Runs `ask`, which lets the app decide; null, without asking, if the page has too many such requests open. */
  async askApp<T>(ask: () => Promise<T>): Promise<T | null> {
    if (this.signal.aborted) return null;
    const close = this.#load.open(this.requester.topOrigin, this.#flood);
    if (!close) return null;
    this.signal.addEventListener('abort', close, { once: true });
    try {
      return await ask();
    } finally {
      close();
    }
  }
}
