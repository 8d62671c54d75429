/**
 * Grants that outlive the app: a file in the session's directory, replaced as a whole with every change. A device is known again
 * by its USB ids and, where it has one, its serial number; the ids that apps see are new in every run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import type { KindName } from './device-kind';

export interface StoredGrant {
  deviceType: KindName;
  /** "https://app.example" */
  origin: string;
  vendorId: number;
  productId: number;
  /** Missing: any device of these ids. */
  serialNumber?: string;
}

const FILE = 'Device Grants.json';
const VERSION = 1;
const KINDS = new Set<unknown>(['hid', 'serial', 'usb'] satisfies KindName[]);

export class GrantStore {
  readonly #directory: string;
  readonly #grants: Map<string, StoredGrant>;

  /** `directory`: of the session. A damaged file is an empty store, and one warning. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#grants = new Map(read(join(directory, FILE)).map((grant) => [keyOf(grant), grant]));
  }

  list(): StoredGrant[] {
    return [...this.#grants.values()].map((grant) => ({ ...grant }));
  }

  has(grant: StoredGrant): boolean {
    return this.#grants.has(keyOf(grant));
  }

  /** Throws where the file cannot be written. */
  add(grant: StoredGrant): void {
    if (this.has(grant)) return;
    this.#grants.set(keyOf(grant), grant);
    this.#write();
  }

  remove(grant: StoredGrant): void {
    if (this.#grants.delete(keyOf(grant))) this.#write();
  }

  #write(): void {
    const content = JSON.stringify({ version: VERSION, grants: this.list() }, null, 2);
    replaceFile(join(this.#directory, FILE), `${content}\n`, { flush: true });
  }
}

/** The same for two entries that mean the same devices. */
export const keyOf = ({ deviceType, origin, vendorId, productId, serialNumber }: StoredGrant): string =>
  JSON.stringify([deviceType, origin, vendorId, productId, serialNumber ?? null]);

function read(file: string): StoredGrant[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    return damaged(file, String(error));
  }
  try {
    const { version, grants } = JSON.parse(text) as Record<string, unknown>;
    if (version === VERSION && Array.isArray(grants) && grants.every(isGrant)) return grants;
  } catch (error) {
    return damaged(file, String(error));
  }
  return damaged(file, `it is not a list of grants of version ${VERSION}`);
}

function damaged(file: string, reason: string): [] {
  process.emitWarning(`${file} cannot be read: no device is granted by it (${reason}). The next grant replaces it.`, {
    code: 'VALENCE_DEVICE_GRANTS_DAMAGED',
  });
  return [];
}

const isId = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65536;

function isGrant(value: unknown): value is StoredGrant {
  if (typeof value !== 'object' || value === null) return false;
  const { deviceType, origin, vendorId, productId, serialNumber } = value as Record<string, unknown>;
  return (
    KINDS.has(deviceType) &&
    typeof origin === 'string' &&
    isId(vendorId) &&
    isId(productId) &&
    (serialNumber === undefined || typeof serialNumber === 'string')
  );
}
