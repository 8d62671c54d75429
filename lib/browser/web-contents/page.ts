/**
 * The page target behind a WebContents while its browser lives: set up before its first script, its events told in
 * Electron's words and order. A WebContents whose page died gets a new one with its next load.
 */
import { EventEmitter } from 'node:events';
import type Protocol from 'devtools-protocol';
import { identityOf, type Identity } from '../browser-context/identity';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import type { PagePreloads } from '../ipc/page-preloads';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import type { Target, TargetCrash } from '../targets/target';
import { FrameTree, ISOLATED_WORLD } from './frame-tree';
import { PageTargets } from './page-targets';

/**
 * Chromium's window fetches /favicon.ico for a document that names no icon, and Electron's does not. A name that comes and
 * goes before the window has looked at the document keeps it from that. It is no URL: the policy of the page would refuse any, and
 * report that to its server. Not in a world of its own: with one, Chromium loses listeners
 * of device events (docs/limits.md). A page that tampers with it gets its icon fetched.
 */
const NO_ICON = `
  if (window === top) addEventListener('DOMContentLoaded', () => {
    if (!document.head || document.querySelector('link[rel~="icon" i]')) return;
    const link = document.createElement('link');
    link.rel = 'icon';
    link.href = 'https://[';
    document.head.append(link);
    setTimeout(() => link.remove());
  }, { once: true });
`;

export interface PageOptions {
  /** Null without preload scripts. */
  preloads: PagePreloads | null;
  /** Null: what the browser was started with. */
  identity: Identity | null;
  /** Of its session: documents have the app's own URLs. */
  schemes: SchemeMap;
  /** Of its session: they run in every frame before any other script. */
  scripts: readonly DocumentScript[];
  /** What else runs there first. */
  sources: readonly string[];
}

/** Runs in the page's own world and takes its binding away before the page can see it. */
interface DocumentScript {
  source: string;
  /** The same for the world of preload scripts. */
  preloadSource: string;
  binding: string;
}

interface PageEvents {
  /** The page is over: closed, crashed with its browser, or its browser ended. */
  closed: [];
  crashed: [crash: TargetCrash];
  /** The app is about to load a URL in it. */
  load: [url: string];
  /** What a script has written. */
  console: [message: Protocol.Console.ConsoleMessage];
  /** What Chromium itself has. */
  log: [entry: Protocol.Log.LogEntry];
  /** An error that the page did not catch. */
  exception: [details: Protocol.Runtime.ExceptionDetails];
  dialog: [event: Protocol.Page.JavascriptDialogOpeningEvent];
  windowOpen: [event: Protocol.Page.WindowOpenEvent];
  /** A script, a link or a form asks for a document, here or in a new window. */
  requestedNavigation: [event: Protocol.Page.FrameRequestedNavigationEvent];
  /** Of a frame in a process of its own. */
  frameSession: [session: CDPSession];
}

export class Page extends EventEmitter<PageEvents> {
  readonly browser: Browser;
  readonly target: Target;
  readonly frames: FrameTree;
  /** Resolves when the page tells its events: a navigation before that would go unseen. Rejects if it closes first. */
  readonly ready: Promise<unknown>;
  /** The app has asked to close it, and it has not answered. */
  isClosing = false;
  #options: PageOptions;
  readonly #sessions = new Set<CDPSession>();
  /** Sources that have come later, by their names. */
  readonly #addedScripts = new Map<string, string>();
  /** Sessions whose new documents have the scripts, with Chromium's names of those that have come later. */
  readonly #scripted = new Map<CDPSession, Map<string, Promise<string | null>>>();

