import { expect } from 'chai';
import { childrenWith, killIfAlive, signalAll } from '../lib/processes';
import { openRawPage, startRawBrowser } from '../lib/raw-browser';
import { until } from '../lib/until';

describe('chromium-surfaces: targets and scripts', () => {
  it('Target.setAutoAttach holds a page until it is told to run', async () => {
    const browser = startRawBrowser();
    await browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    const attached = browser.next('Target.attachedToTarget');
    await browser.send('Target.createTarget', { url: 'about:blank#held', newWindow: true });
    const { waitingForDebugger, targetInfo } = await attached;
    expect(waitingForDebugger).to.equal(true);
    expect(targetInfo).to.include({ type: 'page', url: 'about:blank#held' });
  });

  it('the id of a page is the id of its main frame', async () => {
    const browser = startRawBrowser();
    const { targetId, sessionId } = await openRawPage(browser);
    const { frameTree } = await browser.send('Page.getFrameTree', {}, sessionId);
    expect(frameTree).to.have.nested.property('frame.id', targetId);
  });

  it('scripts run in the order they were added, across worlds', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    await browser.send('Page.enable', {}, sessionId);
    await browser.send('Runtime.enable', {}, sessionId);
    const add = (source: string, world: object = {}): Promise<unknown> =>
      browser.send('Page.addScriptToEvaluateOnNewDocument', { source, ...world }, sessionId);
    await add(`document.appendChild(document.createComment('1'))`);
    await add(`document.lastChild.data += '2'`, { worldName: 'isolated' });
    await add(`document.lastChild.data += '3'; window.seen = document.lastChild.data; document.lastChild.remove()`);
    const loaded = browser.next('Page.loadEventFired');
    await browser.send('Page.navigate', { url: 'data:text/html,x' }, sessionId);
    await loaded;
    const { result } = await browser.send('Runtime.evaluate', { expression: 'seen' }, sessionId);
    expect(result).to.have.property('value', '123');
  });

  it('a binding of an isolated world is not seen by the page', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    await browser.send('Runtime.enable', {}, sessionId);
    await browser.send('Runtime.addBinding', { name: 'secretBinding', executionContextName: 'isolated' }, sessionId);
    const { result } = await browser.send('Runtime.evaluate', { expression: 'typeof secretBinding' }, sessionId);
    expect(result).to.have.property('value', 'undefined');
  });

  it('deep serialization tells maps, dates and repeated objects', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    const { result } = await browser.send(
      'Runtime.evaluate',
      {
        expression: '(() => { const o = { m: new Map([[1, new Date(0)]]) }; o.self = o; return o; })()',
        serializationOptions: { serialization: 'deep', maxDepth: 100 },
      },
      sessionId,
    );
    const { deepSerializedValue } = result as { deepSerializedValue: { value: [string, { type: string }][] } };
    expect(deepSerializedValue.value.map(([key, { type }]) => [key, type])).to.deep.equal([
      ['m', 'map'],
      ['self', 'object'],
    ]);
    expect(deepSerializedValue).to.have.property('weakLocalObjectReference');
  });

  it('a hidden page can be made while another page is there, one that has crashed, too', async () => {
    const browser = startRawBrowser();
    const create = (): Promise<Record<string, unknown>> =>
      browser.send('Target.createTarget', { url: 'about:blank', hidden: true });
    expect(await create().catch((error: unknown) => (error as Error).message)).to.match(
      /^Hidden target can be created only/,
    );
    const { sessionId } = await openRawPage(browser);
    expect((await create())['targetId']).to.be.a('string');
    const crashed = browser.next('Inspector.targetCrashed');
    void browser.send('Page.crash', {}, sessionId).catch(() => undefined);
    await crashed;
    expect((await create())['targetId']).to.be.a('string');
  });

  it('a session tells the crash of its target without Inspector.enable, and its return with the next navigation', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    await browser.send('Runtime.evaluate', { expression: '0' }, sessionId); // the renderer runs
    const ending = browser
      .send('Runtime.evaluate', { expression: '{ for (;;); }' }, sessionId)
      .catch((error: unknown) => (error as Error).message);
    const crashed = browser.next('Inspector.targetCrashed');
    for (const pid of childrenWith(browser.pid, '--type=renderer')) killIfAlive(pid);
    await crashed;
    const returned = browser.next('Inspector.targetReloadedAfterCrash');
    const navigated = browser.send('Page.navigate', { url: 'data:text/html,x' }, sessionId);
    await returned;
    expect(await ending).to.equal('Target crashed');
    expect((await navigated)['loaderId']).to.be.a('string');
    const { result } = await browser.send('Runtime.evaluate', { expression: '1 + 1' }, sessionId);
    expect(result).to.have.property('value', 2);
  });

  it('Page.lifecycleEvent names the document whose load it tells: that of Page.navigate', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    const loaded = new Set<unknown>();
    browser.onEvent('Page.lifecycleEvent', ({ name, loaderId }) => name === 'load' && loaded.add(loaderId));
    await browser.send('Page.enable', {}, sessionId);
    await browser.send('Page.setLifecycleEventsEnabled', { enabled: true }, sessionId);
    const { loaderId } = await browser.send('Page.navigate', { url: 'data:text/html,x' }, sessionId);
    await until('its load', () => loaded.has(loaderId));
  });

  it('cookie commands overtake what a network service that has ended was asked', async () => {
    const browser = startRawBrowser(['--disable-features=NetworkServiceInProcess2']);
    const url = 'https://surface.test/';
    await browser.send('Storage.setCookies', { cookies: [{ name: 'before', value: '1', url }] });
    const service = childrenWith(browser.pid, 'network.mojom.NetworkService');
    expect(service).to.have.length(1);
    await signalAll(service, 'SIGSTOP');
    let settled = false;
    void browser.send('Storage.setCookies', { cookies: [{ name: 'lost', value: '1', url }] }).finally(() => {
      settled = true;
    });
    await signalAll(service, 'SIGKILL');
    await until('an answer', async () => {
      const read = browser.send('Storage.getCookies').then(() => true);
      return Promise.race([read, new Promise<boolean>((resolve) => setTimeout(resolve, 500, false))]);
    });
    await browser.send('Storage.setCookies', { cookies: [{ name: 'after', value: '1', url }] });
    expect(settled).to.equal(false);
  });
});
