/** What steers the connections of a session, through Electron's API. */
import { app, BrowserWindow, type Session } from 'electron';
import type { BenchPage, SteeredSession } from './driver';

const LISTEN = `new Promise((resolve) => addEventListener('offline',
  () => resolve(performance.timeOrigin + performance.now()), { once: true }))`;

/** Sessions that start later take every certificate, without asking anybody. */
export const ignoreCertificateErrors = (): void => app.commandLine.appendSwitch('ignore-certificate-errors');

export class ValenceSteeredSession implements SteeredSession {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  setProxy(proxy: string | null): Promise<void> {
    return this.#session.setProxy(
      proxy === null ? { mode: 'direct' } : { proxyRules: `http=${proxy}`, proxyBypassRules: '<-loopback>' },
    );
  }

  /** The proxy is there, and every request goes past it. */
  setBypassedProxy(proxy: string): Promise<void> {
    return this.#session.setProxy({ proxyRules: proxy, proxyBypassRules: '127.0.0.1' });
  }

  acceptCertificates(): void {
    this.#session.setCertificateVerifyProc((_request, callback) => callback(0));
  }

  async goOffline(pages: readonly BenchPage[]): Promise<number> {
    const told = pages.map((page) => page.evaluate(LISTEN));
    await Promise.all(pages.map((page) => page.evaluate('navigator.onLine'))); // they listen
    const start = performance.timeOrigin + performance.now();
    this.#session.enableNetworkEmulation({ offline: true });
    const moments = (await Promise.all(told)).map(Number);
    this.#session.disableNetworkEmulation();
    return Math.max(...moments) - start;
  }

  async newPage(url: string): Promise<BenchPage> {
    const window = new BrowserWindow({ webPreferences: { session: this.#session } });
    await window.loadURL(url);
    return {
      load: (next) => window.loadURL(next),
      evaluate: (expression) => window.webContents.executeJavaScript(expression),
    };
  }
}
