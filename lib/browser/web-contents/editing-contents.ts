/** The members of WebContents about what the user edits and has selected in the page. */
import { validateInteger, validateObject, validateString } from '../../common/validators';
import { evaluate } from '../devtools/evaluate';
import { contentsHosts } from './contents-host';
import { editPage } from './edit-commands';
import { InfrequentContents } from './infrequent-contents';

/** A world in which scripts of the page have replaced nothing. */
const WORLD = 'Valence Selection';

export class EditingContents extends InfrequentContents {
  undo(): void {
    edit(this, 'undo');
  }

  redo(): void {
    edit(this, 'redo');
  }

  cut(): void {
    edit(this, 'cut');
  }

  copy(): void {
    edit(this, 'copy');
  }

  paste(): void {
    edit(this, 'paste');
  }

  pasteAndMatchStyle(): void {
    edit(this, 'pasteAndMatchStyle');
  }

  delete(): void {
    edit(this, 'delete');
  }

  selectAll(): void {
    edit(this, 'selectAll');
  }

  unselect(): void {
    edit(this, 'unselect');
  }

  /** Not by commands of the editor: while such a scroll is animated, Chromium loses the next one. */
  scrollToTop(): void {
    select(this, scrollTo('0'));
  }

  scrollToBottom(): void {
    select(this, scrollTo('document.scrollingElement?.scrollHeight ?? 0'));
  }

  centerSelection(): void {
    select(this, CENTER);
  }

  /** By characters. Throws TypeError for anything but integers. */
  adjustSelection(options: Electron.AdjustSelectionOptions): void {
    validateObject(options, 'options');
    const { start = 0, end = 0 } = options;
    validateInteger(start, 'options.start');
    validateInteger(end, 'options.end');
    select(this, `(${ADJUST})(${start}, ${end})`);
  }

  /** Resolves when the renderer has it. */
  async insertText(text: string): Promise<void> {
    validateString(text, 'text');
    const { session } = await contentsHosts.of(this).pages.page();
    await session.send('Input.insertText', { text });
  }

  /** In place of what is selected. */
  replace(text: string): void {
    validateString(text, 'text');
    contentsHosts.of(this).navigation.command(({ session }) => session.send('Input.insertText', { text }));
  }

  /** In place of the word at the caret. */
  replaceMisspelling(text: string): void {
    validateString(text, 'text');
    select(this, WORD, (session) => session.send('Input.insertText', { text }));
  }
}

const edit = (contents: EditingContents, command: string): void => editPage(contentsHosts.of(contents), command);

type Session = Parameters<typeof evaluate>[0];

/** Runs a script about the selection, or the scroll position, of the main frame, and `then` behind it. */
function select(contents: EditingContents, script: string, then?: (session: Session) => Promise<unknown>): void {
  contentsHosts.of(contents).navigation.command(async ({ session, frames }) => {
    const { frameId } = frames.main;
    const world = await session.send('Page.createIsolatedWorld', { frameId, worldName: WORLD });
    await evaluate(session, script, world.executionContextId);
    await then?.(session);
  });
}

const scrollTo = (top: string): string => `scrollTo({ top: ${top}, behavior: 'instant' })`;

const CENTER = `
  getSelection().rangeCount > 0 &&
    getSelection().getRangeAt(0).startContainer.parentElement?.scrollIntoView({ block: 'center', behavior: 'instant' })`;

const ADJUST = `(start, end) => {
  const selection = getSelection();
  if (selection.rangeCount === 0) return;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  const moved = (node, offset, by) => {
    selection.collapse(node, offset);
    for (let i = 0; i < Math.abs(by); ++i) selection.modify('move', by < 0 ? 'backward' : 'forward', 'character');
    return [selection.anchorNode, selection.anchorOffset];
  };
  const first = moved(startContainer, startOffset, start);
  const last = moved(endContainer, endOffset, end);
  selection.setBaseAndExtent(...first, ...last);
}`;

const WORD = `{
  const selection = getSelection();
  if (selection.isCollapsed) {
    selection.modify('move', 'forward', 'character');
    selection.modify('move', 'backward', 'word');
    selection.modify('extend', 'forward', 'word');
  }
}`;
