/**
 * What ses.clearStorageData() was asked for, in the DevTools protocol's words (Storage.clearDataForOrigin). Both end in
 * StoragePartition::ClearData, as Electron's does (shell/browser/api/electron_api_session.cc).
 */
import type Protocol from 'devtools-protocol';
import { invalidArgType, validateObject, validateString } from '../../common/validators';

export interface ClearStorageDataOptions {
  /** "https://example.com:8080"; absent: every origin. */
  origin?: string;
  /** Names as in Electron, in any case; absent: all of them. */
  storages?: string[];
  /** Absent: all. */
  quotas?: string[];
}

export interface StorageToClear {
  /** An origin, or ANY_ORIGIN. */
  origin: string;
  /** Comma-separated Storage.StorageType values; empty: there is nothing to do. */
  storageTypes: string;
}

/** Chromium reads what is no URL as "no origin in particular" and clears the data of all, partitioned data included. */
const ANY_ORIGIN = '*';

type StorageType = Protocol.Storage.StorageType;

/** Null: storages that Chromium no longer has. They are accepted and hold nothing. */
const STORAGE_TYPES: Record<string, StorageType | null> = {
  appcache: null,
  cachestorage: 'cache_storage',
  cookies: 'cookies',
  filesystem: 'file_systems',
  indexdb: 'indexeddb',
  localstorage: 'local_storage',
  serviceworkers: 'service_workers',
  shadercache: 'shader_cache',
  websql: null,
};

/** Storages under the quota system: `quotas` chooses among them. Chromium only has data of the temporary quota. */
const QUOTA_MANAGED = new Set(['cachestorage', 'filesystem', 'indexdb', 'serviceworkers', 'websql']);
const QUOTAS = ['temporary', 'persistent', 'syncable'];

/** Schemes whose pages can have storage. Any other would name no origin, and Chromium would clear every origin. */
const STORAGE_SCHEMES = new Set(['chrome-extension:', 'chrome:', 'file:', 'http:', 'https:', 'ws:', 'wss:']);

function checkNames(field: string, names: unknown, known: readonly string[]): string[] | undefined {
  if (names === undefined) return undefined;
  if (!Array.isArray(names) || !names.every((name): name is string => typeof name === 'string')) {
    throw invalidArgType(`options.${field}`, `an array of strings (${known.join(', ')})`, names);
  }
  const lowered = names.map((name) => name.toLowerCase());
  const unknown = names.find((_, index) => !known.includes(lowered[index] ?? ''));
  if (unknown === undefined) return lowered;
  throw new Error(`options.${field} has the unknown name '${unknown}': use ${known.join(', ')}`);
}

function checkOrigin(origin: unknown): string {
  if (origin === undefined) return ANY_ORIGIN;
  validateString(origin, 'options.origin');
  const { protocol, host } = URL.canParse(origin) ? new URL(origin) : { protocol: '', host: '' };
  if (/^[a-z][\w+.-]*:\/\//i.test(origin) && STORAGE_SCHEMES.has(protocol) && (host !== '' || protocol === 'file:')) {
    return origin.toLowerCase().startsWith('file:') ? 'file://' : origin;
  }
  throw new Error(`options.origin must be scheme://host:port with a scheme that has storage, got '${origin}'`);
}

/** Throws TypeError for wrong types, Error for unknown names and for origins without a scheme. */
export function storageToClear(options: ClearStorageDataOptions = {}): StorageToClear {
  validateObject(options, 'options');
  const origin = checkOrigin(options.origin);
  const storages = checkNames('storages', options.storages, Object.keys(STORAGE_TYPES));
  const quotas = checkNames('quotas', options.quotas, QUOTAS);
  const clearsQuotaManaged = quotas === undefined || quotas.includes('temporary');
  // Chromium clears cookies by host. Files have none, and Chromium would take every host instead.
  const clearsCookies = !origin.startsWith('file:');
  if (storages === undefined && clearsQuotaManaged && clearsCookies) return { origin, storageTypes: 'all' };
  const types = (storages ?? Object.keys(STORAGE_TYPES))
    .filter((name) => clearsQuotaManaged || !QUOTA_MANAGED.has(name))
    .filter((name) => clearsCookies || name !== 'cookies')
    .map((name) => STORAGE_TYPES[name]);
  return { origin, storageTypes: types.filter(Boolean).join() };
}
