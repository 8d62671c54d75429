// Bad certificates that the app is asked about.
import { expect } from 'chai';
import { app } from 'electron';
import { defer } from './lib/cleanup';
import { rejectionOf } from './lib/fetch';
import { listenSecurely } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';

type Listener = (
  event: Electron.Event,
  url: string,
  error: string,
  certificate: Electron.Certificate,
  callback: (isTrusted: boolean) => void,
  isMainFrame: boolean,
) => void;

const trust: Listener = (event, _url, _error, _certificate, callback) => {
  event.preventDefault();
  callback(true);
};

describe('webContents event certificate-error', () => {
  it('lets a page load whose certificate the app trusts', async () => {
    const { origin } = await listenSecurely('<title>secure</title>');
    const { webContents } = newWindow();
    const asked: unknown[] = [];
    webContents.on('certificate-error', (event, url, error, certificate, callback, isMainFrame) => {
      event.preventDefault();
      asked.push({ url, error, subject: certificate.subjectName, isMainFrame });
      callback(true);
    });
    await webContents.loadURL(origin);
    expect(webContents.getTitle()).to.equal('secure');
    expect(asked[0]).to.deep.equal({
      url: `${origin}/`,
      error: 'net::ERR_CERT_AUTHORITY_INVALID',
      subject: 'localhost',
      isMainFrame: true,
    });
  });

  it('fails the page, before the server gets a request, if the app does not trust it or does not answer', async () => {
    const { origin, requests } = await listenSecurely();
    const { webContents } = newWindow();
    const listeners: Listener[] = [
      () => undefined,
      (event, _url, _error, _certificate, callback) => {
        event.preventDefault();
        callback(false);
      },
    ];
    for (const listener of listeners) {
      webContents.once('certificate-error', listener);
      const { message } = await rejectionOf(webContents.loadURL(origin));
      expect(message).to.match(/^ERR_CERT_AUTHORITY_INVALID/);
    }
    expect(requests).to.have.lengthOf(0);
  });

  it('is emitted for what a page requests', async () => {
    const page = await listenSecurely();
    const { webContents } = newWindow();
    webContents.on('certificate-error', trust);
    await webContents.loadURL(page.origin);
    const other = page.origin.replace('127.0.0.1', 'localhost');
    const fetched: unknown = await webContents.executeJavaScript(
      `fetch('${other}', { mode: 'no-cors' }).then(({ type }) => type, String)`,
    );
    expect(fetched).to.equal('opaque');
  });

  it('does not reach another session', async () => {
    const { origin } = await listenSecurely('<title>secure</title>');
    const [one, other] = [newWindow(), newWindow()];
    one.webContents.on('certificate-error', trust);
    await one.webContents.loadURL(origin);
    expect((await rejectionOf(other.webContents.loadURL(origin))).message).to.match(/^ERR_CERT_AUTHORITY_INVALID/);
  });
});

describe('app event certificate-error', () => {
  it('decides for pages of every session', async () => {
    const { origin } = await listenSecurely('<title>secure</title>');
    const { webContents } = newWindow({ webPreferences: { session: newSession() } });
    const listener = (event: Electron.Event, contents: Electron.WebContents, ...args: unknown[]): void => {
      if (contents !== webContents) return;
      event.preventDefault();
      (args[3] as (isTrusted: boolean) => void)(true);
    };
    app.on('certificate-error', listener);
    defer(() => app.removeListener('certificate-error', listener));
    await webContents.loadURL(origin);
    expect(webContents.getTitle()).to.equal('secure');
  });
});
