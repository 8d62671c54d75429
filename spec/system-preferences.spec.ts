import { systemPreferences } from 'electron';
import { expect } from 'chai';
import { chmodSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { outputOf } from './lib/apps';
import { tempDir } from './lib/temp';

const SETTINGS = "const settings = require('electron').systemPreferences.getAnimationSettings();";

/** Settings of an app on a desktop whose gsettings prints this. */
async function settingsWith(printed: string, code = ''): Promise<unknown> {
  const directory = tempDir();
  const program = path.join(directory, 'gsettings');
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$*" = 'get org.gnome.desktop.interface enable-animations' ] && echo ${printed}\n`,
  );
  chmodSync(program, 0o755);
  const env = { PATH: `${directory}:${process.env['PATH']}` };
  const [settings] = await outputOf(`${code}\n${SETTINGS}\nprint(settings); app.quit();`, { env });
  return settings;
}

const allowed = {
  shouldRenderRichAnimation: true,
  scrollAnimationsEnabledBySystem: true,
  prefersReducedMotion: false,
};
const reduced = {
  shouldRenderRichAnimation: false,
  scrollAnimationsEnabledBySystem: false,
  prefersReducedMotion: true,
};

describe('systemPreferences.getAnimationSettings()', () => {
  it('reads the setting of the desktop', async () => {
    expect(await settingsWith('true')).to.deep.equal(allowed);
    expect(await settingsWith('false')).to.deep.equal(reduced);
  });

  it('allows animations on a desktop without the setting', async () => {
    expect(await settingsWith('')).to.deep.equal(allowed);
  });

  it("follows Chromium's switch for reduced motion", async () => {
    const code = "app.commandLine.appendSwitch('force-prefers-reduced-motion');";
    expect(await settingsWith('true', code)).to.deep.equal({ ...allowed, prefersReducedMotion: true });
  });
});

describe('systemPreferences', () => {
  it('takes listeners', () => {
    const listener = (): void => undefined;
    systemPreferences.on('accent-color-changed', listener);
    expect(systemPreferences.listenerCount('accent-color-changed')).to.equal(1);
    systemPreferences.off('accent-color-changed', listener);
  });

  it('has no member of macOS and Windows', () => {
    const names = [
      'getAccentColor',
      'getUserDefault',
      'isAeroGlassEnabled',
      'effectiveAppearance',
      'askForMediaAccess',
    ];
    expect(names.filter((name) => name in systemPreferences)).to.deep.equal([]);
  });
});
