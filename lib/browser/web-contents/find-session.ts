/** A search for one text in the documents of a page, by their order in the tree of frames. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindCalls, FindNames, FoundText, MatchArea, StopAction } from '../../common/find-messages';
import { evaluation } from '../devtools/evaluate';
import { libraryFolder } from '../library-folder';
import type { Frame } from './frame';
import { offsetOfFrame } from './frame-offset';
import { InsertedStyles } from './inserted-styles';
import type { Page } from './page';

const WORLD = 'Valence Find';

/** Chromium's own colors. */
const sheetOf = ({ all, active }: FindNames): string => `
  ::highlight(${all}) { background-color: #ff0; color: #000; }
  ::highlight(${active}) { background-color: #ff9632; color: #000; }
`;

interface Hits {
  frame: Frame;
  found: FoundText;
}

/** How matches are colored. */
interface Marks {
  names: FindNames;
  sheets: InsertedStyles;
  /** Keys of the sheets, by the document that they are in. */
  keys: Map<string, Promise<string>>;
}

function newMarks(): Marks {
  const prefix = `find-${randomBytes(9).toString('hex')}`;
  const names = { all: `${prefix}-all`, active: `${prefix}-active` };
  return { names, sheets: new InsertedStyles(), keys: new Map() };
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

export class FindSession {
  readonly #page: Page;
  readonly #text: string;
  readonly #matchCase: boolean;
  readonly #marks: Marks;
  #hits: Hits[] = [];
  /** Of the match that is shown, among all; -1: none. */
  #index = -1;
  #area: MatchArea = NOWHERE;

  /** `before`: the search that this one takes the place of. */
  constructor(page: Page, text: string, matchCase: boolean, before: FindSession | null) {
    this.#page = page;
    this.#text = text;
    this.#matchCase = matchCase;
    this.#marks = before && before.#page === page ? before.#marks : newMarks();
  }

  isOf(page: Page, text: string, matchCase: boolean): boolean {
    return this.#page === page && this.#text === text && this.#matchCase === matchCase;
  }

  get count(): number {
    return this.#hits.reduce((sum, { found }) => sum + found.count, 0);
  }

  /** Of the match that is shown, from 1; 0: none. */
  get ordinal(): number {
    return this.#index + 1;
  }

  /** Of that match, on the window: as in Electron the zoom counts. */
  areaOnWindow(zoom: number): Electron.Rectangle {
    const { x, y, width, height } = this.#area;
    const scaled = (value: number): number => Math.round(value * zoom);
    return { x: scaled(x), y: scaled(y), width: scaled(width), height: scaled(height) };
  }

  /** Searches all documents, and shows the first match from where the user is. */
  async start(forward: boolean): Promise<void> {
    const frames = [...this.#page.frames.main.subtree()];
    const bundle = readFileSync(join(libraryFolder(), 'find_in_page.js'), 'utf8');
    const load = `globalThis.valenceFindCalls ??= (() => { ${bundle}\nreturn valenceFind; })();`;
    const hits = await Promise.all(frames.map((frame) => this.#search(frame, load)));
    this.#hits = hits.filter((hit) => hit !== null);
    const { count } = this;
    const begin = this.#begin();
    await this.#show(count === 0 ? -1 : (begin - (forward ? 0 : 1) + count) % count);
  }

  /** Shows the next match. False if it is not there any more. */
  async next(forward: boolean): Promise<boolean> {
    const { count } = this;
    if (count === 0) return false;
    return this.#show((this.#index + (forward ? 1 : count - 1)) % count);
  }

  async stop(action: StopAction): Promise<void> {
    await Promise.all(
      this.#hits.map(({ frame }) => call(frame, 'stop', [action], null, { userGesture: action !== 'clearSelection' })),
    );
    const { keys, sheets } = this.#marks;
    // Nobody waits for the colors to go: a document that is being replaced may not answer.
    for (const key of await Promise.all(keys.values())) void sheets.remove(key);
    keys.clear();
  }

  /** `load`: what the document needs before it can be asked anything. */
  async #search(frame: Frame, load: string): Promise<Hits | null> {
    const searched = call(frame, 'search', [this.#text, this.#matchCase, this.#marks.names], null, { load });
    const [found] = await Promise.all([searched, this.#color(frame)]);
    return found && { frame, found };
  }

  /** Resolves when its matches have their colors; with no key if the document is gone. Never rejects. */
  #color(frame: Frame): Promise<string> {
    const document = `${frame.frameId} ${frame.loaderId}`;
    const { keys, names, sheets } = this.#marks;
    let key = keys.get(document);
    if (!key) {
      key = frame.answer(sheets.insert(frame, sheetOf(names)), '');
      keys.set(document, key);
    }
    return key;
  }

  /** A selection counts first, then the match that was shown. */
  #begin(): number {
    const of = (isWanted: (found: FoundText) => boolean): number | null => {
      let before = 0;
      for (const { found } of this.#hits) {
        if (found.start !== null && isWanted(found)) return before + found.start;
        before += found.count;
      }
      return null;
    };
    return of(({ isSelected }) => isSelected) ?? of(() => true) ?? 0;
  }

  async #show(index: number): Promise<boolean> {
    const [previous] = this.#at(this.#index);
    const [hits, offset] = this.#at(index);
    this.#index = hits ? index : -1;
    this.#area = NOWHERE;
    if (previous && previous.frame !== hits?.frame) await call(previous.frame, 'deactivate', [], null);
    if (!hits) return false;
    const area = await call(hits.frame, 'activate', [offset], null);
    if (!area) return false;
    this.#area = await hits.frame.answer(inPage(hits.frame, area), NOWHERE);
    return true;
  }

  #at(index: number): [hits: Hits | undefined, offset: number] {
    let offset = index;
    for (const hits of index < 0 ? [] : this.#hits) {
      if (offset < hits.found.count) return [hits, offset];
      offset -= hits.found.count;
    }
    return [undefined, 0];
  }
}

async function inPage(frame: Frame, area: MatchArea): Promise<MatchArea> {
  const { x, y } = await offsetOfFrame(frame);
  return { ...area, x: area.x + x, y: area.y + y };
}

interface CallOptions {
  /** Runs before the call. */
  load?: string;
  userGesture?: boolean;
}

/** `otherwise`: if the document goes away, cannot be searched, or was not. */
function call<N extends keyof FindCalls>(
  frame: Frame,
  name: N,
  args: Parameters<FindCalls[N]>,
  otherwise: ReturnType<FindCalls[N]> | null,
  options: CallOptions = {},
): Promise<ReturnType<FindCalls[N]> | null> {
  return frame.answer(callIn(frame, name, args, options), otherwise);
}

async function callIn<N extends keyof FindCalls>(
  { session, frameId }: Frame,
  name: N,
  args: Parameters<FindCalls[N]>,
  { load = '', userGesture = false }: CallOptions,
): Promise<ReturnType<FindCalls[N]> | null> {
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId,
    worldName: WORLD,
  });
  const { result, thrown } = await evaluation(session, {
    expression: `${load} globalThis.valenceFindCalls?.${name}(...${JSON.stringify(args)})`,
    contextId,
    returnByValue: true,
    userGesture,
  });
  return thrown ? null : ((result.value as ReturnType<FindCalls[N]> | undefined) ?? null);
}
