/** The link under the pointer; without one, the link with the focus (blink::ChromeClientImpl::ShowMouseOverURL, FocusedElementChanged). */
import type { WindowListeners } from '../page-wrappers/window-listeners';

export function observeTargetURL(listeners: WindowListeners, report: (url: string) => void): void {
  let hovered = '';
  let focused = '';
  let last = '';
  const tell = (): void => {
    const url = hovered || focused;
    if (url === last) return;
    last = url;
    report(url);
  };
  listeners.add('mouseover', (event: MouseEvent) => ((hovered = linkOf(event)), tell()));
  listeners.add('mouseout', (event: MouseEvent) => event.relatedTarget === null && ((hovered = ''), tell()));
  listeners.add('focusin', (event: FocusEvent) => ((focused = linkOf(event)), tell()));
  listeners.add('focusout', () => ((focused = ''), tell()));
}

function linkOf(event: Event): string {
  for (const target of event.composedPath()) {
    if ((target instanceof HTMLAnchorElement || target instanceof HTMLAreaElement) && target.href !== '') {
      return target.href;
    }
  }
  return '';
}
