// Directory routes of the running test, and a page that asks them.
import { BrowserWindow } from 'electron';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { defer } from './cleanup';
import { fetchIn } from './protocol';
import { useSharedSession } from './sessions';
import { tempDir } from './temp';

/** An addition to Electron's. */
export interface ValenceProtocol extends Electron.Protocol {
  handleDirectory(scheme: string, directory: string, options?: DirectoryOptions): void;
}

export interface DirectoryOptions {
  host?: string;
  dotfiles?: boolean;
  headers?: Record<string, string>;
}

type Files = Record<string, string | Buffer>;

export const protocolOf = (ses: Electron.Session): ValenceProtocol => ses.protocol as ValenceProtocol;

/** A directory with these files: path to content. */
export function directoryOf(files: Files): string {
  const directory = fs.realpathSync(tempDir());
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  return directory;
}

/** How many descriptors of this process lead to a file. */
export function descriptorsOf(file: string): number {
  const target = (name: string): string => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return ''; // closed in between
    }
  };
  return fs.readdirSync('/proc/self/fd').filter((name) => target(name).startsWith(file)).length;
}

/** One session and one page for all tests of a file. */
export class DirectoryRoutes {
  readonly session = useSharedSession();
  contents!: Electron.WebContents;

  constructor() {
    before(() => {
      const window = new BrowserWindow({ show: false, webPreferences: { session: this.session() } });
      this.contents = window.webContents;
    });
  }

  /** Removed after the test. */
  add(scheme: string, directory: string, options?: DirectoryOptions): void {
    const protocol = protocolOf(this.session());
    protocol.handleDirectory(scheme, directory, options);
    defer(() => {
      if (protocol.isProtocolHandled(scheme)) protocol.unhandle(scheme);
    });
  }

  /** Serves these files at `app://host/`, with a page there. Resolves with their directory. */
  async open(files: Files, options?: DirectoryOptions): Promise<string> {
    const directory = directoryOf({ 'index.html': '<title>Index</title>', ...files });
    this.add('app', directory, options);
    await this.contents.loadURL('app://host/');
    return directory;
  }

  run(code: string): Promise<unknown> {
    return this.contents.executeJavaScript(code);
  }

  /** Status and body of fetch() in the page. */
  get(url: string, init = {}): Promise<string> {
    return fetchIn(this.contents, url, init);
  }

  /** Status and some headers of fetch() in the page; null for those that are not there. */
  head(url: string, names: string[], init = {}): Promise<unknown> {
    return this.run(`fetch(${JSON.stringify(url)}, ${JSON.stringify(init)})
      .then((r) => [r.status, ...${JSON.stringify(names)}.map((name) => r.headers.get(name))])`);
  }
}
