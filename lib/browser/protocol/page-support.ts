/** What pages need to use URLs of custom schemes as if Chromium knew them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Protocol from 'devtools-protocol';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { libraryFolder } from '../library-folder';
import { libraryScript } from '../library-script';
import type { HandledURLs } from '../request-pipeline/handled-urls';
import { RequestInterception } from '../request-pipeline/request-interception';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import type { Target } from '../targets/target';
import type { PrivilegedSchemes } from './privileged-schemes';

/** Forms are sent by the script in the page: their fields are not told. */
const FORMS: ReadonlySet<Protocol.Page.ClientNavigationReason> = new Set(['formSubmissionGet', 'formSubmissionPost']);

const WORKERS = new Set(['service_worker', 'shared_worker', 'worker']);

export class PageSupport {
  readonly #schemes: SchemeMap;
  readonly #handled: HandledURLs;
  readonly #privileged: PrivilegedSchemes;
  #bundle: string | null = null;
  #browser: Browser | null = null;

  constructor({ schemes, handled }: Pick<BrowserContext, 'schemes' | 'handled'>, privileged: PrivilegedSchemes) {
    this.#schemes = schemes;
    this.#handled = handled;
    this.#privileged = privileged;
    schemes.on('added', () => this.#update());
    handled.on('added', () => this.#update());
  }

  /** Before the browser has a page of this session. */
  attach(browser: Browser): void {
    this.#browser = browser;
    browser.targets.addSetup((target) => this.#follow(target));
    this.#pausePages();
  }

  #update(): void {
    this.#bundle ??= readFileSync(join(libraryFolder(), 'custom_schemes.js'), 'utf8');
    const schemes = this.#schemes.all.map(({ scheme, standard, secure }) => ({
      scheme,
      standard,
      secure,
      supportFetchAPI: this.#privileged.get(scheme)?.supportFetchAPI ?? false,
    }));
    const call = `valenceCustomSchemes.boot(${JSON.stringify(schemes)}, ${JSON.stringify(this.#handled.hosts)});`;
    this.#schemes.setScript(libraryScript('custom_schemes', `${this.#bundle}\n${call}`));
    this.#pausePages();
  }

  #pausePages(): void {
    if (!this.#browser?.alive || this.#schemes.all.length === 0) return;
    RequestInterception.of(this.#browser).pauseOnPages(this.#schemes.all.map(({ scheme }) => `${scheme}:*`));
  }

  #follow({ type, session }: Target): void {
    const { script } = this.#schemes;
    // Before its own script: it waits for the debugger.
    if (WORKERS.has(type) && script !== null) session.post('Runtime.evaluate', { expression: script });
    if (type !== 'page' && type !== 'iframe') return;
    const forms = new Set<string>();
    session.on('Page.frameRequestedNavigation', ({ frameId, reason }) => {
      if (FORMS.has(reason)) forms.add(frameId);
      else forms.delete(frameId);
    });
    // Frames without scripts, and frames whose first document this is: the page's own script could not map it. Chromium has
    // begun to look for a program that opens the URL; this navigation takes its place.
    session.on('Page.frameStartedNavigating', ({ frameId, url }) => {
      const mapped = this.#schemes.toChromium(url);
      if (mapped !== url && !forms.has(frameId)) session.post('Page.navigate', { frameId, url: mapped });
    });
  }
}
