/** What observers wait for. */

/** Calls back when the document has been read; at once if it has. */
export function whenRead(callback: () => void): void {
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', callback, { once: true });
  else callback();
}

/** Calls back when the document has loaded; at once if it has. */
export function whenLoaded(callback: () => void): void {
  if (document.readyState === 'complete') callback();
  else addEventListener('load', callback, { once: true });
}

/** Reports what `read` gives, now and whenever the document's head has changed it. */
export function whenChanged<T>(read: () => T, report: (value: T) => void, attributeFilter: string[]): void {
  let last: string | undefined;
  const check = (): void => {
    const value = read();
    const text = JSON.stringify(value);
    if (text === last) return;
    last = text;
    report(value);
  };
  check();
  const { head, documentElement } = document;
  const observed = head ?? documentElement;
  if (observed) {
    new MutationObserver(check).observe(observed, { attributeFilter, childList: true, subtree: true });
  }
}
