/** Links that Chromium has no use for, such as mailto: or an app's own scheme: another program of the machine opens them. */
import { schemeOf } from '../../common/scheme-map';
import { perContext } from '../browser-context/per-context';

/** A page of a session goes to such a URL; its document stays. */
export interface ExternalNavigation {
  url: string;
  webContents: Electron.WebContents;
  /** Of the page. */
  origin: string;
  /** Of the frame that goes there. */
  requestingUrl: string;
  isMainFrame: boolean;
  /** Aborted when the frame shows another document, or is gone. */
  signal: AbortSignal;
}

type Handler = (navigation: ExternalNavigation) => Promise<void>;

/** What Chromium opens, or refuses to, by itself. */
const OWN = new Set<string | null>([
  'about',
  'blob',
  'chrome',
  'chrome-error',
  'chrome-extension',
  'chrome-search',
  'chrome-untrusted',
  'content',
  'data',
  'devtools',
  'file',
  'filesystem',
  'http',
  'https',
  'isolated-app',
  'javascript',
  'view-source',
  'ws',
  'wss',
  null,
]);

export const isExternal = (url: string): boolean => !OWN.has(schemeOf(url));

export class ExternalProtocols {
  /** Those of a session. */
  static readonly of = perContext(() => new ExternalProtocols());

  #decide: Handler = () => Promise.resolve();

  /** The one that decides. */
  handle(handler: Handler): void {
    this.#decide = handler;
  }

  /** Pages only. Resolves when it is decided, and the program has ended if one was started. Never rejects. */
  navigating(navigation: ExternalNavigation): Promise<void> {
    return this.#decide(navigation);
  }
}
