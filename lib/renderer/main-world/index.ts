/**
 * The page's side of the context bridge. Injected into the main world of every frame that runs preload scripts, before
 * them and before any page script; leaves nothing behind but the APIs that preload scripts expose.
 */
import type { MainWorldConfig } from '../../common/renderer-config';
import { Bridge } from '../context-bridge/bridge';
import { Port } from '../context-bridge/port';
import {
  currentDocument,
  defineProperty,
  globalWindow,
  nodeParent,
  objectCreate,
  reflectHas,
  removeChild,
  SafeError,
} from '../context-bridge/primordials';
import { createStash } from '../context-bridge/stash';

/**
 * Puts the bridge's comment node into the still empty document, where the isolated world takes it from. Leaves a function
 * under the secret's name: the script that follows the preload scripts calls it.
 */
export function boot(config: MainWorldConfig): void {
  if (!config.subFrames && globalWindow !== globalWindow.top) return;
  const document = currentDocument();
  const node = document.createComment(config.secret);
  document.appendChild(node);
  const bridge = new Bridge(new Port(node, 'main'), 'main', createStash(config.secret), expose);
  defineHidden(config.secret, () => {
    Reflect.deleteProperty(globalWindow, config.secret);
    if (nodeParent(node) === document) removeChild(document, node); // nobody took it: the page must not see it
    bridge.drain();
  });
}

/** Throws Error in Electron's words if the page has a property of that name. */
function expose(key: string, api: unknown): void {
  if (reflectHas(globalWindow, key)) {
    throw new SafeError('Cannot bind an API on top of an existing property on the window object');
  }
  const descriptor = objectCreate(null) as PropertyDescriptor;
  descriptor.value = api;
  descriptor.enumerable = true;
  defineProperty(globalWindow, key, descriptor);
}

function defineHidden(key: string, value: unknown): void {
  const descriptor = objectCreate(null) as PropertyDescriptor;
  descriptor.value = value;
  descriptor.configurable = true;
  defineProperty(globalWindow, key, descriptor);
}
