// Classes of USB interfaces that pages must not use.
import { expect } from 'chai';
import { once } from 'node:events';
import { useDevicePage } from './lib/device-page';
import { run } from './lib/preload';
import { listen } from './lib/servers';
import { newWindow } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';

const CLASSES = ['audio', 'hid', 'mass-storage', 'smart-card', 'video', 'audio-video', 'wireless'];

describe('ses.setUSBProtectedClassesHandler', () => {
  const page = useDevicePage();
  const { fixtures } = page;

  beforeEach(async () => {
    page.session.setUSBProtectedClassesHandler(null);
    await fixtures.plug('usb/composite');
  });

  /** What claiming an interface of the composite device ends with: 0 and 1 are HID, 2 communications, 3 a vendor's. */
  const claim = (number: number): Promise<unknown> =>
    page.run(`const [device] = await devices('usb', 0x1209, 0x23);
      await device.open(); await device.selectConfiguration(1);
      return device.claimInterface(${number}).then(() => 'claimed', ({ name }) => name).finally(() => device.close());`);

  it('is called with the protected classes before a page gets a device', async () => {
    const calls: string[][] = [];
    page.session.setUSBProtectedClassesHandler(({ protectedClasses }) => {
      calls.push(protectedClasses);
      return protectedClasses;
    });
    await page.run(`return devices('usb', 0x1209, 0x23).then(() => undefined)`);
    expect(calls.length).to.be.greaterThan(0);
    expect(calls[0]).to.deep.equal(CLASSES);
  });

  it('is not called for pages without devices', async () => {
    const calls: string[][] = [];
    await page.run(`await devices('usb', 0x1209, 0x23)`);
    page.session.setUSBProtectedClassesHandler(({ protectedClasses }) => {
      calls.push(protectedClasses);
      return protectedClasses;
    });
    const other = await listen();
    const window = newWindow({ webPreferences: { session: page.session } });
    await window.loadURL(other.origin);
    expect(await run(window, `navigator.usb.getDevices().then(({ length }) => length)`)).to.equal(0);
    expect(calls).to.deep.equal([]);
  });

  it('keeps what is protected from pages, and nothing else', async () => {
    page.session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
    expect([await claim(0), await claim(3)]).to.deep.equal(['SecurityError', 'claimed']);
  });

  it('releases no class, and says so once', async () => {
    const warnings: (Error & { code?: string })[] = [];
    const node: NodeJS.EventEmitter = process;
    const onWarning = (warning: Error): void => void warnings.push(warning);
    node.on('warning', onWarning);
    try {
      page.session.setUSBProtectedClassesHandler(({ protectedClasses }) =>
        protectedClasses.filter((usbClass) => !usbClass.includes('hid')),
      );
      const warned = once(node, 'warning');
      expect(await claim(0)).to.equal('SecurityError');
      await warned;
      expect(await claim(1)).to.equal('SecurityError');
    } finally {
      node.off('warning', onWarning);
    }
    const ours = warnings.filter(({ code }) => code === 'VALENCE_USB_PROTECTED_CLASSES');
    expect(ours.map(({ message }) => message)).to.deep.equal([
      'ses.setUSBProtectedClassesHandler(): hid stay protected: Chromium cannot release them (docs/limits.md).',
    ]);
  });

  it('warns of classes that Chromium does not know', async () => {
    page.session.setUSBProtectedClassesHandler(({ protectedClasses }) => [...protectedClasses, 'printer']);
    const warned = once(process, 'warning') as Promise<[Error]>;
    expect(await claim(3)).to.equal('claimed');
    expect((await warned)[0].message).to.include('printer are no classes that Chromium protects');
  });

  for (const [what, handler, message] of [
    [
      'throws',
      (): never => {
        throw new Error('of the handler');
      },
      'of the handler',
    ],
    ['returns no array', () => 'hid' as unknown as string[], 'must return an array of classes'],
  ] as const) {
    it(`tells the app when the handler ${what}; the page has its device`, async () => {
      await page.run(`await devices('usb', 0x1209, 0x23)`);
      page.session.setUSBProtectedClassesHandler(handler);
      const thrown = nextUncaughtException();
      const length = page.run(`return (await navigator.usb.getDevices()).length`);
      expect((await thrown).message).to.include(message);
      page.session.setUSBProtectedClassesHandler(null);
      expect(await length).to.equal(1);
    });
  }

  it('null asks nobody', async () => {
    page.session.setUSBProtectedClassesHandler(() => {
      throw new Error('Called');
    });
    page.session.setUSBProtectedClassesHandler(null);
    expect(await claim(3)).to.equal('claimed');
  });

  it('takes a function or null only', () => {
    expect(() => page.session.setUSBProtectedClassesHandler([] as unknown as null)).to.throw(
      TypeError,
      'handler must be a function or null, got array',
    );
  });
});
