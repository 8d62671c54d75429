/** The selection and the scroll position of a page, moved from an isolated world, so that no script of the page takes part. */
import { evaluateApart } from './evaluate';
import type { Frame } from './frame';
import type { Page } from './page';

/** Run in each frame; one of them has the focus. */
const ADJUST = `(start, end) => {
  const field = document.activeElement;
  if (!document.hasFocus() || field instanceof HTMLIFrameElement) return;
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    const { selectionStart, selectionEnd, value } = field;
    if (selectionStart === null || selectionEnd === null) return;
    const from = Math.min(Math.max(selectionStart + start, 0), value.length);
    field.setSelectionRange(from, Math.min(Math.max(selectionEnd + end, from), value.length));
    return;
  }
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return;
  const most = document.documentElement.textContent.length;
  const move = (by) => {
    const direction = by > 0 ? 'forward' : 'backward';
    for (let left = Math.min(Math.abs(by), most); left > 0; left--) selection.modify('extend', direction, 'character');
  };
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  selection.setBaseAndExtent(endContainer, endOffset, startContainer, startOffset);
  move(start);
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  selection.setBaseAndExtent(focusNode, focusOffset, anchorNode, anchorOffset);
  move(end);
}`;

const CENTER = `() => {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0 || !document.hasFocus()) return;
  const { top, height } = selection.getRangeAt(0).getBoundingClientRect();
  scrollBy({ top: top + height / 2 - innerHeight / 2, behavior: 'instant' });
}`;

async function inFrames(page: Page, code: string): Promise<void> {
  const run = (frame: Frame): Promise<unknown> => evaluateApart(frame, code);
  // A frame that goes away has no selection.
  await Promise.allSettled([...page.frames.main.subtree()].map(run));
}

export const adjustSelection = (page: Page, start: number, end: number): Promise<void> =>
  inFrames(page, `(${ADJUST})(${start}, ${end})`);

/** Not by commands of the editor: while such a scroll is animated, Chromium loses the next one. */
export async function scrollPage({ frames }: Page, to: 'beginning' | 'end'): Promise<void> {
  const top = to === 'end' ? 'document.scrollingElement?.scrollHeight ?? 0' : '0';
  await evaluateApart(frames.main, `scrollTo({ top: ${top}, behavior: 'instant' })`);
}

export const centerSelection = (page: Page): Promise<void> => inFrames(page, `(${CENTER})()`);
