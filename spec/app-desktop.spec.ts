// What `app` says to the desktop, and what it asks the machine: badge, icons of files, GPU, DNS, the proxy of the system.
import { app, BrowserWindow, Menu, nativeImage } from 'electron';
import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { outputOf } from './lib/apps';
import { useBus } from './lib/bus';
import { defer } from './lib/cleanup';
import { listenAsProxy } from './lib/proxies';
import { LOCAL_HOST, startServer } from './lib/servers';
import { newSession } from './lib/sessions';
import { tempDir } from './lib/temp';

function setVariable(name: string, value: string): void {
  const earlier = process.env[name];
  process.env[name] = value;
  defer(() => {
    if (earlier === undefined) delete process.env[name];
    else process.env[name] = earlier;
  });
}

describe('app.setBadgeCount(count)', () => {
  const bus = useBus('dock');

  it('tells the dock of Unity and Plasma', async () => {
    setVariable('XDG_CURRENT_DESKTOP', 'ubuntu:Unity');
    setVariable('CHROME_DESKTOP', 'my-app.desktop');
    const told = bus.next('Update');
    expect(app.setBadgeCount(7)).to.equal(true);
    expect(await told).to.deep.equal(['application://my-app.desktop', { 'count': 7, 'count-visible': true }]);
    expect([app.getBadgeCount(), app.badgeCount, app.isUnityRunning()]).to.deep.equal([7, 7, true]);
    const cleared = bus.next('Update');
    app.badgeCount = 0;
    expect(await cleared).to.deep.equal(['application://my-app.desktop', { 'count': 0, 'count-visible': false }]);
    expect(app.getBadgeCount()).to.equal(0);
  });

  it('is false on other desktops', () => {
    setVariable('XDG_CURRENT_DESKTOP', 'XFCE');
    expect([app.isUnityRunning(), app.setBadgeCount(3), app.getBadgeCount()]).to.deep.equal([false, false, 0]);
  });

  it('throws for what is no number', () => {
    expect(() => app.setBadgeCount('7' as unknown as number)).to.throw(TypeError, /count/);
  });
});

describe('app.applicationMenu', () => {
  it('is the menu of the app', () => {
    const earlier = Menu.getApplicationMenu();
    defer(() => Menu.setApplicationMenu(earlier));
    const menu = Menu.buildFromTemplate([{ label: 'File' }]);
    app.applicationMenu = menu;
    expect(Menu.getApplicationMenu()).to.equal(menu);
    expect(app.applicationMenu).to.equal(menu);
  });
});

describe('app.focus()', () => {
  it('focuses the first window that is shown', () => {
    const hidden = new BrowserWindow({ show: false });
    const [first, second] = [new BrowserWindow(), new BrowserWindow()];
    defer(() => [hidden, first, second].forEach((window) => window.destroy()));
    expect(BrowserWindow.getFocusedWindow()).to.equal(second);
    app.focus({ steal: true });
    expect(BrowserWindow.getFocusedWindow()).to.equal(first);
  });
});

describe('what means something on other systems only', () => {
  it('answers as in Electron on Linux', () => {
    app.addRecentDocument('/tmp/a.txt');
    app.clearRecentDocuments();
    app.setLoginItemSettings({ openAtLogin: true });
    expect(app.getLoginItemSettings()).to.deep.equal({
      openAtLogin: false,
      openAsHidden: false,
      restoreState: false,
      wasOpenedAtLogin: false,
      wasOpenedAsHidden: false,
    });
    app.showEmojiPanel();
    expect(app.isEmojiPanelSupported()).to.equal(false);
    expect('dock' in app).to.equal(false);
  });
});

describe('app.setAccessibilitySupportEnabled(enabled)', () => {
  it('starts further Chromiums with accessibility', () => {
    expect(app.isAccessibilitySupportEnabled()).to.equal(false);
    app.accessibilitySupportEnabled = true;
    defer(() => app.setAccessibilitySupportEnabled(false));
    expect(app.accessibilitySupportEnabled).to.equal(true);
    expect(app.commandLine.hasSwitch('force-renderer-accessibility')).to.equal(true);
    app.setAccessibilitySupportEnabled(false);
    expect(app.commandLine.hasSwitch('force-renderer-accessibility')).to.equal(false);
  });
});

