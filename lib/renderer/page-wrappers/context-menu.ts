/**
 * The right click that the page leaves to the browser goes to the app, as in Electron, and Chromium's own menu is not drawn.
 */
import type { ContextMenuMessage } from '../../common/context-menu-messages';
import type { Asker } from './asker';
import { editing } from './context-menu-editing';
import { mediaAt } from './context-menu-media';
import { callMethod, nativeMethod } from './method';
import { MenuWord } from './misspelling';
import { bare } from './natives';
import type { WindowListeners } from './window-listeners';

export function reportContextMenus(listeners: WindowListeners, asker: Asker): void {
  const addEventListener = nativeMethod(EventTarget.prototype, 'addEventListener');
  const removeEventListener = nativeMethod(EventTarget.prototype, 'removeEventListener');
  const preventDefault = nativeMethod(Event.prototype, 'preventDefault');
  const composedPath = nativeMethod(Event.prototype, 'composedPath');
  const word = new MenuWord(asker);
  const report = (event: PointerEvent): void => {
    if (!event.isTrusted || event.defaultPrevented) return;
    const [target] = callMethod(composedPath, event, []) as EventTarget[];
    callMethod(preventDefault, event, []);
    if (target instanceof Node) asker.askSafely('context-menu', describe(event, target, word), () => undefined);
  };
  // The last listener of all: one that is added while the event is on its way down.
  listeners.add('contextmenu', (event: PointerEvent) => {
    if (!event.isTrusted) return;
    callMethod(removeEventListener, globalThis, ['contextmenu', report]);
    callMethod(addEventListener, globalThis, ['contextmenu', report, bare({ once: true })]);
  });
}

function describe(event: PointerEvent, target: Node, word: MenuWord): ContextMenuMessage {
  const element = target instanceof Element ? target : target.parentElement;
  const { fields, place } = editing(element);
  const link = element?.closest<HTMLAnchorElement | SVGAElement>('a[href], area[href], svg a') ?? null;
  return {
    x: event.clientX,
    y: event.clientY,
    ...linkAt(link),
    ...mediaAt(element),
    ...fields,
    edited: word.read(place),
    titleText: element?.closest('[title]')?.getAttribute('title') ?? '',
    referrerPolicy: referrerPolicyOf(link),
    frameCharset: document.characterSet,
    menuSourceType: sourceOf(event),
  };
}

function linkAt(
  link: HTMLAnchorElement | SVGAElement | null,
): Pick<ContextMenuMessage, 'linkURL' | 'linkText' | 'suggestedFilename'> {
  if (!link) return { linkURL: '', linkText: '', suggestedFilename: '' };
  const linkURL = typeof link.href === 'string' ? link.href : new URL(link.href.baseVal, document.baseURI).href;
  return { linkURL, linkText: link.textContent ?? '', suggestedFilename: link.getAttribute('download') ?? '' };
}

const DEFAULT_POLICY = 'strict-origin-when-cross-origin';

/** As far as the document says it: scripts do not see what a header said. */
function referrerPolicyOf(link: Element | null): string {
  if (link?.getAttribute('rel')?.toLowerCase().split(/\s+/).includes('noreferrer')) return 'no-referrer';
  const metas = document.querySelectorAll<HTMLMetaElement>('meta[name=referrer i]');
  return metas[metas.length - 1]?.content.toLowerCase() || DEFAULT_POLICY;
}

const POINTERS: Readonly<Record<string, string>> = { mouse: 'mouse', pen: 'stylus', touch: 'longPress' };

/** The key of the menu sends an event of no pointer. */
const sourceOf = ({ pointerType, button }: PointerEvent): string =>
  button === 2 || pointerType !== 'mouse' ? (POINTERS[pointerType] ?? 'keyboard') : 'keyboard';
