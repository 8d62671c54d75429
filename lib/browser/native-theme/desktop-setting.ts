/** Settings of GNOME, and of desktops that keep theirs in the same place. */
import { spawnSync } from 'node:child_process';

/** A key of org.gnome.desktop.interface, as gsettings prints it: `'prefer-dark'`, `true`. Empty if nothing knows it. */
export function desktopSetting(key: string): string {
  const args = ['get', 'org.gnome.desktop.interface', key];
  const { stdout } = spawnSync('gsettings', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  // No gsettings, no output.
  return stdout?.trim() ?? '';
}
