/** Chromium itself, with Valence's switches and a client that does nothing but carry messages. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../lib/browser/browser-process/switches';
import type { FramingName } from '../lib/framing';
import { launchChromium, type LaunchedChromium } from '../lib/launch-chromium';
import type { ProtocolClient } from '../lib/protocol-client';
import { PORT_FILE, UI_DEVTOOLS_SWITCHES, UIDevTools } from '../lib/ui-devtools';
import { ChooserPage } from './chooser-page';
import { ChromiumDownloads } from './chromium-downloads';
import type { DevicePage } from './device-page';
import type { BenchDownloads } from './downloads';
import type {
  AnsweringPage,
  BenchCookie,
  BenchPage,
  BenchSession,
  BodyPage,
  Driver,
  DriverOptions,
  PageOptions,
  RequestPage,
  SessionKind,
} from './driver';
import { ProtocolPage } from './protocol-page';

export interface ChromiumDriverOptions extends DriverOptions {
  framing: FramingName;
  /** Its windows can be clicked. */
  chooser?: boolean;
}

/** Where Valence has its in-memory sessions, too. */
const SHARED_MEMORY = '/dev/shm';

/** What Valence would start Chromium with; the user agent is only a name. */
export const switchesFor = (userDataDir: string, extra: ReadonlyMap<string, string> = new Map()): string[] =>
  commandLine({
    userDataDir,
    switches: new Map([
      ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64) Bench/1.0'],
      ['disk-cache-dir', userDataDir],
    ]),
    extra,
    arguments: [],
  });

class ChromiumSession implements BenchSession {
  readonly #client: ProtocolClient;
  readonly #framing: FramingName;
  readonly #context: { browserContextId?: string };
  readonly #userDataDir: string | null;

  /** `userDataDir`: of a browser whose windows can be clicked. */
  constructor(
    client: ProtocolClient,
    framing: FramingName,
    context: { browserContextId?: string },
    userDataDir: string | null = null,
  ) {
    this.#client = client;
    this.#framing = framing;
    this.#context = context;
    this.#userDataDir = userDataDir;
  }

  async newDevicePage(): Promise<DevicePage> {
    if (this.#userDataDir === null) throw new Error("This contender cannot click Chromium's chooser");
    const page = await this.#open({});
    const port = Number(readFileSync(join(this.#userDataDir, PORT_FILE), 'utf8').split('\n')[0]);
    return new ChooserPage(page, await UIDevTools.connect(port));
  }

  async setCookie(cookie: BenchCookie): Promise<void> {
    await this.setCookies([cookie]);
  }

  async setCookies(cookies: readonly BenchCookie[]): Promise<void> {
    await this.#client.send('Storage.setCookies', {
      cookies: cookies.map(({ name, value, host }) => ({ name, value, url: `https://${host}/` })),
      ...this.#context,
    });
  }

  async countCookies(): Promise<number> {
    const { cookies } = await this.#client.send('Storage.getCookies', this.#context);
    return cookies.length;
  }

  loadExtension(folder: string): Promise<unknown> {
    return this.#client.send('Extensions.loadUnpacked', { path: folder });
  }

  newPage(options: PageOptions = {}): Promise<BenchPage> {
    return this.#open(options);
  }

  newRequestPage(): Promise<RequestPage> {
    return this.#open({});
  }

  newBodyPage(): Promise<BodyPage> {
    return this.#open({});
  }

  async newDownloads(directory: string, pageURL: string): Promise<BenchDownloads> {
    const page = await this.#open({});
    await page.load(pageURL);
    return ChromiumDownloads.open(this.#client, page, directory);
  }

  newAnsweringPage(): Promise<AnsweringPage> {
    throw new Error('Bare Chromium has no handlers: cases that need them ask the libraries');
  }

  #open(options: PageOptions): Promise<ProtocolPage> {
    const encodeBody = (body: Buffer): Buffer | string => (this.#framing === 'cbor' ? body : body.toString('base64'));
    return ProtocolPage.open(this.#client, { ...options, ...this.#context, encodeBody });
  }
}

class ChromiumDriver implements Driver {
  readonly #options: ChromiumDriverOptions;
  readonly #browsers: LaunchedChromium[] = [];
  readonly #temporary: string[] = [];

  constructor(options: ChromiumDriverOptions) {
    this.#options = options;
  }

  firstSession(): Promise<BenchSession> {
    return this.furtherSession('persistent');
  }

  async furtherSession(kind: SessionKind): Promise<BenchSession> {
    if (kind === 'context') {
      const { client } = this.#browsers[0]!;
      const { browserContextId } = await client.send('Target.createBrowserContext');
      return new ChromiumSession(client, this.#options.framing, { browserContextId });
    }
    const { executable, framing, chooser } = this.#options;
    const directory = this.#newDirectory(kind);
    const switches = switchesFor(directory, chooser ? UI_DEVTOOLS_SWITCHES : undefined);
    const browser = launchChromium(executable, switches, framing);
    this.#browsers.push(browser);
    return new ChromiumSession(browser.client, framing, {}, chooser ? directory : null);
  }

  #newDirectory(kind: SessionKind): string {
    if (kind === 'persistent') return mkdtempSync(join(this.#options.scratch, 'profile-'));
    const directory = mkdtempSync(join(SHARED_MEMORY, 'valence-bench-'));
    this.#temporary.push(directory);
    return directory;
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    for (const directory of this.#temporary) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const open = (options: ChromiumDriverOptions): Driver => new ChromiumDriver(options);
