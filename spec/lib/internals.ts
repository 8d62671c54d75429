// What the library has behind its public classes, for specs of a part that no member of Electron's shows by itself.
import { webContents } from 'electron';

/** lib/browser/devices/policy-grants.ts */
export interface DeviceGrant {
  kind: 'hid' | 'serial' | 'usb';
  origin: string;
  vendorId: number;
  productId: number;
}

interface PolicyGrants {
  prepare(): void;
  list(): DeviceGrant[];
  grant(grant: DeviceGrant): Promise<void>;
  revoke(grant: DeviceGrant): Promise<void>;
}

/** lib/browser/browser-context/launch-contributions.ts */
export interface LaunchContribution {
  switches?(userDataDir: string): Record<string, string | null | undefined>;
  policies?(): Record<string, unknown>;
  beforeStart?(userDataDir: string): void;
}

/** lib/browser/targets/target.ts, as far as it is used here. */
interface InternalTarget {
  id: string;
  type: string;
  info: { url: string };
  session: {
    send(method: string, params?: object): Promise<unknown>;
    on(event: string, listener: (params: { payload?: string }) => void): void;
  };
}

interface Context {
  readonly current: { targets: { all(): Iterable<InternalTarget> } };
  browser(): Promise<{ userDataDir: string; root: { send(method: string, params: object): Promise<unknown> } }>;
  contribute(contribution: LaunchContribution): void;
}

interface Internals {
  contextOf(ses: Electron.Session): Context;
  deviceGrantsOf(context: Context): PolicyGrants;
  dictionaryText(data: Buffer): { affixes: string; words: string };
}

/** Of the process of the specs only: script/lib/specs/worker.mjs, VALENCE_EXPOSE_INTERNALS. */
const internals = (): Internals =>
  (globalThis as unknown as Record<symbol, Internals>)[Symbol.for('valence.internals')]!;

/** lib/browser/browser-context/browser-context.ts */
export const contextOf = (ses: Electron.Session): Context => internals().contextOf(ses);

/** The grants of a session. */
export const deviceGrantsOf = (ses: Electron.Session): PolicyGrants => internals().deviceGrantsOf(contextOf(ses));

/** lib/browser/spellcheck/bdic-text.ts */
export const dictionaryText = (data: Buffer): ReturnType<Internals['dictionaryText']> =>
  internals().dictionaryText(data);

/** Loads an unpacked extension into the session's running Chromium. */
export async function loadExtension(ses: Electron.Session, folder: string): Promise<void> {
  const { root } = await contextOf(ses).browser();
  await root.send('Extensions.loadUnpacked', { path: folder });
}

/** Ends the service worker of the helper extension of a session that has a page; its process goes on. */
export async function stopHelperWorker(ses: Electron.Session): Promise<void> {
  const targets = [...contextOf(ses).current.targets.all()];
  const page = targets.find(({ type }) => type === 'page');
  const worker = targets.find(
    ({ type, info }) => type === 'service_worker' && info.url.startsWith('chrome-extension://'),
  );
  if (!page || !worker) throw new Error('The session needs a page and the helper extension');
  const stopped = new Promise<void>((resolve) => worker.session.on('Inspector.targetCrashed', () => resolve()));
  await page.session.send('ServiceWorker.enable');
  await page.session.send('ServiceWorker.stopAllWorkers');
  await stopped;
}

/** What wrappers in the page of a WebContents ask the main process from now on; a list that grows. */
export function questionsOf(contents: Electron.WebContents): { type?: string }[] {
  const questions: { type?: string }[] = [];
  pageOf(contents).session.on('Runtime.bindingCalled', ({ payload = '' }) => {
    questions.push(JSON.parse(payload) as { type?: string });
  });
  return questions;
}

function pageOf(contents: Electron.WebContents): InternalTarget {
  const targets = [...contextOf(contents.session).current.targets.all()];
  const own = targets.find(({ type, id }) => type === 'page' && webContents.fromDevToolsTargetId(id) === contents);
  if (!own) throw new Error('The WebContents has no page');
  return own;
}

/** Sends a DevTools command to the page of a WebContents. */
export async function sendToPage(
  contents: Electron.WebContents,
  method: string,
  params: object = {},
): Promise<unknown> {
  return pageOf(contents).session.send(method, params);
}

/**
 * Runs an expression in the main frame where no script of the library or of the page has been: with the functions of Chromium
 * itself. Resolves with its JSON value.
 */
export async function evaluateNatively(contents: Electron.WebContents, expression: string): Promise<unknown> {
  const { frameTree } = (await sendToPage(contents, 'Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
  const { executionContextId: contextId } = (await sendToPage(contents, 'Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'spec',
  })) as { executionContextId: number };
  const { result } = (await sendToPage(contents, 'Runtime.evaluate', {
    expression,
    contextId,
    awaitPromise: true,
    returnByValue: true,
    userGesture: true,
  })) as { result: { value: unknown } };
  return result.value;
}
