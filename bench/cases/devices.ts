/** How long a page waits for a device: the app's choice through Valence, clicks through Chromium's own chooser. */
import type { DeviceKindName } from '../drivers/device-page';
import type { Case, Metric } from './case';

const KINDS: Record<DeviceKindName, string> = { hid: 'a HID device', serial: 'a serial port', usb: 'a USB device' };
const NAMES = Object.keys(KINDS) as DeviceKindName[];

const REPEATS = 20;
/** From the callback of the session's event to the page's promise, in milliseconds. */
const LIMIT = 60;

const metrics = Object.fromEntries(
  NAMES.flatMap((kind): [string, Metric][] => [
    [kind, { title: `${KINDS[kind]}: from the answer to the page's promise`, unit: 'ms', aims: [{ limit: LIMIT }] }],
    [
      `${kind}-whole`,
      {
        title: `${KINDS[kind]}: from the page's call to its promise`,
        unit: 'ms',
        aims: [{ against: ['chromium-chooser'], atMost: 1, text: "Chromium's chooser" }],
      },
    ],
  ]),
);

export const devices: Case = {
  title: 'Choosing a device',
  contenders: ['valence', 'chromium-chooser'],
  runsPerRound: 1,
  fixtures: ['hid/gauge', 'serial/modem', 'usb/probe'],
  metrics,
  async run({ driver, pageURL, quick, sample, settle }) {
    const session = await driver.firstSession();
    if (!session.newDevicePage) throw new Error('This contender has no devices');
    const page = await session.newDevicePage();
    await page.load(pageURL);
    await settle();
    // The first request of a kind starts Chromium's service for it.
    for (const kind of NAMES) await page.request(kind);
    for (let repeat = 0; repeat < (quick ? REPEATS / 4 : REPEATS); repeat++) {
      for (const kind of NAMES) {
        const { asked, answered, resolved } = await page.request(kind);
        sample(kind, resolved - answered);
        sample(`${kind}-whole`, resolved - asked);
      }
    }
  },
};
