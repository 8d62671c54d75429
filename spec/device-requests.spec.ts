// Many requests in a row: none is answered wrongly, none hangs.
import { expect } from 'chai';
import { collectRequests, DEVICE_KINDS, chooseFirst, chooseNone } from './lib/device-kinds';
import { useDeviceFixtures } from './lib/device-fixtures';
import { deviceGrantsOf } from './lib/internals';
import { patience } from './lib/patience';
import { listen } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';

const ROUNDS = 200;

for (const kind of DEVICE_KINDS) {
  describe(`ses event '${kind.select}'`, function () {
    // So many requests, each with policies that are read again, take most of what others have for all.
    this.timeout(patience(120_000));
    const fixtures = useDeviceFixtures();

    it(`answers ${ROUNDS} requests in a row: granted, refused, forgotten`, async () => {
      const server = await listen();
      await fixtures.plug(kind.fixture);
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL(server.origin);
      deviceGrantsOf(ses).prepare();
      let grants = true;
      const asked = collectRequests(ses, kind, (request) => {
        if (grants) chooseFirst(request);
        else chooseNone(request);
        grants = !grants;
      });
      const { name, request, list } = kind;
      // Each grant is new: the one before is forgotten.
      const counts: number[] = [];
      // Each with a gesture of its own: one lasts five seconds, in which a busy machine does little.
      for (let round = 0; round < ROUNDS; ++round) {
        const count = (await window.webContents.executeJavaScript(
          `(async () => {
            const api = navigator.${name};
            const got = await api.${request}.then((given) => [given].flat(), () => []);
            const listed = (await api.${list}).length;
            if (got[0]) await got[0].forget();
            return got.length * 10 + listed;
          })()`,
          true,
        )) as number;
        counts.push(count);
      }
      expect(counts).to.deep.equal(Array.from({ length: ROUNDS }, (_, i) => (i % 2 === 0 ? 11 : 0)));
      expect(asked).to.have.length(ROUNDS);
    });
  });
}
