// Where the helper extension is that the product brings.
import { readdirSync } from 'node:fs';
import * as path from 'node:path';

export function helperFolder(): string {
  const folder = path.join(path.dirname(process.execPath), 'lib', 'extension');
  return path.join(folder, readdirSync(folder)[0] ?? '');
}
