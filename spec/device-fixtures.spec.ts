import { expect } from 'chai';
import { useDevicePage } from './lib/device-page';

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');

describe('device fixtures', () => {
  const page = useDevicePage();
  const { fixtures } = page;

  describe('HID', () => {
    const open = 'const [device] = await devices("hid", 0x1209, 1); await device.open();';
    const nextReport = `new Promise((resolve) => device.addEventListener('inputreport',
      ({ reportId, data }) => resolve([reportId, hex(data)]), { once: true }))`;

    it('receive output reports and answer with input reports', async () => {
      const gauge = await fixtures.plug('hid/gauge');
      const answer = await page.run(`${open} const answer = ${nextReport};
        await device.sendReport(1, bytes('0102030405060708')); return answer;`);
      expect(answer).to.deep.equal([1, '0102030405060708']);
      expect(await gauge.receives(({ type }) => type === 'output')).to.include({ data: '010102030405060708' });
    });

    it('send input reports by themselves', async () => {
      const gauge = await fixtures.plug('hid/gauge');
      await page.run(`${open} globalThis.answer = ${nextReport};`);
      await gauge.sends(hex('010909090909090909'));
      expect(await page.run('return answer')).to.deep.equal([1, '0909090909090909']);
    });

    it('keep the boundaries and the order of many reports', async () => {
      const gauge = await fixtures.plug('hid/gauge');
      await page.run(`${open} globalThis.answers = []; globalThis.all = new Promise((resolve) =>
        device.addEventListener('inputreport', ({ data }) => answers.push(data.getUint8(7)) === 100 && resolve(answers)));`);
      const numbers = Array.from({ length: 100 }, (_, index) => index);
      await Promise.all(numbers.map((number) => gauge.sends(new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, number]))));
      expect(await page.run('return all')).to.deep.equal(numbers);
    });

    it('keep feature reports', async () => {
      const gauge = await fixtures.plug('hid/gauge');
      const read = 'hex(await device.receiveFeatureReport(2))';
      expect(await page.run(`${open} return ${read}`)).to.equal('0201020304');
      expect(
        await page.run(`${open.replace('await device.open();', '')}
          await device.sendFeatureReport(2, bytes('09080706')); return ${read}`),
      ).to.equal('0209080706');
      // The page may have its answer before this process is told what the device received: so below, too.
      await gauge.receives(({ type }) => type === 'feature');
      expect(gauge.received.map(({ type, data }) => [type, data])).to.deep.equal([['feature', '0209080706']]);
    });

    it('end an open device when they are unplugged', async () => {
      const gauge = await fixtures.plug('hid/gauge');
      await page.run(`${open} globalThis.gone = new Promise((resolve) =>
        navigator.hid.addEventListener('disconnect', ({ device }) => resolve(device.productName)));`);
      await gauge.unplug();
      expect(await page.run('return gone')).to.equal('Gauge');
      expect(await page.run('return (await devices("hid", 0x1209, 1, 0)).length')).to.equal(0);
    });
  });

  describe('serial', () => {
    const open = 'const [port] = await devices("serial", 0x1209, 2); await port.open({ baudRate: 115200 });';
    const read = `const reader = port.readable.getReader(); let text = '';
      while (text.length < wanted) text += hex((await reader.read()).value); reader.releaseLock();`;
    const write = (data: string): string =>
      `const writer = port.writable.getWriter(); await writer.write(bytes('${data}')); writer.releaseLock();`;

    it('receive data and send it back', async () => {
      const modem = await fixtures.plug('serial/modem');
      const answer = await page.run(`${open} const wanted = 10; ${write('00ff0d0a7f')} ${read} await port.close();
        return text;`);
      expect(answer).to.equal('00ff0d0a7f');
      expect(await modem.receives(({ type }) => type === 'data')).to.include({ data: '00ff0d0a7f' });
    });

    it('send data by themselves', async () => {
      const modem = await fixtures.plug('serial/modem');
      await page.run(`${open} globalThis.port = port;`);
      await modem.sends(hex('68656c6c6f'));
      expect(await page.run(`const wanted = 10; ${read} await port.close(); return text;`)).to.equal('68656c6c6f');
    });

    it('receive signals and have signals of their own', async () => {
      const modem = await fixtures.plug('serial/modem');
      const signals = await page.run(`${open} globalThis.port = port;
        await port.setSignals({ dataTerminalReady: true, requestToSend: false }); return port.getSignals();`);
      expect(signals).to.deep.equal({
        clearToSend: true,
        dataCarrierDetect: false,
        dataSetReady: true,
        ringIndicator: false,
      });
      const received = await modem.receives(
        ({ signals: lines }) => lines?.dataTerminalReady === true && !lines.requestToSend,
      );
      expect(received.type).to.equal('signals');
      await modem.raises(['dataCarrierDetect']);
      expect(await page.run('const now = await port.getSignals(); await port.close(); return now;')).to.include({
        clearToSend: false,
        dataCarrierDetect: true,
      });
    });

    it('receive a break', async () => {
      const modem = await fixtures.plug('serial/modem');
      await page.run(`${open} await port.setSignals({ break: true }); await port.setSignals({ break: false });
        await port.close();`);
      await modem.receives(({ type, on }) => type === 'break' && on === false);
      expect(modem.received.filter(({ type }) => type === 'break').map(({ on }) => on)).to.deep.equal([true, false]);
    });

    it('send a break', async () => {
      const modem = await fixtures.plug('serial/modem');
      await page.run(`${open} globalThis.port = port;
        globalThis.failure = port.readable.getReader().read().catch((error) => error.name);`);
      await modem.breaks();
      expect(await page.run('return failure')).to.equal('BreakError');
      await page.run('await port.close()');
    });

    it('end an open port when they are unplugged', async () => {
      const modem = await fixtures.plug('serial/modem');
      await page.run(`${open} globalThis.failure = port.readable.getReader().read().catch((error) => error.name);`);
      await modem.unplug();
      expect(await page.run('return failure')).to.equal('NetworkError');
    });
  });

  describe('USB', () => {
    const open = (productId: number): string => `const [device] = await devices('usb', 0x1209, ${productId});
      await device.open(); await device.selectConfiguration(1); await device.claimInterface(0);`;

    it('answer control transfers', async () => {
      const probe = await fixtures.plug('usb/probe');
      const setup = (request: number): string =>
        `{ requestType: 'vendor', recipient: 'device', request: ${request}, value: 7, index: 9 }`;
      const answers = await page.run(`${open(3)}
        const before = hex((await device.controlTransferIn(${setup(1)}, 64)).data);
        const { bytesWritten } = await device.controlTransferOut(${setup(2)}, bytes('c0ffee'));
        const after = hex((await device.controlTransferIn(${setup(1)}, 64)).data);
        const { status } = await device.controlTransferIn(${setup(3)}, 64);
        await device.close(); return { before, bytesWritten, after, status };`);
      expect(answers).to.deep.equal({ before: '70726f6265', bytesWritten: 3, after: 'c0ffee', status: 'stall' });
      const written = await probe.receives(({ type, request }) => type === 'control' && request === 2);
      expect(written).to.include({ value: 7, index: 9, data: 'c0ffee' });
    });

    it('send bulk data back', async () => {
      const probe = await fixtures.plug('usb/probe');
      const answer = await page.run(`${open(3)} const waiting = device.transferIn(1, 64);
        await device.transferOut(2, bytes('0102ff')); const { data } = await waiting; await device.close(); return hex(data);`);
      expect(answer).to.equal('0102ff');
      expect(await probe.receives(({ endpoint }) => endpoint === 2)).to.include({ type: 'bulk', data: '0102ff' });
    });

    it('carry interrupt transfers both ways', async () => {
      const probe = await fixtures.plug('usb/probe');
      await page.run(`${open(3)} globalThis.device = device;
        globalThis.answer = device.transferIn(3, 8).then(({ data }) => hex(data)); await device.transferOut(4, bytes('aa'));`);
      expect(await probe.receives(({ endpoint }) => endpoint === 4)).to.include({ type: 'interrupt', data: 'aa' });
      await probe.transfers(3, hex('0bad'));
      expect(await page.run('const data = await answer; await device.close(); return data;')).to.equal('0bad');
    });

    it('have settings of their interfaces', async () => {
      await fixtures.plug('usb/probe');
      const endpoints = await page.run(`${open(3)} await device.selectAlternateInterface(0, 1);
        const { alternate } = device.configuration.interfaces[0]; await device.close(); return alternate.endpoints.length;`);
      expect(endpoints).to.equal(0);
    });

    it('vanish in the middle of a transfer', async () => {
      await fixtures.plug('usb/vanishing');
      const vanished = fixtures.untilVanished();
      const ends = await page.run<{ second: string }>(`${open(0x13)} const gone = new Promise((resolve) =>
          navigator.usb.addEventListener('disconnect', ({ device }) => resolve(device.productName)));
        await device.transferOut(2, bytes('01')); const first = hex((await device.transferIn(1, 8)).data);
        const second = await device.transferIn(1, 8).then(() => 'data', (error) => error.name);
        return { first, second, gone: await gone };`);
      expect(ends).to.include({ first: '01', gone: 'Vanishing' });
      // Whichever Chromium notices first: the transfer that fails, or the device that is gone.
      expect(ends.second).to.be.oneOf(['AbortError', 'NetworkError', 'NotFoundError']);
      expect(await vanished).to.match(/^vanishing/);
    });
  });

  it('may be identical twins', async () => {
    const [first, second] = [await fixtures.plug('hid/gauge'), await fixtures.plug('hid/gauge')];
    const names = await page.run(`const twins = await devices('hid', 0x1209, 1, 2);
      for (const [index, twin] of twins.entries()) {
        await twin.open(); await twin.sendReport(1, new Uint8Array(8).fill(index + 1)); await twin.close();
      }
      return twins.map(({ productName }) => productName);`);
    expect(names).to.deep.equal(['Gauge', 'Gauge']);
    // Each of them was reached by itself.
    await Promise.all([first, second].map((twin) => twin.receives(() => true)));
    expect([...first.received, ...second.received].map(({ data }) => data).sort()).to.deep.equal([
      '010101010101010101',
      '010202020202020202',
    ]);
    expect(first.received).to.have.length(1);
  });

  it('may have several interfaces', async () => {
    const composite = await fixtures.plug('usb/composite');
    const counts = await page.run(`
      const [hids, ports, [device]] = await Promise.all([devices('hid', 0x1209, 0x23, 2), devices('serial', 0x1209, 0x23),
        devices('usb', 0x1209, 0x23)]);
      return [hids.length, ports.length, device.configurations[0].interfaces.length];`);
    expect(counts).to.deep.equal([2, 1, 4]);
    expect(composite.nodes).to.have.length(3);
  });

  it('are the same to a page after a replug', async () => {
    const gauge = await fixtures.plug('hid/gauge');
    await page.run('const [device] = await devices("hid", 0x1209, 1); await device.open(); await device.close();');
    await gauge.unplug();
    await page.run('await devices("hid", 0x1209, 1, 0)');
    await gauge.plug();
    expect(
      await page.run('const [device] = await devices("hid", 0x1209, 1); await device.open(); return device.opened;'),
    ).to.equal(true);
  });

  it('may be fifty at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => fixtures.plug('hid/gauge')));
    const found = await page.run(`return (await devices('hid', 0x1209, 1, 50)).length`);
    expect(found).to.equal(50);
  });
});
