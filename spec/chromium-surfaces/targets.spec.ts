import { expect } from 'chai';
import { openRawPage, startRawBrowser } from '../lib/raw-browser';

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

  it('a hidden page can be made while another page is there', async () => {
    const browser = startRawBrowser();
    await openRawPage(browser);
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', hidden: true });
    expect(targetId).to.be.a('string');
  });
});