describe('app.getFileIcon(path[, options])', () => {
  /** A theme of the user's own that has these icons, of one color each. */
  function useIcons(icons: Record<string, number>): void {
    const data = tempDir();
    for (const [file, color] of Object.entries(icons)) {
      const [, size = 0] = /\/(\d+)x/.exec(file) ?? [];
      const pixels = Buffer.alloc(Number(size) ** 2 * 4, Buffer.from([color, color, color, 255]));
      const icon = nativeImage.createFromBitmap(pixels, { width: Number(size), height: Number(size) });
      mkdirSync(path.dirname(path.join(data, file)), { recursive: true });
      writeFileSync(path.join(data, file), icon.toPNG());
    }
    mkdirSync(path.join(data, 'mime'));
    writeFileSync(path.join(data, 'mime', 'globs2'), '# a comment\n50:text/x-spec:*.spec\n60:text/x-own:own.spec\n');
    writeFileSync(path.join(data, 'mime', 'generic-icons'), 'text/x-other:text-x-spec\n');
    setVariable('XDG_DATA_HOME', data);
    setVariable('XDG_DATA_DIRS', data);
    setVariable('XDG_CONFIG_HOME', data);
  }
  const colorOf = async (
    file: string,
    size?: 'small' | 'normal' | 'large',
  ): Promise<[width: number, color: number]> => {
    const icon = await app.getFileIcon(file, size && { size });
    return [icon.getSize().width, icon.toBitmap()[0]!];
  };

  it('is the icon of the MIME type, in the size that was asked for', async () => {
    useIcons({
      'icons/hicolor/16x16/mimetypes/text-x-spec.png': 16,
      'icons/hicolor/32x32/mimetypes/text-x-spec.png': 32,
      'icons/hicolor/32x32/mimetypes/text-x-own.png': 33,
      'icons/hicolor/32x32/mimetypes/text-x-generic.png': 34,
      'icons/hicolor/32x32/places/folder.png': 35,
    });
    expect(await colorOf('/none/a.SPEC', 'small')).to.deep.equal([16, 16]);
    expect(await colorOf('/none/a.spec')).to.deep.equal([32, 32]);
    expect(await colorOf('/none/a.spec', 'large')).to.deep.equal([48, 32]);
    expect(await colorOf('/none/own.spec')).to.deep.equal([32, 33]);
    expect(await colorOf('/none/unknown')).to.deep.equal([32, 34]);
    expect(await colorOf(tempDir())).to.deep.equal([32, 35]);
  });

  it('rejects where no theme has one', async () => {
    useIcons({});
    const error = await app.getFileIcon('/none/a.spec').catch((reason: unknown) => reason);
    expect(error).to.be.an('error').with.property('message', 'Failed to get file icon.');
  });

  it('rejects for a size that is none', async () => {
    const error = await app.getFileIcon('/a', { size: 'huge' as 'large' }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes('options.size');
  });
});

describe('app.getGPUInfo(infoType), app.getGPUFeatureStatus()', () => {
  it('tell what Chromium knows, once it was asked', async () => {
    const output = await outputOf(`
      app.whenReady().then(async () => {
        const before = Object.keys(app.getGPUFeatureStatus()).length;
        await new Promise((resolve) => app.once('gpu-info-update', resolve));
        const { gpu_compositing, webgl } = app.getGPUFeatureStatus();
        const { auxAttributes, gpuDevice, machineModelName } = await app.getGPUInfo('complete');
        const basic = await app.getGPUInfo('basic');
        print([before, typeof gpu_compositing, typeof webgl]);
        print([typeof auxAttributes.glRenderer, gpuDevice[0].active, Object.keys(gpuDevice[0]).includes('driverVendor'), typeof machineModelName]);
        print(Object.keys(basic.gpuDevice[0]).sort());
        print(await app.getGPUInfo('all').catch((error) => error.message));
        app.quit();
      });
    `);
    expect(output).to.deep.equal([
      [0, 'string', 'string'],
      ['string', true, true, 'string'],
      ['active', 'deviceId', 'vendorId'],
      'Invalid info type. Use "basic" or "complete"',
    ]);
  });
});

describe("app events of the start: 'will-finish-launching'", () => {
  it('comes before ready', async () => {
    const output = await outputOf(`
      app.on('will-finish-launching', () => print(['will-finish-launching', app.isReady()]));
      app.on('ready', () => (print(['ready', app.isReady()]), app.quit()));
    `);
    expect(output).to.deep.equal([
      ['will-finish-launching', false],
      ['ready', true],
    ]);
  });
});

describe('app.configureHostResolver(options)', () => {
  /** What has connected to a server that speaks no DNS. */
  async function listenForDNS(): Promise<{ url: string; connected: Promise<void>; count: () => number }> {
    let count = 0;
    let onConnected = (): void => undefined;
    const connected = new Promise<void>((resolve) => (onConnected = resolve));
    const server = net.createServer((socket) => {
      ++count;
      onConnected();
      socket.on('error', () => undefined).destroy();
    });
    const port = await startServer(server);
    return { url: `https://${LOCAL_HOST}:${port}/dns-query`, connected, count: () => count };
  }
  afterEach(() => app.configureHostResolver({ secureDnsMode: 'off' }));

  it('has sessions that run ask the servers for DNS over HTTPS', async () => {
    const ses = newSession();
    await ses.cookies.get({});
    const dns = await listenForDNS();
    app.configureHostResolver({ secureDnsMode: 'secure', secureDnsServers: [dns.url] });
    const [answer] = await Promise.all([
      ses.resolveHost('a.example').catch((reason: unknown) => reason),
      dns.connected,
    ]);
    expect(answer).to.be.an('error');
  });

  it('has sessions that start later ask them', async () => {
    const dns = await listenForDNS();
    app.configureHostResolver({ secureDnsMode: 'secure', secureDnsServers: [dns.url] });
    const ses = newSession();
    await Promise.all([ses.resolveHost('a.example').catch(() => null), dns.connected]);
    expect(dns.count()).to.be.greaterThan(0);
  });

  for (const [options, message] of [
    [{ enableBuiltInResolver: 1 }, /enableBuiltInResolver/],
    [{ secureDnsMode: 'on' }, /secureDnsMode must be one of off, automatic, secure/],
    [{ secureDnsServers: 'https://a.example' }, /secureDnsServers must be an array of strings/],
    [{ secureDnsServers: ['http://a.example'] }, /not a valid DoH template: http:\/\/a.example/],
    [{ secureDnsServers: ['https://a.example/{x}'] }, /not a valid DoH template/],
    [{ enableAdditionalDnsQueryTypes: 'no' }, /enableAdditionalDnsQueryTypes/],
  ] as const) {
    it(`throws for ${JSON.stringify(options)}`, () => {
      const bad = options as unknown as Electron.ConfigureHostResolverOptions;
      expect(() => app.configureHostResolver(bad)).to.throw(TypeError, message);
    });
  }

  it('throws before the app is ready', async () => {
    const code = `try { app.configureHostResolver({}) } catch ({ message }) { print(message) }; app.quit();`;
    expect(await outputOf(code)).to.deep.equal(['configureHostResolver cannot be called before the app is ready']);
  });
});

describe('app.setProxy(config), app.resolveProxy(url)', () => {
  it('are of utility processes, not of sessions', async () => {
    const proxy = await listenAsProxy({ answer: (_, response) => response.end('from the proxy') });
    const output = await outputOf(
      `
      const { utilityProcess } = require('electron');
      app.whenReady().then(async () => {
        const url = 'http://a.example/';
        await app.setProxy({ proxyRules: '${proxy.address}' });
        print([await app.resolveProxy(url), await session.defaultSession.resolveProxy(url), session.getAllSessions().length]);
        const child = utilityProcess.fork(__dirname + '/child.js');
        child.on('message', (text) => (print(text), app.quit()));
      });
      `,
      {
        files: {
          'child.js': `
            const { net } = require('electron');
            net.fetch('http://a.example/').then((response) => response.text()).then((text) => process.parentPort.postMessage(text));
          `,
        },
      },
    );
    expect(output).to.deep.equal([[`PROXY ${proxy.address}`, 'DIRECT', 1], 'from the proxy']);
  });
});
