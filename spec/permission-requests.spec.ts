// What pages ask for goes to the request handler, and Chromium acts by its answer.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { evaluateNatively } from './lib/internals';
import { emulateUser, PERMISSION_KINDS, titleOf, useFakeMedia, type PermissionKind } from './lib/permission-kinds';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newSession, newWindow, openWindow, randomPartition } from './lib/sessions';
import { tempDir } from './lib/temp';
import { nextUncaughtException } from './lib/uncaught';
import { until } from './lib/until';

type Handler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;

interface Asked {
  contents: Electron.WebContents;
  permission: string;
  details: object;
  callback: (granted: boolean) => void;
}

const HTML = { headers: { 'content-type': 'text/html' } };
const GEOLOCATION = PERMISSION_KINDS.find(({ name }) => name === 'geolocation') as PermissionKind;

describe('ses.setPermissionRequestHandler(handler)', () => {
  useFakeMedia();
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;
  let tests = 0;

  before(async () => {
    server = await listenUntilClosed();
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    tests += 1;
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(origin());
    await emulateUser(window.webContents);
  });
  afterEach(() => {
    closeAllWindows();
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  /** Other origins for every test: what was answered holds for the session. */
  const origin = (): string => `http://a${tests}.localhost:${server.port}`;
  const otherOrigin = (): string => `http://b${tests}.localhost:${server.port}`;
  const inPage = (code: string, contents = window.webContents): Promise<unknown> =>
    contents.executeJavaScript(code, true) as Promise<unknown>;
  /** Records every request; `answer` may answer it. */
  function collect(answer?: (asked: Asked) => void, target = ses): Asked[] {
    const all: Asked[] = [];
    const handler: Handler = (contents, permission, callback, details) => {
      const asked = { contents, permission, callback, details };
      all.push(asked);
      answer?.(asked);
    };
    target.setPermissionRequestHandler(handler);
    return all;
  }
  const grant = ({ callback }: Asked): void => callback(true);
  const deny = ({ callback }: Asked): void => callback(false);
  const first = async (asked: Asked[]): Promise<Asked> => until('the request', () => asked[0]);

  for (const kind of PERMISSION_KINDS) {
    describe(titleOf(kind), () => {
      it('grants without a handler', async () => {
        expect(await inPage(kind.use)).to.equal(kind.granted);
      });

      it('is asked, and grants', async () => {
        const asked = collect(grant);
        expect(await inPage(kind.use)).to.equal(kind.granted);
        expect(asked).to.have.length(1);
        const [{ contents, permission, details }] = asked as [Asked];
        expect(contents).to.equal(window.webContents);
        expect(permission).to.equal(kind.name);
        expect(details).to.deep.equal({
          requestingUrl: `${origin()}/`,
          isMainFrame: true,
          ...kind.details?.(origin()),
        });
      });

      it("denies, in Chromium's words", async () => {
        collect(deny);
        expect(await inPage(kind.use)).to.equal(kind.denied);
      });

      it('denies what goes around the wrapper, before and after it was asked', async () => {
        collect(deny);
        const native = (): Promise<unknown> => evaluateNatively(window.webContents, kind.use);
        // What pages may do without asking follows the check handler.
        if (kind.name !== 'notifications') expect(await native()).not.to.equal(kind.granted);
        await inPage(kind.use);
        expect(await native()).to.equal(kind.denied);
      });

      it('is asked again each time: the last answer holds', async () => {
        const answers = [true, false, true];
        const asked = collect(({ callback }) => callback(answers[asked.length - 1] ?? false));
        const got = [];
        for (const _ of answers) got.push(await inPage(kind.use));
        expect(got).to.deep.equal([kind.granted, kind.denied, kind.granted]);
      });

      it('grants to one origin of one session', async () => {
        collect(({ contents, callback }) => callback(contents === window.webContents));
        expect(await inPage(kind.use)).to.equal(kind.granted);
        const other = newWindow({ webPreferences: { session: ses } });
        await other.loadURL(otherOrigin());
        await emulateUser(other.webContents);
        expect(await inPage(kind.use, other.webContents)).to.equal(kind.denied);
        expect(await evaluateNatively(other.webContents, kind.use)).to.equal(kind.denied);
      });
    });
  }

  it('holds after Chromium was killed', async () => {
    collect(({ permission, callback }) => callback(permission !== 'clipboard-read'));
    const uses = `Promise.all([${PERMISSION_KINDS.map(({ use }) => use).join()}])`;
    const expected = PERMISSION_KINDS.map(({ name, granted, denied }) =>
      name === 'clipboard-read' ? denied : granted,
    );
    expect(await inPage(uses)).to.deep.equal(expected);
    await endBrowser(ses);
    await window.loadURL(origin());
    await emulateUser(window.webContents);
    expect(await evaluateNatively(window.webContents, uses)).to.deep.equal(expected);
  });

  it('asks once for camera and microphone together', async () => {
    const asked = collect(grant);
    const tracks = `navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then((all) => all.getTracks().length)`;
    expect(await inPage(tracks)).to.equal(2);
    expect(asked.map(({ details }) => (details as { mediaTypes: string[] }).mediaTypes)).to.deep.equal([
      ['audio', 'video'],
    ]);
  });

  for (const [answer, expected] of [
    [true, 'stream'],
    [false, 'NotAllowedError'],
  ] as const) {
    it(`is asked by navigator.webkitGetUserMedia(), which gives its ${answer ? 'first' : 'second'} callback the answer`, async () => {
      const asked = collect(({ callback }) => callback(answer));
      const got = await inPage(`new Promise((resolve) =>
        navigator.webkitGetUserMedia({ video: true }, () => resolve('stream'), ({ name }) => resolve(name)))`);
      expect(got).to.equal(expected);
      expect(asked).to.have.length(1);
    });
  }

  it('gives a watch of the position its id at once, and ends it by that id', async () => {
    const asked = collect();
    const id = await inPage(
      `globalThis.positions = 0; globalThis.id = navigator.geolocation.watchPosition(() => ++positions); id`,
    );
    expect(id).to.be.a('number');
    (await first(asked)).callback(true);
    await until('a position', () => inPage('positions > 0'));
    await inPage('navigator.geolocation.clearWatch(id)');
    const before = await inPage('positions');
    collect(grant);
    await emulateUser(window.webContents);
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.granted);
    expect(await inPage('positions')).to.equal(before);
  });

  it('starts no watch that was ended while the app decides', async () => {
    const asked = collect();
    await inPage(`globalThis.positions = 0;
      navigator.geolocation.clearWatch(navigator.geolocation.watchPosition(() => ++positions));`);
    (await first(asked)).callback(true);
    collect(grant);
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.granted);
    expect(await inPage('positions')).to.equal(0);
  });

  it('is not asked for what Chromium refuses by itself', async () => {
    const asked = collect(grant);
    const errors = await inPage(`Promise.all([
      navigator.mediaDevices.getUserMedia({}),
      navigator.mediaDevices.getUserMedia(),
      navigator.clipboard.readText.call({}),
      navigator.requestMIDIAccess.call({}),
      navigator.permissions.query({ name: 'unheard-of' }),
    ].map((promise) => promise.then(() => 'resolved', ({ name }) => name)))`);
    expect(errors).to.deep.equal(Array.from({ length: 5 }, () => 'TypeError'));
    const thrown = await inPage(`
      [() => navigator.geolocation.getCurrentPosition(), () => navigator.geolocation.watchPosition(7)].map((call) => {
        try { call(); } catch ({ name }) { return name; }
      })`);
    expect(thrown).to.deep.equal(['TypeError', 'TypeError']);
    expect(asked).to.have.length(0);
  });

  describe('frames', () => {
    const frameOf = async (allow: string): Promise<Electron.WebFrameMain> => {
      const url = `${otherOrigin()}/frame${allow.length}`;
      await inPage(`new Promise((resolve) => {
        const properties = { allow: ${JSON.stringify(allow)}, src: '${url}', onload: resolve };
        document.body.append(Object.assign(document.createElement('iframe'), properties));
      }).then(() => undefined)`);
      return until('the frame', () => window.webContents.mainFrame.framesInSubtree.find((frame) => frame.url === url));
    };
    // The position is that of the page.
    const use = GEOLOCATION.use.replace('[coords.latitude, coords.longitude].join()', "'ok'");

    it('of another origin ask with their own URL', async () => {
      const frame = await frameOf('camera');
      const asked = collect(grant);
      expect(await frame.executeJavaScript(media())).to.equal('ok');
      expect(asked.map(({ details }) => details)).to.deep.equal([
        {
          requestingUrl: frame.url,
          isMainFrame: false,
          securityOrigin: `${otherOrigin()}/`,
          mediaTypes: ['video'],
        },
      ]);
    });

    it('without permission of the page do not ask', async () => {
      const frame = await frameOf('');
      const asked = collect(grant);
      expect(await frame.executeJavaScript(use, true)).to.match(/^1: /);
      expect(asked).to.have.length(0);
    });

    it('of another origin that are denied end nothing that the page was granted', async () => {
      const frame = await frameOf('camera');
      collect(({ details, callback }) => callback((details as { isMainFrame: boolean }).isMainFrame));
      const live = `navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
        globalThis.track = stream.getTracks()[0];
        return track.readyState;
      })`;
      expect(await inPage(live)).to.equal('live');
      expect(await frame.executeJavaScript(media())).to.equal('NotAllowedError: Permission denied');
      expect(await inPage(media())).to.equal('ok');
      expect(await inPage('track.readyState')).to.equal('live');
    });
  });

  const media = (): string => PERMISSION_KINDS.find(({ mediaType }) => mediaType === 'video')?.use ?? '';

  describe('pages', () => {
    const detailsOf = (url: string, securityOrigin: string): object => {
      return { requestingUrl: url, isMainFrame: true, securityOrigin, mediaTypes: ['video'] };
    };

    it('from files ask', async () => {
      const file = path.join(tempDir(), 'page.html');
      writeFileSync(file, '<title>File</title>');
      await window.loadFile(file);
      const asked = collect(grant);
      expect(await inPage(media())).to.equal('ok');
      expect(asked.map(({ details }) => details)).to.deep.equal([detailsOf(`file://${file}`, 'file:///')]);
    });

    it('of custom schemes ask', async () => {
      ses.protocol.handle('app', () => new Response('<title>Page</title>', HTML));
      try {
        await window.loadURL('app://host/page');
        const asked = collect(grant);
        expect(await inPage(media())).to.equal('ok');
        expect(asked.map(({ details }) => details)).to.deep.equal([detailsOf('app://host/page', 'app://host/')]);
      } finally {
        ses.protocol.unhandle('app');
      }
    });

    it('that a page has opened ask for themselves', async () => {
      const url = `${origin()}/popup`;
      const created = once(window.webContents, 'did-create-window') as Promise<[BrowserWindow]>;
      await inPage(`open('${url}'); undefined`);
      const [{ webContents }] = await created;
      await until('the popup', () => webContents.getURL() === url && !webContents.isLoading());
      const asked = collect(grant);
      expect(await inPage(media(), webContents)).to.equal('ok');
      expect(asked.map(({ contents, details }) => [contents, details])).to.deep.equal([
        [webContents, detailsOf(url, `${origin()}/`)],
      ]);
    });

    it('without an origin do not ask for cameras, which Chromium gives them in no case', async () => {
      const asked = collect(grant);
      await inPage(`new Promise((onload) => {
        const properties = { sandbox: 'allow-scripts', allow: 'camera', src: '/sandboxed', onload };
        document.body.append(Object.assign(document.createElement('iframe'), properties));
      }).then(() => undefined)`);
      const frame = await until('the frame', () => window.webContents.mainFrame.frames[0]);
      expect(await frame.executeJavaScript(media())).to.equal('SecurityError: Invalid security origin');
      expect(asked).to.deep.equal([]);
    });
  });

  it('denies what is pending when the handler is cleared; then grants', async () => {
    const asked = collect();
    const got = inPage(GEOLOCATION.use);
    await first(asked);
    ses.setPermissionRequestHandler(null);
    expect(await got).to.equal(GEOLOCATION.denied);
    asked[0]?.callback(true);
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.granted);
  });

  it('leaves what is pending to a handler that was replaced', async () => {
    const before = collect();
    const got = inPage(GEOLOCATION.use);
    const pending = await first(before);
    collect(deny);
    pending.callback(true);
    expect(await got).to.equal(GEOLOCATION.granted);
  });

  it('counts the first answer', async () => {
    collect(({ callback }) => {
      callback(false);
      callback(true);
    });
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.denied);
    expect(await evaluateNatively(window.webContents, GEOLOCATION.use)).to.equal(GEOLOCATION.denied);
  });

  it('denies when the handler throws, which is an uncaught exception', async () => {
    collect(() => {
      throw new Error('of the handler');
    });
    const thrown = nextUncaughtException();
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.denied);
    expect((await thrown).message).to.equal('of the handler');
  });

  it('keeps two sessions that ask at once apart', async () => {
    const other = newSession();
    const otherWindow = newWindow({ webPreferences: { session: other } });
    await otherWindow.loadURL(origin());
    await emulateUser(otherWindow.webContents);
    const mine = collect();
    const theirs = collect(undefined, other);
    const got = [inPage(GEOLOCATION.use), inPage(GEOLOCATION.use, otherWindow.webContents)];
    const [own, foreign] = [await first(mine), await first(theirs)];
    other.setPermissionRequestHandler(null);
    expect(await got[1]).to.equal(GEOLOCATION.denied);
    own.callback(true);
    foreign.callback(true);
    expect(await got[0]).to.equal(GEOLOCATION.granted);
    expect([mine.length, theirs.length]).to.deep.equal([1, 1]);
  });

  for (const [what, leave] of [
    ['navigates', (): Promise<void> => window.loadURL(`${origin()}/next`)],
    [
      'is closed',
      async (): Promise<void> => {
        const destroyed = once(window.webContents, 'destroyed');
        window.close();
        await destroyed;
      },
    ],
  ] as const) {
    it(`ignores an answer that comes when the page ${what}`, async () => {
      const asked = collect();
      void inPage(GEOLOCATION.use).catch(() => undefined);
      const { callback } = await first(asked);
      await leave();
      callback(true);
      const other = newWindow({ webPreferences: { session: ses } });
      await other.loadURL(origin());
      await emulateUser(other.webContents);
      expect(await evaluateNatively(other.webContents, GEOLOCATION.use)).to.equal(GEOLOCATION.denied);
      expect(asked).to.have.length(1);
    });
  }

  it('bounds a flood of 10,000 requests', async () => {
    const asked = collect();
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
    const refused = await inPage(`new Promise((resolve) => {
      let refused = 0;
      const done = () => ++refused === 9984 && resolve(refused);
      for (let i = 0; i < 10000; ++i) navigator.geolocation.getCurrentPosition(done, done);
    })`);
    expect(refused).to.equal(9984);
    expect(asked).to.have.length(16);
    expect((await warned)[0].code).to.equal('VALENCE_PERMISSION_FLOOD');
    for (const { callback } of asked) callback(false);
    void inPage(GEOLOCATION.use).catch(() => undefined);
    await until('one more', () => asked.length === 17);
  });

  it('takes messages for what they are, however they are forged', async () => {
    const asked = collect(grant);
    const forged = [
      `{"topic":"permissions","id":1}`,
      `{"topic":"permissions","id":1,"type":"request","permission":"__proto__"}`,
      `{"topic":"permissions","id":1,"type":"request","permission":"hid"}`,
      `{"topic":"permissions","id":1,"type":"request","permission":"media"}`,
      `{"topic":"permissions","id":1,"type":"request","permission":"media","audio":"yes"}`,
      `{"topic":"permissions","id":"1","type":"request","permission":"geolocation"}`,
      `{"topic":"permissions","id":1,"type":"check","queried":{"name":7}}`,
    ];
    await inPage(`
      const { stringify } = JSON;
      for (const text of ${JSON.stringify(forged)}) {
        JSON.stringify = () => text;
        navigator.geolocation.getCurrentPosition(() => {});
      }
      JSON.stringify = stringify;
      undefined;`);
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.granted);
    expect(asked).to.have.length(1);
  });

  it('answers 200 requests in a row: granted, denied', async () => {
    let answer = true;
    const asked = collect(({ callback }) => {
      callback(answer);
      answer = !answer;
    });
    const got = (await inPage(`(async () => {
      const got = [];
      for (let i = 0; i < 200; ++i) got.push(await ${GEOLOCATION.use});
      return got;
    })()`)) as string[];
    expect(got).to.deep.equal(
      Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? GEOLOCATION.granted : GEOLOCATION.denied)),
    );
    expect(asked).to.have.length(200);
  });

  it('takes a function or null only', () => {
    expect(() => ses.setPermissionRequestHandler(7 as unknown as null)).to.throw(
      TypeError,
      'handler must be a function or null, got number',
    );
  });
});
