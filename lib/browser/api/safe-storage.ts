/** The `safeStorage` module (docs/api/safe-storage.md): there is no encryption, and it says so. */
import { EventEmitter } from 'node:events';
import { invalidArgType, validateString } from '../../common/validators';
import { LIBRARY, requireLibrary } from '../internals';
import { UnavailableError } from '../unavailable-error';

const REASON = 'Valence does not use the Secret Service of the desktop; ask safeStorage.isEncryptionAvailable()';

type Members =
  | 'decryptString'
  | 'encryptString'
  | 'getSelectedStorageBackend'
  | 'isEncryptionAvailable'
  | 'setUsePlainTextEncryption';

export class SafeStorage extends EventEmitter implements Pick<Electron.SafeStorage, Members> {
  constructor(key: typeof LIBRARY) {
    super();
    requireLibrary(key);
  }

  isEncryptionAvailable(): boolean {
    return false;
  }

  getSelectedStorageBackend(): 'unknown' {
    return 'unknown';
  }

  encryptString(plainText: string): Buffer {
    validateString(plainText, 'plainText');
    throw new UnavailableError('safeStorage.encryptString()', REASON);
  }

  decryptString(encrypted: Buffer): string {
    if (!Buffer.isBuffer(encrypted)) throw invalidArgType('encrypted', 'a Buffer', encrypted);
    throw new UnavailableError('safeStorage.decryptString()', REASON);
  }

  setUsePlainTextEncryption(): void {
    throw new UnavailableError(
      'safeStorage.setUsePlainTextEncryption()',
      'a key that everybody knows protects nothing',
    );
  }
}

export const safeStorage = new SafeStorage(LIBRARY);
