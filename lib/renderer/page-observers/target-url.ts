/** The link under the pointer; without one, the link with the focus (blink::ChromeClientImpl::ShowMouseOverURL, FocusedElementChanged). */

export function observeTargetURL(report: (url: string) => void): void {
  let hovered = '';
  let focused = '';
  let last = '';
  const tell = (): void => {
    const url = hovered || focused;
    if (url === last) return;
    last = url;
    report(url);
  };
  addEventListener('mouseover', (event) => ((hovered = linkOf(event)), tell()), true);
  addEventListener('mouseout', (event) => event.relatedTarget === null && ((hovered = ''), tell()), true);
  addEventListener('focusin', (event) => ((focused = linkOf(event)), tell()), true);
  addEventListener('focusout', () => ((focused = ''), tell()), true);
}

function linkOf(event: Event): string {
  for (const target of event.composedPath()) {
    if ((target instanceof HTMLAnchorElement || target instanceof HTMLAreaElement) && target.href !== '') {
      return target.href;
    }
  }
  return '';
}
