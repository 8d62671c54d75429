/** Right clicks of the pages of one session become `context-menu` of their WebContents. */
import type { UnreadQuestion } from '../../common/channel-messages';
import {
  parseContextMenu,
  type ContextMenuMessage,
  type EditedText,
  type MisspellingNews,
} from '../../common/context-menu-messages';
import { emitToApp } from '../app-calls';
import { perContext } from '../browser-context/per-context';
import type { DocumentChannel } from '../document-channel/document-channel';
import type { Question, Requester, TopicHandler } from '../document-channel/question';
import { createEvent } from '../event';

type Position = Pick<Electron.Rectangle, 'x' | 'y'>;

/** What a session knows of spelling. */
export interface Speller {
  /** The word at the caret, or the one that is selected, if it is misspelled. Resolves in time; never rejects. */
  misspellingIn(edited: EditedText): Promise<Misspelling | null>;
}

interface Misspelling {
  word: string;
  /** Where it begins in the edited text. */
  start: number;
  suggestions: string[];
}

/** Where a misspelled word is. */
interface Misspelled {
  document: DocumentChannel;
  /** By which the document finds it. */
  news: MisspellingNews;
  requester: Requester;
}

export class ContextMenus implements TopicHandler<ContextMenuMessage> {
  readonly flood = { code: 'VALENCE_CONTEXT_MENU_FLOOD', requests: 'context menus' };
  #speller: Speller | null = null;
  /** The end of the last menu of a page: they are emitted one after the other. */
  readonly #last = new WeakMap<Electron.WebContents, Promise<void>>();
  /** At the last menu of a page, in its document. */
  readonly #misspellings = new WeakMap<Electron.WebContents, Misspelled>();

  /** Those of a session. */
  static readonly of = perContext(() => new ContextMenus());

  /** Before the first page. */
  setSpeller(speller: Speller): void {
    this.#speller = speller;
  }

  parse(message: UnreadQuestion): ContextMenuMessage | null {
    return parseContextMenu(message);
  }

  async answer(question: Question<ContextMenuMessage>): Promise<null> {
    const { webContents } = question.requester;
    const before = this.#last.get(webContents);
    const emitted = this.#emit(question, before);
    this.#last.set(
      webContents,
      emitted.catch(() => undefined), // reported by whoever waits for the answer
    );
    await emitted;
    return null;
  }

  /** Replaces the misspelled word of the last menu of a page. Does nothing if there was none, or if its text is another by now. */
  replaceMisspelling(webContents: Electron.WebContents, replacement: string): void {
    const last = this.#misspellings.get(webContents);
    // Once: the word is there until its document has been asked.
    this.#misspellings.delete(webContents);
    if (last) void replace(last, replacement);
  }

  async #emit(
    { message, requester, document, signal }: Question<ContextMenuMessage>,
    before?: Promise<void>,
  ): Promise<void> {
    const { webContents } = requester;
    const [offset, misspelling] = await Promise.all([
      requester.offset(),
      this.#misspellingIn(message, requester),
      before,
    ]);
    if (signal.aborted || webContents.isDestroyed()) return;
    this.#misspellings.delete(webContents);
    if (misspelling) {
      const { word, start } = misspelling;
      const news = { word, start, menu: message.edited.menu };
      this.#misspellings.set(webContents, { document, news, requester });
      // As Chromium does for a menu of its own.
      await document.tell('context-menu', news);
      if (webContents.isDestroyed()) return;
    }
    const event = createEvent({ sender: webContents });
    emitToApp(webContents, 'context-menu', event, paramsOf(message, requester, { offset, misspelling }));
  }

  async #misspellingIn(
    { edited, isEditable, spellcheckEnabled }: ContextMenuMessage,
    { webContents, checksSpelling }: Requester,
  ): Promise<Misspelling | null> {
    const isAsked = isEditable && spellcheckEnabled && checksSpelling && webContents.listenerCount('context-menu') > 0;
    return isAsked && this.#speller ? this.#speller.misspellingIn(edited) : null;
  }
}

/** Not before its document has found and selected it: else the text would be written somewhere else. Never rejects. */
async function replace({ document, news, requester }: Misspelled, replacement: string): Promise<void> {
  if ((await document.request('context-menu', news)) !== true) return;
  if (replacement === '') requester.pressKey({ type: 'rawKeyDown', commands: ['delete'] });
  else requester.insertText(replacement);
}

function paramsOf(
  message: ContextMenuMessage,
  { frame, webContents, isMainFrame, url, checksSpelling }: Requester,
  { offset, misspelling }: { offset: Position; misspelling: Misspelling | null },
): Electron.ContextMenuParams {
  const { mediaFlags, selectionRect, edited } = message;
  // In Electron positions are those of the window, whatever the zoom.
  const zoom = webContents.getZoomFactor();
  const onWindow = ({ x, y }: Position): Position => ({
    x: Math.round((x + offset.x) * zoom),
    y: Math.round((y + offset.y) * zoom),
  });
  return {
    ...onWindow(message),
    frame,
    linkURL: message.linkURL,
    linkText: message.linkText,
    pageURL: webContents.getURL(),
    frameURL: isMainFrame ? '' : url,
    srcURL: message.srcURL,
    mediaType: message.mediaType as Electron.ContextMenuParams['mediaType'],
    hasImageContents: message.hasImageContents,
    isEditable: message.isEditable,
    selectionText: misspelling?.word ?? message.selectionText,
    titleText: message.titleText,
    altText: message.altText,
    suggestedFilename: message.suggestedFilename,
    selectionRect: {
      ...onWindow(selectionRect),
      width: Math.round(selectionRect.width * zoom),
      height: Math.round(selectionRect.height * zoom),
    },
    selectionStartOffset: message.selectionStartOffset + (misspelling ? misspelling.start - edited.start : 0),
    // Electron gives the policy, where its types say Referrer.
    referrerPolicy: message.referrerPolicy as unknown as Electron.Referrer,
    misspelledWord: misspelling?.word ?? '',
    dictionarySuggestions: misspelling?.suggestions ?? [],
    frameCharset: message.frameCharset,
    formControlType: message.formControlType as Electron.ContextMenuParams['formControlType'],
    inputFieldType: message.inputFieldType as Electron.ContextMenuParams['inputFieldType'],
    spellcheckEnabled: message.spellcheckEnabled && checksSpelling,
    menuSourceType: message.menuSourceType as Electron.ContextMenuParams['menuSourceType'],
    mediaFlags,
    // The word is selected by now.
    editFlags: misspelling ? { ...message.editFlags, canCopy: true, canCut: true, canDelete: true } : message.editFlags,
  };
}
