/** The cursor that the user sees (blink::EventHandler::SelectCursor), by its name in CSS. */
import type { WindowListeners } from '../page-wrappers/window-listeners';

export function observeCursor(listeners: WindowListeners, report: (cursor: string) => void): void {
  let last = '';
  const tell = (event: MouseEvent): void => {
    if (!event.isTrusted) return;
    const cursor = cursorAt(event);
    if (cursor === last) return;
    last = cursor;
    report(cursor);
  };
  listeners.add('mousemove', tell);
  listeners.add('mouseover', tell);
  // The next one in here is a change, whatever was seen elsewhere.
  listeners.add('mouseout', (event: MouseEvent) => {
    if (event.relatedTarget === null) last = '';
  });
}

function cursorAt(event: MouseEvent): string {
  const [target] = event.composedPath();
  if (!(target instanceof Element)) return 'default';
  const { cursor } = getComputedStyle(target);
  if (cursor.includes('url(')) return 'custom';
  if (cursor === 'all-scroll') return 'move';
  return cursor === 'auto' ? (isOnText(target, event) ? 'text' : 'default') : cursor;
}

/** Text that can be selected. */
function isOnText(element: Element, { clientX: x, clientY: y }: MouseEvent): boolean {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return false;
  if (element instanceof HTMLElement && element.isContentEditable) return true;
  if (getComputedStyle(element).userSelect === 'none') return false;
  const range = document.createRange();
  return [...element.childNodes].some((node) => {
    if (!(node instanceof Text)) return false;
    range.selectNodeContents(node);
    return [...range.getClientRects()].some(
      ({ left, right, top, bottom }) => x >= left && x < right && y >= top && y < bottom,
    );
  });
}
