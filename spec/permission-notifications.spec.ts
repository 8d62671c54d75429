// Notifications of pages reach the desktop if the app lets them.
import { session } from 'electron';
import { expect } from 'chai';
import { useNotificationService } from './lib/notification-service';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

describe('ses.setPermissionRequestHandler(handler)', () => {
  const shown = useNotificationService();
  let server: LocalServer;
  let ses: Electron.Session;

  before(async () => {
    server = await listenUntilClosed();
    ses = session.fromPartition(randomPartition());
  });
  afterEach(() => {
    closeAllWindows();
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  it('shows the notifications of an origin that it grants, and of no other', async () => {
    ses.setPermissionRequestHandler((_contents, _permission, callback, { requestingUrl }) => {
      callback(requestingUrl.includes('granted'));
    });
    const states = [];
    for (const host of ['denied', 'granted']) {
      const window = openWindow({ webPreferences: { session: ses } });
      await window.loadURL(`http://${host}.localhost:${server.port}`);
      states.push(
        await window.webContents.executeJavaScript(
          `Notification.requestPermission().then((state) => {
            new Notification('Title of ${host}', { body: 'Body' });
            return state;
          })`,
          true,
        ),
      );
    }
    expect(states).to.deep.equal(['denied', 'granted']);
    await until('the notification', () => shown().length > 0);
    expect(shown().map(({ title }) => title)).to.deep.equal(['Title of granted']);
    expect(shown()[0]?.body).to.include('Body');
  });
});
