// A page to make requests with: one window for all tests of a describe, a server and no listeners for each.
import { BrowserWindow } from 'electron';
import { listen, type LocalServer } from './servers';
import { useSharedSession } from './sessions';
import { removeListenersAfterTest, requestRoutes, type ValenceWebRequest } from './web-requests';

export interface RequestPage {
  readonly session: Electron.Session;
  readonly webRequest: ValenceWebRequest;
  readonly contents: Electron.WebContents;
  readonly server: LocalServer;
  /** The server under a host that is another origin. */
  readonly otherOrigin: string;
  /** The body of the page's fetch of a path or URL; or the error as text. */
  fetchText(url: string, options?: object): Promise<string>;
  /** Of `/echo`: the headers of the request as the server got them. */
  echo(options?: object): Promise<Record<string, string>>;
}

/** Call in a describe. The page is loaded anew before each test. */
export function useRequestPage(): RequestPage {
  const session = useSharedSession();
  let window: Electron.BrowserWindow | undefined;
  let server: LocalServer | undefined;
  const ready = <T>(value: T | undefined): T => {
    if (!value) throw new Error('There is no page before the tests run');
    return value;
  };
  before(() => {
    window = new BrowserWindow({ width: 800, height: 600, webPreferences: { session: session() } });
  });
  beforeEach(async () => {
    server = await listen(requestRoutes);
    removeListenersAfterTest(session());
    await session().clearStorageData({ storages: ['cookies'] });
    await ready(window).loadURL(server.origin);
  });
  const fetchText = (url: string, options: object = {}): Promise<string> => {
    const call = `fetch(${JSON.stringify(url)}, ${JSON.stringify(options)})`;
    return ready(window).webContents.executeJavaScript(
      `${call}.then((r) => r.text()).catch(String)`,
    ) as Promise<string>;
  };
  return {
    get session() {
      return session();
    },
    get webRequest() {
      return session().webRequest as ValenceWebRequest;
    },
    get contents() {
      return ready(window).webContents;
    },
    get server() {
      return ready(server);
    },
    get otherOrigin() {
      return `http://localhost:${ready(server).port}`;
    },
    fetchText,
    echo: async (options) =>
      (JSON.parse(await fetchText('/echo', options)) as { headers: Record<string, string> }).headers,
  };
}
