// An app of script/inspector-picture: a few sessions with something in them, and then the inspector in the same process.
import { app, BrowserWindow, session } from 'electron';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const DAY = 24 * 60 * 60;
const now = Date.now() / 1000;

/** @type {Record<string, Omit<Electron.CookiesSetDetails, 'url'>[]>} Cookies by partition. */
const COOKIES = {
  'persist:shop': [
    { name: '__Host-session', value: 'c5b1f09a7e3d4426', secure: true, httpOnly: true, path: '/', sameSite: 'strict' },
    { name: 'cart', value: 'a3:2,b17:1', secure: true, expirationDate: now + 14 * DAY },
    { name: 'consent', value: 'necessary', domain: 'shop.example', secure: true, expirationDate: now + 180 * DAY },
    { name: 'currency', value: 'EUR', domain: 'shop.example', expirationDate: now + 365 * DAY },
    { name: 'recently_viewed', value: 'a3.b17.c9.d4', secure: true, path: '/products', expirationDate: now + 3 * DAY },
    { name: 'theme', value: 'dark', secure: true, expirationDate: now + 365 * DAY },
    { name: 'visitor', value: '7d1c9f', secure: true, sameSite: 'no_restriction', expirationDate: now + 30 * DAY },
  ],
  'persist:support': [
    { name: 'auth', value: 'eyJhbGciOiJub25lIn0', secure: true, httpOnly: true, expirationDate: now + 30 * DAY },
    { name: 'language', value: 'en', expirationDate: now + 365 * DAY },
  ],
  'checkout-test': [{ name: 'csrf', value: '91ab77', secure: true, httpOnly: true, sameSite: 'strict' }],
};

/** A page with a service worker and a picture that may be cached. */
const FILES = /** @type {Record<string, [type: string, body: string | Buffer]>} */ ({
  '/': [
    'text/html',
    '<title>Shop</title><img src="photo"><script>navigator.serviceWorker.register("worker.js")</script>',
  ],
  '/worker.js': ['text/javascript', 'addEventListener("fetch", () => undefined)'],
  '/photo': ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg"><!--${'photo '.repeat(200_000)}--></svg>`],
});

async function startServer() {
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = FILES[url] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=3600' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

/** What the page of the shop asks for, and by which device's name it is answered. @type {readonly [string, string, string][]} */
const DEVICES = [
  ['select-hid-device', 'hid.requestDevice({ filters: [] })', 'Gauge'],
  ['select-serial-port', 'serial.requestPort({})', 'Modem'],
  ['select-usb-device', 'usb.requestDevice({ filters: [] })', 'Probe'],
];

/** With --devices the page has some of the devices that are plugged in, and the inspector shows them. @param {BrowserWindow} window */
async function grantDevices(window) {
  const { session: ses } = window.webContents;
  await /** @type {any} */ (ses).deviceGrants.setPersistent(true);
  for (const [select, request, name] of DEVICES) {
    /** @type {NodeJS.EventEmitter} */ (ses).once(select, (event, first, ...rest) => {
      event.preventDefault();
      const devices = /** @type {Record<string, string>[]} */ (Array.isArray(first) ? first : first.deviceList);
      const chosen = devices.find((device) => Object.values(device).includes(name));
      rest.at(-1)(chosen?.['portId'] ?? chosen?.['deviceId']);
    });
    await window.webContents.executeJavaScript(`navigator.${request}.then(() => true)`, true);
  }
  app.once('browser-window-created', (_event, { webContents }) => {
    webContents.once('did-finish-load', () => {
      void webContents.executeJavaScript("document.getElementById('tab-devices').click()");
    });
  });
}

async function prepare() {
  const port = await startServer();
  await Promise.all(
    Object.entries(COOKIES).map(async ([partition, cookies]) => {
      const ses = session.fromPartition(partition);
      const site = `${partition.replace(/^persist:|-test$/g, '')}.example`;
      for (const cookie of cookies) await ses.cookies.set({ url: `https://${site}/`, ...cookie });
    }),
  );
  const shop = session.fromPartition('persist:shop');
  const window = new BrowserWindow({ webPreferences: { session: shop } });
  // Names below localhost are this machine's, and secure enough for service workers.
  await window.loadURL(`http://shop.localhost:${port}/`);
  await window.webContents.executeJavaScript('navigator.serviceWorker.ready.then(() => true)');
  if (process.argv.includes('--devices')) await grantDevices(window);
}

await app.whenReady();
await prepare();
createRequire(import.meta.url)(path.join(path.dirname(process.execPath), 'default_app'));
