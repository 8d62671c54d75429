/** Loads what speaks to X servers: it is large, and most apps never list sources. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { libraryFolder } from '../library-folder';

export function loadXServer(): typeof import('./x-server').XServer {
  const file = join(libraryFolder(), 'x_server.js');
  return (createRequire(file)(file) as typeof import('./x-server')).XServer;
}
