/**
 * app.importCertificate(): puts a certificate with its key into the user's NSS database, where every Chromium of the user finds it.
 * NSS has one program for that, pk12util; stock Chromium imports through a dialog only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NET_ERRORS } from '../../common/net-errors';
import { isInPath } from '../in-path';
import { UnavailableError } from '../unavailable-error';

const PROGRAM = 'pk12util';

const FAILED = 'ERR_PKCS12_IMPORT_FAILED';

/** What the program prints, in the order of importance. */
const REASONS: [pattern: RegExp, name: string][] = [
  [/SEC_ERROR_BAD_PASSWORD/, 'ERR_PKCS12_IMPORT_BAD_PASSWORD'],
  [/SEC_ERROR_PKCS12_INVALID_MAC/, 'ERR_PKCS12_IMPORT_INVALID_MAC'],
  [/SEC_ERROR_PKCS12_UNSUPPORTED|SEC_ERROR_UNSUPPORTED/, 'ERR_PKCS12_IMPORT_UNSUPPORTED'],
  [/SEC_ERROR_BAD_DER|decod|File Open failed/, 'ERR_PKCS12_IMPORT_INVALID_FILE'],
];

/** Chromium's choice: the old place if it is there. */
function databaseDirectory(): string {
  const old = join(homedir(), '.pki', 'nssdb');
  if (existsSync(old)) return old;
  return join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'pki', 'nssdb');
}

/** Throws UnavailableError where certificates cannot be imported. */
export function requireImporter(): void {
  if (isInPath(PROGRAM)) return;
  throw new UnavailableError(
    'app.importCertificate()',
    `it needs the program ${PROGRAM}, which is not in PATH: install libnss3-tools`,
  );
}

/** 0, or the net error that says why not. Never rejects. */
export async function importPKCS12(file: string, password: string): Promise<number> {
  let directory: string | null = null;
  try {
    // Arguments can be read by every user of the machine.
    directory = await mkdtemp(join(tmpdir(), 'valence-import-'));
    const passwordFile = join(directory, 'password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 }); // an empty file would be none
    const database = databaseDirectory();
    await mkdir(database, { recursive: true, mode: 0o700 });
    const args = ['-i', resolve(file), '-d', `sql:${database}`, '-w', passwordFile, '-K', ''];
    const { code, text } = await run(args);
    if (code === 0) return 0;
    const [, name = FAILED] = REASONS.find(([pattern]) => pattern.test(text)) ?? [];
    return NET_ERRORS[name]!;
  } catch {
    return NET_ERRORS[FAILED]!;
  } finally {
    if (directory) await rm(directory, { recursive: true, force: true });
  }
}

/** What it writes, on both streams. */
async function run(args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const importer = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [importer.stdout, importer.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  const [code] = (await once(importer, 'close')) as [number | null];
  return { code, text };
}
