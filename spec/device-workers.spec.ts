// Devices in frames of the same origin and in dedicated workers: Chromium's own I/O.
import { expect } from 'chai';
import { chooseFirst, collectRequests, DEVICE_KINDS } from './lib/device-kinds';
import { useDevicePage } from './lib/device-page';
import { until } from './lib/until';

/** In a worker with the first device of the kind: writes 8 bytes, resolves with what comes back in hexadecimal. */
const IO = {
  hid: `const [device] = await navigator.hid.getDevices();
    await device.open();
    const answer = new Promise((resolve) => { device.oninputreport = ({ data }) => resolve(hex(data)); });
    await device.sendReport(1, bytes);
    const text = await answer;
    await device.close();
    return text;`,
  serial: `const [port] = await navigator.serial.getPorts();
    await port.open({ baudRate: 115200 });
    const writer = port.writable.getWriter();
    await writer.write(bytes);
    writer.releaseLock();
    const reader = port.readable.getReader();
    let text = '';
    while (text.length < 16) text += hex((await reader.read()).value);
    reader.releaseLock();
    await port.close();
    return text;`,
  usb: `const [device] = (await navigator.usb.getDevices()).filter(({ productId }) => productId === 3);
    await device.open();
    await device.selectConfiguration(1);
    await device.claimInterface(0);
    const answer = device.transferIn(1, 64);
    await device.transferOut(2, bytes);
    const text = hex((await answer).data);
    await device.close();
    return text;`,
};

const inWorker = (body: string): string => `
  const code = ${JSON.stringify(`
    const hex = (data) => [...new Uint8Array(data.buffer ?? data)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    (async () => { ${body} })().then(postMessage, (error) => postMessage(String(error)));`)};
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  return new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });`;

describe('devices in frames and workers', () => {
  const page = useDevicePage();

  for (const kind of DEVICE_KINDS) {
    const { name, fixture, request } = kind;

    it(`a dedicated worker reads and writes what its origin was granted of ${name}`, async () => {
      const device = await page.fixtures.plug(fixture);
      await page.run(`await devices('${name}', ${device.vendorId}, ${device.productId});`);
      expect(await page.run(inWorker(IO[name]))).to.equal('0102030405060708');
    });

    it(`a frame of the same origin asks for ${name}, and the app is told which frame`, async () => {
      await page.fixtures.plug(fixture);
      const asked = collectRequests(page.session, kind, chooseFirst);
      const path = `/frame-${name}`;
      await page.run(`const frame = Object.assign(document.createElement('iframe'), { src: '${path}' });
        await new Promise((resolve) => { frame.onload = resolve; document.body.append(frame); });`);
      const { mainFrame } = page.window.webContents;
      const frame = await until('the frame', () => mainFrame.framesInSubtree.find(({ url }) => url.endsWith(path)));
      const code = `navigator.${name}.${request}.then((got) => [got].flat().length, String)`;
      expect(await frame.executeJavaScript(code, true)).to.equal(1);
      expect(asked).to.have.length(1);
      // Serial ports come with the page instead, as in Electron.
      if (name !== 'serial') expect(asked[0]?.frame?.url).to.equal(frame.url);
    });
  }
});
