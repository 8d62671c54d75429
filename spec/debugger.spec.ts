import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { listen } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';

describe('contents.debugger', () => {
  const shared = useSharedSession();
  const open = async (html = '<title>page</title>'): Promise<BrowserWindow> => {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(`data:text/html,${html}`);
    return window;
  };
  const reasonOf = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(() => 'nothing').catch(({ message }) => message as string);

  it('answers commands, with binary values as base64', async () => {
    const { debugger: client } = (await open()).webContents;
    client.attach('1.3');
    const { result } = await client.sendCommand('Runtime.evaluate', { expression: '6 * 7' });
    const { data } = await client.sendCommand('Page.captureScreenshot', { format: 'png' });
    expect([result.value, Buffer.from(data, 'base64').subarray(1, 4).toString()]).to.deep.equal([42, 'PNG']);
  });

  it('may be used at once, before the window has a page', async () => {
    const window = newWindow({ webPreferences: { session: shared() } });
    window.webContents.debugger.attach();
    const { result } = await window.webContents.debugger.sendCommand('Runtime.evaluate', { expression: '1' });
    expect(result.value).to.equal(1);
  });

  it('emits message with events that it has enabled', async () => {
    const window = await open();
    const server = await listen();
    const { debugger: client } = window.webContents;
    client.attach();
    await client.sendCommand('Network.enable');
    const message = nextEvent<[unknown, string, { request: { url: string } }, string]>(client, 'message');
    await window.loadURL(server.origin);
    const [, method, { request }, sessionId] = await message;
    expect([method, request.url, sessionId]).to.deep.equal(['Network.requestWillBeSent', `${server.origin}/`, '']);
  });

  it('holds requests that it pauses until the app continues them', async () => {
    const window = await open();
    const server = await listen();
    const { debugger: client } = window.webContents;
    client.attach();
    client.on('message', (_, method, { requestId }) => {
      if (method !== 'Fetch.requestPaused') return;
      const body = Buffer.from('<title>answered</title>').toString('base64');
      void client.sendCommand('Fetch.fulfillRequest', { requestId, responseCode: 200, body });
    });
    await client.sendCommand('Fetch.enable');
    await window.loadURL(server.origin);
    expect([window.webContents.getTitle(), server.requests.length]).to.deep.equal(['answered', 0]);
  });

  it('rejects with the message of Chromium', async () => {
    const { debugger: client } = (await open()).webContents;
    client.attach();
    expect(await reasonOf(client.sendCommand('Test'))).to.include("'Test' wasn't found");
    expect(await reasonOf(client.sendCommand('Runtime.evaluate', {}, 'none'))).to.include('not found');
  });

  it('throws for a second attach() and for a version that Chromium does not speak', async () => {
    const { debugger: client } = (await open()).webContents;
    expect(() => client.attach('2.0')).to.throw('Requested protocol version is not supported');
    client.attach();
    expect(() => client.attach()).to.throw('Debugger is already attached to the target');
  });

  it('ends with detach(), and rejects what is under way', async () => {
    const { debugger: client } = (await open()).webContents;
    expect(await reasonOf(client.sendCommand('Runtime.enable'))).to.equal('No target available');
    client.attach();
    const reasons: unknown[] = [];
    client.on('detach', (_, reason) => reasons.push(reason));
    const pending = reasonOf(
      client.sendCommand('Runtime.evaluate', { expression: 'new Promise(() => 0)', awaitPromise: true }),
    );
    client.detach();
    client.detach();
    expect([await pending, reasons, client.isAttached()]).to.deep.equal([
      'target closed while handling command',
      ['target closed'],
      false,
    ]);
    client.attach();
    expect(client.isAttached()).to.equal(true);
  });

  it('detaches when the window is closed', async () => {
    const window = await open();
    const { debugger: client } = window.webContents;
    client.attach();
    await client.sendCommand('Runtime.enable');
    const detached = nextEvent<[unknown, string]>(client, 'detach');
    window.destroy();
    expect([(await detached)[1], client.isAttached()]).to.deep.equal(['target closed', false]);
  });
});
