// The samples of the seed document about permissions and display media, with other hosts and what their pages get.
import { expect } from 'chai';
import { printed, spawnApp } from './lib/apps';
import { startDisplay } from './lib/display';
import { listen, sendPage } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';

const PAGE = '<title>Page</title><body style="background: red">';

describe('seed samples of permissions', () => {
  it('ses.setPermissionRequestHandler(handler): one host gets no notifications', async () => {
    const { port } = await listen((_, response) => sendPage(response, PAGE));
    const ses = newSession();
    ses.setPermissionRequestHandler((webContents, permission, callback) => {
      if (new URL(webContents.getURL()).hostname === 'some-host.localhost' && permission === 'notifications') {
        return callback(false); // denied.
      }
      callback(true);
    });
    const answers: unknown[] = [];
    for (const host of ['some-host.localhost', 'other.localhost']) {
      const win = newWindow({ webPreferences: { session: ses } });
      await win.loadURL(`http://${host}:${port}`);
      answers.push(await win.webContents.executeJavaScript('Notification.requestPermission()', true));
    }
    expect(answers).to.deep.equal(['denied', 'granted']);
  });

  it('ses.setPermissionCheckHandler(handler): one host has notifications, and nothing else is granted', async () => {
    const { port } = await listen((_, response) => sendPage(response, PAGE));
    const ses = newSession();
    ses.setPermissionCheckHandler((_webContents, permission, requestingOrigin) => {
      if (new URL(requestingOrigin).hostname === 'some-host.localhost' && permission === 'notifications') {
        return true; // granted
      }
      return false; // denied
    });
    const states: unknown[] = [];
    for (const host of ['some-host.localhost', 'other.localhost']) {
      const win = newWindow({ webPreferences: { session: ses } });
      await win.loadURL(`http://${host}:${port}`);
      for (const name of ['notifications', 'geolocation']) {
        const query = `navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`;
        states.push(await win.webContents.executeJavaScript(query));
      }
    }
    expect(states).to.deep.equal(['granted', 'denied', 'denied', 'denied']);
  });

  it('ses.setDisplayMediaRequestHandler(handler): a page captures itself', async () => {
    const { origin } = await listen((_, response) => sendPage(response, PAGE));
    const ses = newSession();
    ses.setDisplayMediaRequestHandler((request, callback) => {
      // Allow the tab to capture itself.
      callback({ video: request.frame });
    });
    const win = newWindow({ webPreferences: { session: ses } });
    await win.loadURL(origin.replace('127.0.0.1', 'localhost'));
    const kinds: unknown = await win.webContents.executeJavaScript(
      'navigator.mediaDevices.getDisplayMedia().then((stream) => stream.getTracks().map(({ kind }) => kind))',
      true,
    );
    expect(kinds).to.deep.equal(['video']);
  });

  it('ses.setDisplayMediaRequestHandler(handler): the first screen is found; that it cannot be captured is said', async () => {
    const app = spawnApp(
      `const { app, BrowserWindow, session, desktopCapturer } = require('electron');
      app.whenReady().then(async () => {
        session.defaultSession.setDisplayMediaRequestHandler((request, callback) => {
          desktopCapturer.getSources({ types: ['screen'] }).then((sources) => {
            console.log(JSON.stringify(sources.map(({ name }) => name)));
            // Grant access to the first screen found.
            callback({ video: sources[0] });
          }).catch(({ name }) => console.log(JSON.stringify([name])));
        });
        const win = new BrowserWindow();
        await win.loadFile('page.html');
        const code = 'navigator.mediaDevices.getDisplayMedia().catch(({ name }) => [name])';
        console.log(JSON.stringify(await win.webContents.executeJavaScript(code, true)));
        app.quit();
      });`,
      { files: { 'page.html': PAGE }, env: { DISPLAY: await startDisplay(), WAYLAND_DISPLAY: undefined } },
    );
    expect(printed(await app.exited)).to.deep.equal([['Entire screen'], ['TypeError'], ['AbortError']]);
  });
});
