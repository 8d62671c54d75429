/** Members of WebContents that edit what has the focus in the page, as an app's Edit menu does. */
import { validateInteger, validateObject, validateString } from '../../common/validators';
import { ObservedEmitter } from '../observed-emitter';
import { contentsHosts } from './contents-host';
import { editPage } from './edit-commands';
import { adjustSelection, centerSelection, scrollPage } from './selection';

type Members =
  | 'adjustSelection'
  | 'centerSelection'
  | 'copy'
  | 'cut'
  | 'delete'
  | 'insertText'
  | 'paste'
  | 'pasteAndMatchStyle'
  | 'redo'
  | 'replace'
  | 'scrollToBottom'
  | 'scrollToTop'
  | 'selectAll'
  | 'undo'
  | 'unselect';

export class EditableContents extends ObservedEmitter implements Pick<Electron.WebContents, Members> {
  #edit(command: string): void {
    editPage(contentsHosts.of(this), command);
  }

  undo(): void {
    this.#edit('undo');
  }

  redo(): void {
    this.#edit('redo');
  }

  cut(): void {
    this.#edit('cut');
  }

  copy(): void {
    this.#edit('copy');
  }

  paste(): void {
    this.#edit('paste');
  }

  pasteAndMatchStyle(): void {
    this.#edit('pasteAndMatchStyle');
  }

  delete(): void {
    this.#edit('delete');
  }

  selectAll(): void {
    this.#edit('selectAll');
  }

  unselect(): void {
    this.#edit('unselect');
  }

  scrollToTop(): void {
    contentsHosts.of(this).navigation.command((page) => scrollPage(page, 'beginning'));
  }

  scrollToBottom(): void {
    contentsHosts.of(this).navigation.command((page) => scrollPage(page, 'end'));
  }

  /** Scrolls the selection into the middle of its page. */
  centerSelection(): void {
    contentsHosts.of(this).navigation.command(centerSelection);
  }

  /** Moves the ends of the selection by characters; negative numbers move them back. */
  adjustSelection(options: Electron.AdjustSelectionOptions): void {
    validateObject(options, 'options');
    const { start = 0, end = 0 } = options;
    validateInteger(start, 'options.start');
    validateInteger(end, 'options.end');
    contentsHosts.of(this).navigation.command((page) => adjustSelection(page, start, end));
  }

  /** In place of the selection. */
  replace(text: string): void {
    validateString(text, 'text');
    contentsHosts.of(this).navigation.command(({ session }) => session.send('Input.insertText', { text }));
  }

  /** Where the caret is, as an input method does it. Resolves when the page has it. */
  insertText(text: string): Promise<void> {
    const inserted = this.#insertText(text);
    inserted.catch(() => undefined); // nobody has to wait for it, and pages go away
    return inserted;
  }

  async #insertText(text: string): Promise<void> {
    validateString(text, 'text');
    const { session } = await contentsHosts.of(this).pages.page();
    await session.send('Input.insertText', { text });
  }
}