  /** Call while the target waits for the debugger: everything is written before it runs. */
  constructor(browser: Browser, target: Target, options: PageOptions) {
    super();
    this.setMaxListeners(0); // every part of its WebContents listens
    this.browser = browser;
    this.target = target;
    this.#options = options;
    this.frames = new FrameTree(target.id, target.session, options.schemes);
    this.#followSchemes(options.schemes);
    this.ready = this.#open(target.session);
    this.ready.catch(() => undefined); // whoever waits for it is told
    PageTargets.of(browser).onChild(target, (child) => this.#adoptFrame(child));
    target.onCrashed((crash) => {
      this.frames.clear();
      this.emit('crashed', crash);
    });
    target.onDetached(() => {
      this.frames.end();
      this.emit('closed');
    });
  }

  get preloads(): PagePreloads | null {
    return this.#options.preloads;
  }

  get schemes(): SchemeMap {
    return this.#options.schemes;
  }

  /** As Chromium shows it: the URL without its scheme if the page gives none. */
  get title(): string {
    return this.schemes.hostToApp(this.target.info.title);
  }

  /** Its own, and those of its frames in other processes. */
  get sessions(): Iterable<CDPSession> {
    return this.#sessions;
  }

  get session(): CDPSession {
    return this.target.session;
  }

  /** What is written from here on Chromium hears before it is asked to load the URL. */
  beforeLoad(url: string): void {
    this.emit('load', url);
  }

  /** As in Electron, preload scripts do not run in the blank page of a new window, but in what a page opens. */
  async #open(session: CDPSession): Promise<void> {
    if (!PageTargets.isBlank(this.target.info.url)) {
      await Promise.all([this.#setUp(session), this.#addScripts(session, true)]);
      return;
    }
    await Promise.all([this.#setUp(session), this.#untilBlank()]);
    // Answered by the renderer, which a navigation may replace: only what it has confirmed goes along to the next one.
    await this.#addScripts(session, false);
  }

  /**
   * A new window loads its blank page first; a navigation that began before would compete with it. Asked behind
   * Page.enable, so that a blank page that is not there yet will be told.
   */
  async #untilBlank(): Promise<void> {
    const { url } = this.target.info;
    if (PageTargets.isCanceled(url)) return;
    const arrived = new Promise<void>((resolve, reject) => {
      this.frames.on('navigated', () => resolve());
      this.once('closed', () => reject(new Error('The page was closed while it opened')));
    });
    arrived.catch(() => undefined); // it may have arrived before, and close later
    const { frameTree } = await this.session.send('Page.getFrameTree');
    if (frameTree.frame.url + (frameTree.frame.urlFragment ?? '') !== url) await arrived;
  }

  /**
   * Closes it as its window would be closed: its beforeunload handlers are asked. Stock Chromium asks only pages that a user has
   * touched, Electron all of them; so this counts as a touch. Both commands reach the renderer in this order.
   */
  close(): Promise<unknown> {
    this.isClosing = true;
    this.session.post('Runtime.evaluate', { expression: '0', userGesture: true });
    return this.session.send('Page.close');
  }

  /** For the documents to come, in every frame. */
  setUserAgent(userAgent: string): void {
    const identity = identityOf(userAgent, this.#options.identity?.acceptLanguage);
    this.#options = { ...this.#options, identity };
    for (const session of this.#sessions) session.post('Emulation.setUserAgentOverride', identity);
  }

  /** One more script of every document to come. */
  addScript(name: string, source: string): void {
    this.#addedScripts.set(name, source);
    for (const [session, added] of this.#scripted) void this.#addTo(session, added, name, source, false);
  }

  removeScript(name: string): void {
    this.#addedScripts.delete(name);
    for (const [session, added] of this.#scripted) {
      void added.get(name)?.then((identifier) => {
        if (identifier !== null) session.post('Page.removeScriptToEvaluateOnNewDocument', { identifier });
      });
      added.delete(name);
    }
  }

  async #addTo(
    session: CDPSession,
    added: Map<string, Promise<string | null>>,
    name: string,
    source: string,
    runImmediately: boolean,
  ): Promise<void> {
    const adding = session.send('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately }).then(
      ({ identifier }) => identifier,
      () => null, // the frame, or the page, is gone
    );
    added.set(name, adding);
    await adding;
  }

  /** A scheme that the session learns about later works in what is open. */
  #followSchemes(schemes: SchemeMap): void {
    const onScript = (source: string): void => {
      for (const session of this.#sessions) {
        session.post('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true });
      }
    };
    schemes.on('script', onScript);
    this.once('closed', () => schemes.off('script', onScript));
  }

  #setUp(session: CDPSession): Promise<unknown> {
    this.#sessions.add(session);
    const { identity } = this.#options;
    const ready = Promise.all([
      session.send('Page.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Runtime.enable'),
      session.send('Log.enable'),
      session.send('Console.enable'),
      ...(identity ? [session.send('Emulation.setUserAgentOverride', identity)] : []),
    ]);
    ready.catch(() => undefined); // a frame that is gone before it ran
    // Not Runtime.consoleAPICalled: that has the arguments, this the text that Chromium makes of them.
    session.on('Console.messageAdded', ({ message }) => this.emit('console', message));
    session.on('Log.entryAdded', ({ entry }) => this.emit('log', entry));
    session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => this.emit('exception', exceptionDetails));
    session.on('Page.javascriptDialogOpening', (event) => this.emit('dialog', event));
    session.on('Page.windowOpen', (event) => this.emit('windowOpen', event));
    session.on('Page.frameRequestedNavigation', (event) => this.emit('requestedNavigation', event));
    return ready;
  }

  /** `now`: in the document that is there, too. */
  async #addScripts(session: CDPSession, now: boolean): Promise<void> {
    const later = new Map<string, Promise<string | null>>();
    this.#scripted.set(session, later);
    const add = (source: string, worldName?: string): Promise<unknown> =>
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        source,
        runImmediately: now,
        ...(worldName === undefined ? {} : { worldName }),
      });
    const { schemes, scripts, sources, preloads } = this.#options;
    const ofSession = scripts.flatMap(({ binding, source, preloadSource }) => [
      session.send('Runtime.addBinding', { name: binding }),
      add(source),
      ...(preloads?.contextIsolation ? [add(preloadSource, ISOLATED_WORLD)] : []),
    ]);
    const own = [NO_ICON, ...sources].map((source) => add(source));
    const added = [...this.#addedScripts].map(([name, source]) => this.#addTo(session, later, name, source, now));
    const ofSchemes = schemes.script === null ? [] : [add(schemes.script)];
    await Promise.all([...own, ...ofSession, ...added, ...ofSchemes, ...this.#addPreloads(session, now)]);
  }

  #addPreloads(session: CDPSession, now: boolean): Promise<unknown>[] {
    const { preloads } = this.#options;
    if (!preloads) return [];
    const { binding, contextIsolation } = preloads;
    const bind = session.send('Runtime.addBinding', {
      name: binding,
      ...(contextIsolation ? { executionContextName: ISOLATED_WORLD } : {}),
    });
    const scripts = preloads.scripts.map(({ source, world }) =>
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        source,
        runImmediately: now,
        ...(world === 'isolated' ? { worldName: ISOLATED_WORLD } : {}),
      }),
    );
    return [bind, ...scripts];
  }

  #adoptFrame(target: Target): void {
    if (target.type === 'worker' && this.#options.identity) {
      target.session.post('Emulation.setUserAgentOverride', this.#options.identity);
    }
    if (target.type !== 'iframe') return;
    const { parentFrameId } = target.info as { parentFrameId?: string };
    this.frames.adopt(target.id, parentFrameId, target.session);
    void this.#setUp(target.session);
    this.#addScripts(target.session, true).catch(() => undefined); // a frame that is gone before it ran
    this.emit('frameSession', target.session);
    target.onDetached(() => {
      this.#sessions.delete(target.session);
      this.#scripted.delete(target.session);
      this.frames.drop(target.session);
    });
    PageTargets.of(this.browser).onChild(target, (child) => this.#adoptFrame(child));
  }
}
