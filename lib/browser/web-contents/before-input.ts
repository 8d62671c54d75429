/** `before-input-event` of a page: its documents hold their keys while the app listens. */
import type { PageWrappers } from '../document-channel/page-wrappers';
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import type { Frame } from './frame';
import type { Page } from './page';

const held = new WeakMap<Page, Promise<unknown>>();

/** What the app sends to a page comes behind the listener that it has added before. Undefined while it listens to no key. */
export const untilKeysAreHeld = (page: Page): Promise<unknown> | undefined => held.get(page);

/** `contents`: the WebContents. */
export function holdKeysWhenHeard(page: Page, contents: ObservedEmitter, wrappers: PageWrappers): void {
  const source = `dispatchEvent(new Event(${JSON.stringify(wrappers.keySignal)}))`;
  let isOpen = true;
  whenHeard(contents, 'before-input-event', () => {
    if (held.has(page) || !isOpen) return;
    page.addScript(source);
    const told = [...page.frames.main.subtree()].map((frame) => tellDocument(frame, source));
    held.set(page, Promise.allSettled(told)); // a document may be gone
  });
  page.once('closed', () => (isOpen = false));
}

/** Scripts of a document that is there could hear what is said in their world. */
async function tellDocument({ session, frameId }: Frame, expression: string): Promise<void> {
  const worldName = 'Valence Keys';
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId, worldName });
  await session.send('Runtime.evaluate', { expression, contextId, silent: true });
}
