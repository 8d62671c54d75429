/** contents.findInPage(): one search over all frames of a page, whose documents search by themselves (find-session.ts). */
import { invalidArgType, validateBoolean, validateObject, validateString } from '../../common/validators';
import type { StopAction } from '../../common/find-messages';
import { FindSession } from './find-session';
import type { PageHolder } from './page-holder';

interface Search {
  text: string;
  forward: boolean;
  matchCase: boolean;
  /** A new one, whatever was searched for before. */
  isNew: boolean;
}

const ACTIONS = new Set<unknown>(['clearSelection', 'keepSelection', 'activateSelection']);

export class FindInPage {
  readonly #pages: PageHolder;
  readonly #zoom: () => number;
  readonly #report: (result: Electron.Result) => void;
  #lastId = 0;
  #session: FindSession | null = null;
  /** Requests run one after another. Never rejects. */
  #queue: Promise<unknown> = Promise.resolve();

  /** `zoom`: how large the page is shown. */
  constructor(pages: PageHolder, zoom: () => number, report: (result: Electron.Result) => void) {
    this.#pages = pages;
    this.#zoom = zoom;
    this.#report = report;
  }

  /** The id of the request. Throws TypeError or Error for bad arguments. */
  find(text: string, options: Electron.FindInPageOptions): number {
    validateString(text, 'text');
    if (text === '') throw new Error('Must provide a non-empty search content');
    validateObject(options, 'options');
    const { forward = true, findNext = false, matchCase = false } = options;
    for (const [name, value] of Object.entries({ forward, findNext, matchCase })) {
      validateBoolean(value, `options.${name}`);
    }
    const requestId = ++this.#lastId;
    this.#run(() => this.#find(requestId, { text, forward, matchCase, isNew: findNext }));
    return requestId;
  }

  stop(action: StopAction): void {
    if (!ACTIONS.has(action)) {
      throw invalidArgType('action', "'clearSelection', 'keepSelection' or 'activateSelection'", action);
    }
    this.#run(async () => {
      const session = this.#session;
      this.#session = null;
      await session?.stop(action);
    });
  }

  #run(request: () => Promise<void>): void {
    this.#queue = this.#queue.then(request).catch(() => undefined); // the page is gone
  }

  async #find(requestId: number, { text, forward, matchCase, isNew }: Search): Promise<void> {
    const page = await this.#pages.page();
    const before = this.#session;
    const goesOn = !isNew && before?.isOf(page, text, matchCase) === true;
    const session = goesOn ? before : new FindSession(page, text, matchCase, before);
    this.#session = session;
    const isThere = goesOn && (await session.next(forward));
    if (!isThere) await session.start(forward);
    const { ordinal, count } = session;
    const selectionArea = session.areaOnWindow(this.#zoom());
    this.#report({ requestId, activeMatchOrdinal: ordinal, matches: count, selectionArea, finalUpdate: true });
  }
}
