/** What a member throws, or rejects with, that exists because Electron has it and cannot work here. */

export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly code = 'ERR_VALENCE_UNAVAILABLE';

  /** `member`: 'new Tray()'. `reason`: a sentence without its full stop. `section`: of docs/limits.md. */
  constructor(member: string, reason: string, section = 'Modules') {
    super(`${member} is not available: ${reason}. See "${section}" in docs/limits.md.`);
  }
}
