import { ipcMain, MessageChannelMain, type BrowserWindow, type MessagePortMain } from 'electron';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { defer } from './lib/cleanup';
import { run, windowWithPreload } from './lib/preload';
import { nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

/** Ports cross to the page by window.postMessage(), as apps do it. */
const PRELOAD = `
  const { contextBridge, ipcRenderer } = require('electron');
  addEventListener('message', ({ data, ports }) => {
    if (data.send) ipcRenderer.postMessage(data.send, data.message, ports);
  });
  ipcRenderer.on('port', ({ ports }, message) => {
    globalThis.received = [message, ports.length];
    for (const port of ports) port.onmessage = ({ data, ports: [next] }) => {
      port.postMessage({ echo: data, transferred: next !== undefined });
      if (next) next.postMessage('through the second');
    };
  });
  contextBridge.exposeInMainWorld('post', {
    received: () => globalThis.received,
    bad: (transfer) => { try { ipcRenderer.postMessage('x', 1, transfer); } catch ({ name, message }) { return name + ': ' + message; } },
    badMessage: () => { try { ipcRenderer.postMessage('x', () => 0); } catch ({ message }) { return message; } }
  });
`;

type Message = { data: unknown; ports: MessagePortMain[] };

describe('message ports', () => {
  const shared = useSharedSession();
  const open = async (): Promise<BrowserWindow> => {
    const window = windowWithPreload(PRELOAD, { session: shared() });
    await window.loadURL('data:text/html,<title>ports</title>');
    return window;
  };
  /** Messages of a port, which is started. */
  const messagesOf = (port: MessagePortMain): unknown[] => {
    const messages: unknown[] = [];
    port.on('message', ({ data }) => messages.push(data));
    port.start();
    return messages;
  };
  /** A port that the page has sent; its other end is `port` there. */
  const receivePort = async (window: BrowserWindow, setUp = ''): Promise<MessagePortMain> => {
    const channel = randomUUID();
    defer(() => ipcMain.removeAllListeners(channel));
    const message = nextEvent<[Electron.IpcMainEvent]>(ipcMain, channel);
    await run(
      window,
      `{ const { port1, port2 } = new MessageChannel(); window.port = port1; window.got = [];
         port1.onmessage = ({ data }) => got.push(data); ${setUp}
         postMessage({ send: '${channel}', message: 'here' }, '*', [port2]); }`,
    );
    const [{ ports }] = await message;
    expect(ports).to.have.lengthOf(1);
    return ports[0]!;
  };

  describe('MessageChannelMain', () => {
    it('has two ports that lead to each other', async () => {
      const { port1, port2 } = new MessageChannelMain();
      const message = nextEvent<[Message]>(port2, 'message');
      port2.start();
      const value = { list: [1, new Map([['a', 2n]])] };
      port1.postMessage(value);
      const [{ data, ports }] = await message;
      expect([data, data === value, ports]).to.deep.equal([value, false, []]);
    });

    it('keeps messages, in order, until start()', async () => {
      const { port1, port2 } = new MessageChannelMain();
      for (const number of [1, 2, 3]) port1.postMessage(number);
      const messages = messagesOf(port2);
      await until('all of them', () => messages.length === 3);
      expect(messages).to.deep.equal([1, 2, 3]);
    });

    it('tells the other port that one was closed', async () => {
      const { port1, port2 } = new MessageChannelMain();
      port2.start();
      const closed = nextEvent(port2, 'close');
      port1.close();
      await closed;
    });

    it('tells a page that the main process has closed its end, behind its messages', async () => {
      const preload = `
        const { ipcRenderer } = require('electron');
        ipcRenderer.on('port', ({ ports: [port] }) => {
          const heard = [];
          port.onmessage = ({ data }) => heard.push(data);
          port.addEventListener('close', () => heard.push('close'));
          port.onclose = () => ipcRenderer.send('heard', [...heard, 'onclose']);
        });`;
      const window = windowWithPreload(preload, { session: shared() });
      await window.loadURL('data:text/html,<title>ports</title>');
      const { port1, port2 } = new MessageChannelMain();
      const heard = nextEvent(ipcMain, 'heard');
      window.webContents.postMessage('port', null, [port2]);
      port1.postMessage('last');
      port1.close();
      expect((await heard)[1]).to.deep.equal(['last', 'close', 'onclose']);
    });

    it('sends ports through ports', async () => {
      const [outer, inner] = [new MessageChannelMain(), new MessageChannelMain()];
      outer.port2.start();
      const message = nextEvent<[Message]>(outer.port2, 'message');
      outer.port1.postMessage('take it', [inner.port2]);
      const [{ ports }] = await message;
      const messages = messagesOf(ports[0]!);
      inner.port1.postMessage('arrived');
      await until('the message', () => messages.length === 1);
      expect(messages).to.deep.equal(['arrived']);
    });

    it('throws for messages that cannot be cloned, and for bad transfer lists, and keeps the ports', () => {
      const { port1, port2 } = new MessageChannelMain();
      const other = new MessageChannelMain();
      expect(() => port1.postMessage(() => 0)).to.throw('An object could not be cloned.');
      expect(() => port1.postMessage(0, [1] as never)).to.throw(
        TypeError,
        'Invalid value for transfer: Port at index 0 is not a valid port',
      );
      expect(() => port1.postMessage(0, [port1])).to.throw(TypeError, 'Port at index 0 contains the source port.');
      expect(() => port1.postMessage(0, [other.port1, other.port1])).to.throw(
        TypeError,
        'Port at index 1 is a duplicate',
      );
      port1.postMessage(0, [other.port1]);
      expect(() => port1.postMessage(0, [other.port1])).to.throw(TypeError, 'Port at index 0 is already neutered');
      expect(port2.listenerCount('message')).to.equal(0);
    });
  });

  describe('ipcRenderer.postMessage(channel, message[, transfer])', () => {
    it('hands a port of the page to the main process, both ways', async () => {
      const window = await open();
      const port = await receivePort(window, "port1.postMessage('early');");
      const messages = messagesOf(port);
      await run(window, "{ port.postMessage(new Uint8Array([1])); port.postMessage('late'); }");
      await until('three messages', () => messages.length === 3);
      expect(messages).to.deep.equal(['early', new Uint8Array([1]), 'late']);
      for (const number of [1, 2, 3]) port.postMessage({ number });
      await until('all of them', () => run(window, 'got.length === 3'));
      expect(await run(window, 'got')).to.deep.equal([{ number: 1 }, { number: 2 }, { number: 3 }]);
    });

    it('takes the port from its owner', async () => {
      const window = await open();
      const port = await receivePort(window);
      const messages = messagesOf(port);
      const error = await run(
        window,
        "(() => { const c = new MessageChannel(); postMessage({}, '*', [c.port1]); try { postMessage({}, '*', [c.port1]); } catch ({ name }) { return name; } })()",
      );
      expect([error, messages]).to.deep.equal(['DataCloneError', []]);
    });

    it('throws for what is no list of ports, and for a message that cannot be cloned', async () => {
      const window = await open();
      expect(await run(window, 'post.bad([1])')).to.include('TypeError: transfer[0]');
      expect(await run(window, 'post.bad(1)')).to.include('TypeError: transfer');
      expect(await run(window, 'post.badMessage()')).to.equal('An object could not be cloned.');
    });
  });

  describe('webContents.postMessage(channel, message[, transfer])', () => {
    it('hands a port of the main process to a preload script, both ways', async () => {
      const window = await open();
      const { port1, port2 } = new MessageChannelMain();
      port1.postMessage('before');
      window.webContents.postMessage('port', { hello: 1 }, [port2]);
      const messages = messagesOf(port1);
      port1.postMessage(new Date(5));
      await until('both echoes', () => messages.length === 2);
      expect(await run(window, 'post.received()')).to.deep.equal([{ hello: 1 }, 1]);
      expect(messages).to.deep.equal([
        { echo: 'before', transferred: false },
        { echo: new Date(5), transferred: false },
      ]);
    });

    it('reaches a document that is on its way', async () => {
      const window = windowWithPreload(PRELOAD, { session: shared() });
      const { port1, port2 } = new MessageChannelMain();
      const messages = messagesOf(port1);
      const loaded = window.loadURL('data:text/html,<title>ports</title>');
      await nextEvent(window.webContents, 'did-start-navigation');
      window.webContents.postMessage('port', 'early', [port2]);
      port1.postMessage('hello');
      await loaded;
      await until('the echo', () => messages.length === 1);
    });

    it('leads from one window to another', async () => {
      const [one, other] = [await open(), await open()];
      const port = await receivePort(one);
      other.webContents.postMessage('port', 'yours', [port]);
      await run(one, "{ port.postMessage('from one'); }");
      await until('the echo of the other', () => run(one, 'got.length === 1'));
      expect(await run(one, 'got')).to.deep.equal([{ echo: 'from one', transferred: false }]);
    });

    it('sends ports through ports that lead to a page', async () => {
      const window = await open();
      const [first, second] = [new MessageChannelMain(), new MessageChannelMain()];
      window.webContents.postMessage('port', 0, [first.port2]);
      const messages = messagesOf(second.port1);
      first.port1.postMessage('take it', [second.port2]);
      await until('a message through it', () => messages.length === 1);
      expect(messages).to.deep.equal(['through the second']);
    });

    it('throws for an object of the library', async () => {
      const window = await open();
      for (const post of [
        () => window.webContents.postMessage('port', window),
        () => window.webContents.mainFrame.postMessage('port', window),
        () => new MessageChannelMain().port1.postMessage(window),
      ]) {
        expect(post).to.throw('An object could not be cloned.');
      }
    });

    it('throws for a message that cannot be cloned, and leaves the port', async () => {
      const window = await open();
      const { port1, port2 } = new MessageChannelMain();
      expect(() => window.webContents.postMessage('port', () => 0, [port2])).to.throw('An object could not be cloned.');
      window.webContents.mainFrame.postMessage('port', 0, [port2]);
      const messages = messagesOf(port1);
      port1.postMessage(1);
      await until('the echo', () => messages.length === 1);
    });
  });

  describe("MessagePortMain event 'close'", () => {
    it('comes when the document is left, and when its window is destroyed', async () => {
      const window = await open();
      for (const leave of [() => window.webContents.reload(), () => window.destroy()]) {
        const { port1, port2 } = new MessageChannelMain();
        window.webContents.postMessage('port', 0, [port2]);
        const messages = messagesOf(port1);
        port1.postMessage(1);
        await until('the echo', () => messages.length === 1);
        const closed = nextEvent(port1, 'close');
        const stopped = nextEvent(window.webContents, 'did-stop-loading');
        leave();
        await closed;
        if (!window.isDestroyed()) await stopped;
        else stopped.catch(() => undefined);
      }
    });

    it('comes when the renderer crashes', async () => {
      const window = await open();
      const port = await receivePort(window);
      port.start();
      const closed = nextEvent(port, 'close');
      window.webContents.forcefullyCrashRenderer();
      await closed;
    });
  });
});
