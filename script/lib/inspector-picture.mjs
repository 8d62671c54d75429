// script/inspector-picture: runs the inspector on demonstration sessions without a display, and keeps its pictures.
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { FixtureServer, preloadLibraries } from './fixtures/client.mjs';
import { readFixture } from './fixtures/files.mjs';
import { outDir, ROOT } from './paths.mjs';
import { capture, Failure, parseOptions, runMain } from './process.mjs';

/** A README should load fast: bytes of one picture. */
const MAX_SIZE = 300_000;

/** @type {readonly { name: string, switches?: readonly string[], fixtures?: readonly string[] }[]} */
const PICTURES = [
  { name: 'inspector.png' },
  { name: 'inspector-dark.png', switches: ['--blink-settings=preferredColorScheme=0'] },
  { name: 'inspector-devices.png', fixtures: ['hid/gauge', 'serial/modem', 'serial/quiet', 'usb/probe'] },
];

/** @param {string} out @param {readonly string[]} fixtures */
async function plugIn(out, fixtures) {
  const preload = preloadLibraries(out);
  const server = await FixtureServer.start(preload);
  for (const [port, fixtureName] of fixtures.entries()) {
    await server.send('add', { fixture: readFixture(fixtureName), name: path.basename(fixtureName), port: port + 1 });
  }
  return { env: { LD_PRELOAD: preload, UMOCKDEV_DIR: server.root }, close: () => server.close() };
}

/**
 * @param {string} out folder of the build
 * @param {(typeof PICTURES)[number]} picture
 */
async function takePicture(out, { name, switches = [], fixtures }) {
  const target = path.join(ROOT, 'docs/images', name);
  const devices = fixtures && (await plugIn(out, fixtures));
  const home = mkdtempSync(path.join(tmpdir(), 'valence-picture-'));
  try {
    // Paths in the picture are those of a home directory; without a display the inspector ends by itself.
    const env = { HOME: home, XDG_CONFIG_HOME: '', DISPLAY: '', WAYLAND_DISPLAY: '', ...devices?.env };
    const userData = path.join(home, '.config/Valence');
    const demo = path.join(ROOT, 'script/lib/inspector-demo.mjs');
    // Twice the pixels, for screens that have them.
    const picture = path.join(home, 'picture.png');
    const own = ['--force-device-scale-factor=2', `--user-data-dir=${userData}`, `--picture=${picture}`];
    const args = [...own, ...switches, demo];
    if (devices) args.push('--devices');
    const { code, output } = await capture(path.join(out, 'valence'), args, { env });
    if (code !== 0) throw new Failure(`${output}\nThe inspector ended with exit code ${code}.`);
    console.error(output.trimEnd());
    const { size } = statSync(picture);
    if (size > MAX_SIZE) throw new Failure(`The picture has ${size} bytes, more than the ${MAX_SIZE} of a README.`);
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(picture, target);
    console.error(`==> ${path.relative(ROOT, target)}: ${size} bytes`);
  } finally {
    rmSync(home, { recursive: true, force: true });
    await devices?.close();
  }
}

await runMain(async () => {
  const { values } = parseOptions({ options: { config: { type: 'string', default: 'Release' } } });
  const configuration = values.config;
  await build(configuration);
  for (const picture of PICTURES) await takePicture(outDir(configuration), picture);
  return 0;
});
