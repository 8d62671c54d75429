// The proxy of the library that a session's connections go through while something asks for it.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { contextOf } from './internals';

/** Where it listens, as the session's Chromium was told. */
export async function gatePortOf(ses: Electron.Session): Promise<number> {
  const { userDataDir } = await contextOf(ses).browser();
  const file = path.join(userDataDir, 'Managed Policies', 'managed', '~valence.json');
  const { ProxySettings } = JSON.parse(readFileSync(file, 'utf8')) as { ProxySettings: { ProxyServer: string } };
  return Number(/127\.0\.0\.1:(\d+)/.exec(ProxySettings.ProxyServer)![1]);
}
