// What is heard of a page, and whether its renderer answers.
import { type BrowserWindow } from 'electron';
import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { contextOf } from './lib/internals';
import { patience } from './lib/patience';
import { run } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const BLANK = 'data:text/html,page';
const SOUND = `(() => {
  const context = new AudioContext();
  const tone = context.createOscillator();
  tone.connect(context.destination);
  tone.start();
  globalThis.end = () => context.close();
  return context.resume();
})()`;

describe('WebContents: sound, and answers of the renderer', () => {
  const shared = useSharedSession();

  async function open(url = BLANK): Promise<BrowserWindow> {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(url);
    return window;
  }

  it('webContents: audio-state-changed and isCurrentlyAudible() tell of sound', async () => {
    const [window, silent] = [await open(), await open()];
    const { webContents: contents } = window;
    const states: boolean[] = [];
    contents.on('audio-state-changed', ({ audible }) => states.push(audible));
    expect([contents.isCurrentlyAudible(), silent.webContents.isCurrentlyAudible()]).to.deep.equal([false, false]);
    await contents.executeJavaScript(SOUND, true);
    await until('sound', () => contents.isCurrentlyAudible());
    expect(silent.webContents.isCurrentlyAudible()).to.equal(false);
    await run(window, 'end()');
    await until('silence', () => !contents.isCurrentlyAudible());
    // A renderer that gets no processor in between is silent for a while.
    expect(states[0]).to.equal(true);
    expect(states.slice(-2)).to.deep.equal([true, false]);
  });

  it('webContents.setAudioMuted(muted) mutes the page in Chromium, the next document included', async () => {
    const window = await open();
    const { webContents: contents } = window;
    const mutedTabs = async (): Promise<number> => {
      const targets = contextOf(shared()).current.targets.all();
      const worker = [...targets].find(({ type }) => type === 'service_worker');
      if (!worker) return -1;
      const reply = await worker.session.send('Runtime.evaluate', {
        expression: 'chrome.tabs.query({}).then((tabs) => tabs.filter(({ mutedInfo }) => mutedInfo.muted).length)',
        awaitPromise: true,
        returnByValue: true,
      });
      return (reply as { result: { value: number } }).result.value;
    };
    expect(contents.isAudioMuted()).to.equal(false);
    contents.setAudioMuted(true);
    expect([contents.isAudioMuted(), contents.audioMuted]).to.deep.equal([true, true]);
    await until('the mute', async () => (await mutedTabs()) === 1);
    await window.loadURL('data:text/html,next');
    expect(await mutedTabs()).to.equal(1);
    contents.audioMuted = false;
    await until('the end of the mute', async () => (await mutedTabs()) === 0);
    expect(() => contents.setAudioMuted('yes' as unknown as boolean)).to.throw(TypeError, 'muted must be');
  });

  it('unresponsive and responsive tell of a renderer that does not answer for 15 seconds', async () => {
    const held: ServerResponse[] = [];
    const { origin } = await listen((request, response) => {
      if (request.url === '/') sendPage(response, 'page');
      else held.push(response);
    });
    const window = await open(origin);
    const hung = Promise.all([nextEvent(window, 'unresponsive'), nextEvent(window.webContents, 'unresponsive')]);
    const back = Promise.all([nextEvent(window, 'responsive'), nextEvent(window.webContents, 'responsive')]);
    const request = 'const request = new XMLHttpRequest(); request.open("GET", "/held", false); request.send();';
    run(window, `setTimeout(() => { ${request} }); 0`).catch(() => undefined);
    await hung;
    for (const response of held) response.end();
    await back;
  }).timeout(patience(90_000));
});
