/**
 * Links, forms, location and window.open() with URLs of custom schemes. Listeners come behind the page's own, so that it
 * sees what it wrote and may prevent it.
 */
import type { PageSchemes } from './custom-schemes';

/** What lib.dom does not have yet: https://developer.mozilla.org/docs/Web/API/NavigateEvent */
interface NavigateEvent extends Event {
  readonly navigationType: 'push' | 'reload' | 'replace' | 'traverse';
  readonly destination: { readonly url: string };
}

/** The attribute holds the URL that Chromium loads while the event's default action reads it. */
function lend(element: Element, attribute: string, schemes: PageSchemes): void {
  const written = element.getAttribute(attribute);
  if (written === null) return;
  const mapped = schemes.toChromium(written);
  if (mapped === written) return;
  element.setAttribute(attribute, mapped);
  setTimeout(() => {
    if (element.getAttribute(attribute) === mapped) element.setAttribute(attribute, written);
  });
}

function onClick(event: Event, schemes: PageSchemes): void {
  if (event.defaultPrevented) return;
  const link = event
    .composedPath()
    .find((node) => node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement);
  if (link) lend(link, 'href', schemes);
}

function onSubmit(event: SubmitEvent, schemes: PageSchemes): void {
  if (event.defaultPrevented) return;
  if (event.submitter) lend(event.submitter, 'formaction', schemes);
  if (event.target instanceof HTMLFormElement) lend(event.target, 'action', schemes);
}

/** location: no event comes before the navigation's own. */
function onNavigate(event: NavigateEvent, schemes: PageSchemes): void {
  const { url } = event.destination;
  const mapped = schemes.toChromium(url);
  if (mapped === url || !event.cancelable) return;
  event.preventDefault();
  if (event.navigationType === 'replace') location.replace(mapped);
  else location.assign(mapped);
}

/** A method whose argument at `index` is a URL or nothing. */
function mapURLArgument(
  target: object,
  name: 'open' | 'pushState' | 'replaceState',
  index: number,
  schemes: PageSchemes,
): void {
  const native = Reflect.get(target, name) as (this: unknown, ...args: unknown[]) => unknown;
  const { [name]: mapped } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (typeof args[index] === 'string' || args[index] instanceof URL) args[index] = schemes.toChromium(args[index]);
      return Reflect.apply(native, this, args);
    },
  };
  Reflect.set(target, name, mapped);
}

/** form.submit() tells nobody. */
function mapSubmit(schemes: PageSchemes): void {
  const native: unknown = Reflect.get(HTMLFormElement.prototype, 'submit');
  if (typeof native !== 'function') return;
  function submit(this: HTMLFormElement): void {
    lend(this, 'action', schemes);
    Reflect.apply(native as () => void, this, []);
  }
  Reflect.set(HTMLFormElement.prototype, 'submit', submit);
}

export function mapNavigations(schemes: PageSchemes): void {
  mapSubmit(schemes);
  addEventListener('click', (event) => onClick(event, schemes));
  addEventListener('auxclick', (event) => onClick(event, schemes));
  addEventListener('submit', (event) => onSubmit(event, schemes));
  const { navigation } = globalThis as { navigation?: EventTarget };
  navigation?.addEventListener('navigate', (event) => onNavigate(event as NavigateEvent, schemes));
  mapURLArgument(globalThis, 'open', 0, schemes);
  mapURLArgument(History.prototype, 'pushState', 2, schemes);
  mapURLArgument(History.prototype, 'replaceState', 2, schemes);
}
