/** Valence through Electron's API: windows, sessions, ipc. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, session, type Session } from 'electron';
// A copy of its own: what the app itself has found at its start is not known here.
import { chromium } from '../../lib/browser/browser-process/chromium';
import type {
  AnsweringPage,
  BenchAnswer,
  BenchCookie,
  BenchPage,
  BenchSession,
  BodyPage,
  Driver,
  DriverOptions,
  Interception,
  PageOptions,
  PermissionPage,
  RequestPage,
  SessionKind,
  SteeredSession,
} from './driver';
import type { DevicePage } from './device-page';
import type { BenchDownloads } from './downloads';
import { openNativePipe, type NativePipe } from './native-pipe';
import { ProtocolPage } from './protocol-page';
import { ValenceDevicePage } from './valence-devices';
import { ValenceDownloads } from './valence-downloads';
import { ValencePermissionPage } from './valence-permissions';
import { ignoreCertificateErrors, ValenceSteeredSession } from './valence-steering';

class ValencePage implements AnsweringPage {
  readonly streams = true;
  readonly #window: BrowserWindow;

  constructor(window: BrowserWindow) {
    this.#window = window;
  }

  load(url: string): Promise<void> {
    return this.#window.loadURL(url);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#window.webContents.executeJavaScript(expression);
  }
}

class ValenceRequestPage extends ValencePage implements RequestPage {
  readonly #session: Session;

  constructor(window: BrowserWindow, ses: Session) {
    super(window);
    this.#session = ses;
  }

  intercept(mode: Interception): Promise<void> {
    const { webRequest } = this.#session;
    // The peers know no WebSockets.
    const filter = { urls: mode === 'others' ? ['*://*/others/*'] : ['*://*/*'] };
    const holds = mode !== 'none' && mode !== 'observe';
    webRequest.onBeforeRequest(filter, holds ? (_details, callback) => callback({}) : null);
    webRequest.onCompleted(filter, mode.endsWith('observe') ? () => undefined : null);
    return Promise.resolve();
  }
}

class ValenceSession implements BenchSession {
  readonly #session: Session;
  readonly #openBodyPage: () => Promise<BodyPage>;

  constructor(ses: Session, openBodyPage: () => Promise<BodyPage>) {
    this.#session = ses;
    this.#openBodyPage = openBodyPage;
  }

  setCookie({ name, value, host }: BenchCookie): Promise<void> {
    return this.#session.cookies.set({ url: `https://${host}/`, name, value });
  }

  /** Electron has no call for many: they are all on their way before the first is awaited. */
  async setCookies(cookies: readonly BenchCookie[]): Promise<void> {
    await Promise.all(cookies.map((cookie) => this.setCookie(cookie)));
  }

  async countCookies(): Promise<number> {
    return (await this.#session.cookies.get({})).length;
  }

  newPage({ invoke }: PageOptions = {}): Promise<BenchPage> {
    if (invoke) ipcMain.handle('bench-invoke', (_event, value: number) => invoke(value));
    const preload = invoke ? { preload: join(__dirname, 'valence-preload.js') } : {};
    return Promise.resolve(
      new ValencePage(new BrowserWindow({ webPreferences: { session: this.#session, ...preload } })),
    );
  }

  newAnsweringPage(answer: (path: string) => BenchAnswer): Promise<AnsweringPage> {
    this.#session.protocol.handle('https', ({ url }) => {
      const { type, body } = answer(new URL(url).pathname);
      return new Response(body, { headers: { 'content-type': type } });
    });
    const window = new BrowserWindow({ webPreferences: { session: this.#session } });
    return Promise.resolve(new ValencePage(window));
  }

  newRequestPage(): Promise<RequestPage> {
    const window = new BrowserWindow({ webPreferences: { session: this.#session } });
    return Promise.resolve(new ValenceRequestPage(window, this.#session));
  }

  newDevicePage(): Promise<DevicePage> {
    const window = new BrowserWindow({ webPreferences: { session: this.#session } });
    return Promise.resolve(new ValenceDevicePage(window, this.#session));
  }

  newPermissionPage(): Promise<PermissionPage> {
    const window = new BrowserWindow({ webPreferences: { session: this.#session } });
    return Promise.resolve(new ValencePermissionPage(window, this.#session));
  }

  loadExtension(folder: string, allowFileAccess: boolean): Promise<unknown> {
    return this.#session.loadExtension(folder, { allowFileAccess });
  }

  newDownloads(): Promise<BenchDownloads> {
    return Promise.resolve(new ValenceDownloads(this.#session));
  }

  steered(): SteeredSession {
    return new ValenceSteeredSession(this.#session);
  }

  fetch(url: string): Promise<Response> {
    return this.#session.fetch(url);
  }

  newBodyPage(): Promise<BodyPage> {
    return this.#openBodyPage();
  }
}

class ValenceDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #pipes: NativePipe[] = [];

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** The one that windows have if nobody says otherwise; persistent, in a new directory. */
  firstSession(): Promise<BenchSession> {
    return Promise.resolve(this.#wrap(session.defaultSession));
  }

  furtherSession(kind: SessionKind): Promise<BenchSession> {
    if (kind === 'context') throw new Error('Valence has no browser contexts: each session is a browser of its own');
    const name = randomBytes(6).toString('hex');
    return Promise.resolve(this.#wrap(session.fromPartition(kind === 'persistent' ? `persist:${name}` : name)));
  }

  ignoreCertificateErrors(): void {
    ignoreCertificateErrors();
  }

  locate(): number {
    const start = performance.now();
    chromium();
    return performance.now() - start;
  }

  #wrap(ses: Session): BenchSession {
    return new ValenceSession(ses, () => this.#openBodyPage());
  }

  /** Bodies go through the shell's pipe: the library's own calls for them are webRequest and protocol. */
  #openBodyPage(): Promise<BodyPage> {
    const { executable, scratch } = this.#options;
    const pipe = openNativePipe(executable, join(scratch, `pipe-${this.#pipes.length}`));
    this.#pipes.push(pipe);
    return ProtocolPage.open(pipe.client, { encodeBody: (body) => body });
  }

  async close(): Promise<void> {
    await Promise.all(this.#pipes.map((pipe) => pipe.close()));
    // Ends the browsers of all sessions, then the process.
    app.quit();
  }
}

export async function open(options: DriverOptions): Promise<Driver> {
  app.on('window-all-closed', () => undefined); // the case decides when the process ends
  await app.whenReady();
  return new ValenceDriver(options);
}
