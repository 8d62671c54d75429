/**
 * contents.findInPage() in one document, in a world of its own: it changes no node of the document. Matches are marked by custom
 * highlights, which a style sheet of the main process colors.
 */
import type { FindCalls, FindNames, FoundText, MatchArea } from '../../common/find-messages';
import { foldQuery } from './folded-text';
import { readVisibleText } from './visible-text';

let ranges: Range[] = [];
/** The one that was shown last; a further search begins there. */
let last: Range | null = null;
let names: FindNames | null = null;

export const search: FindCalls['search'] = (query, matchCase, highlights): FoundText => {
  names = highlights;
  const selected = takeSelection();
  ranges = findAll(query, matchCase);
  CSS.highlights.delete(names.active);
  CSS.highlights.set(names.all, new Highlight(...ranges));
  const from = selected ?? last;
  return { count: ranges.length, start: from && indexFrom(from), isSelected: selected !== null };
};

/** Null if the match is not there any more. */
export const activate: FindCalls['activate'] = (index): MatchArea | null => {
  const range = ranges[index];
  if (!names || !range || range.collapsed || !range.startContainer.isConnected) return null;
  last = range;
  const highlight = new Highlight(range);
  highlight.priority = 1;
  CSS.highlights.set(names.active, highlight);
  show(range);
  const { x, y, width, height } = range.getBoundingClientRect();
  return { x, y, width, height };
};

/** The next match is in another frame. */
export const deactivate: FindCalls['deactivate'] = () => {
  last = null;
  if (names) CSS.highlights.delete(names.active);
};

export const stop: FindCalls['stop'] = (action) => {
  const range = last;
  deactivate();
  if (names) CSS.highlights.delete(names.all);
  ranges = [];
  if (action === 'clearSelection') getSelection()?.removeAllRanges();
  else if (range) select(range, action === 'activateSelection');
};

function findAll(query: string, matchCase: boolean): Range[] {
  const folded = readVisibleText(document, matchCase);
  const { text } = folded;
  const wanted = foldQuery(query, matchCase);
  const found: Range[] = [];
  if (wanted === '') return found;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const [start, end] = [folded.place(at), folded.place(at + wanted.length - 1)];
    const range = document.createRange();
    range.setStart(start.node, start.start);
    range.setEnd(end.node, end.end);
    found.push(range);
  }
  return found;
}

/** What the user has selected, which is over with a new search. Null for a caret. */
function takeSelection(): Range | null {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  selection.removeAllRanges();
  return range;
}

/** The first match at `from` or behind; the number of matches if there is none. */
function indexFrom(from: Range): number {
  const isBefore = (range: Range): boolean => {
    // Of another tree.
    if (range.startContainer.getRootNode() !== from.startContainer.getRootNode()) return false;
    return range.compareBoundaryPoints(Range.START_TO_START, from) < 0;
  };
  const index = ranges.findIndex((range) => !isBefore(range));
  return index < 0 ? ranges.length : index;
}

function show(range: Range): void {
  const element = range.startContainer.parentElement;
  if (!element) return;
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  // Of a long text the match itself may still be out of sight.
  const { top, bottom, left, right } = range.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth) return;
  const x = left < 0 || right > innerWidth ? (left + right - innerWidth) / 2 : 0;
  const y = top < 0 || bottom > innerHeight ? (top + bottom - innerHeight) / 2 : 0;
  scrollBy({ left: x, top: y, behavior: 'instant' });
}

function select(range: Range, isActivated: boolean): void {
  getSelection()?.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  const focusable = range.startContainer.parentElement?.closest<HTMLElement>(
    'a[href], button, summary, [tabindex], [contenteditable]:not([contenteditable="false"])',
  );
  focusable?.focus();
  if (isActivated) focusable?.click();
}
