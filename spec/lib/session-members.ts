// The members of the session contract, written beside the specs when they are transpiled.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Member } from '../../script/lib/specs/member-coverage.mjs';

/** The 80 members of the contract, in Electron's order. Which of them work is what the expectation file says. */
export const readMembers = (): Member[] =>
  JSON.parse(readFileSync(path.join(__dirname, '..', 'members.json'), 'utf8')) as Member[];
