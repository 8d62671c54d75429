/** Every case by the name that --only takes, in the order of the table. */
import { bodies } from './bodies';
import type { Case } from './case';
import { cookies } from './cookies';
import { devices } from './devices';
import { extensions } from './extensions';
import { downloads } from './downloads';
import { fetchCase } from './fetch';
import { firstPage } from './first-page';
import { furtherContext, furtherMemory, furtherPersistent } from './further-session';
import { permissions } from './permissions';
import { protocol } from './protocol';
import { requestMemory } from './request-memory';
import { requests } from './requests';
import { roundTrips } from './round-trips';
import { start } from './start';
import { certificatesCase, emulationCase, proxyCase } from './steering';

export const CASES = {
  start,
  'first-page': firstPage,
  'further-memory': furtherMemory,
  'further-persistent': furtherPersistent,
  'further-context': furtherContext,
  cookies,
  'round-trips': roundTrips,
  bodies,
  protocol,
  requests,
  'request-memory': requestMemory,
  'fetch': fetchCase,
  downloads,
  devices,
  permissions,
  extensions,
  'proxy': proxyCase,
  'certificates': certificatesCase,
  'emulation': emulationCase,
} satisfies Record<string, Case>;

export type CaseName = keyof typeof CASES;

export const CASE_NAMES = Object.keys(CASES) as CaseName[];

/** True for what runs only if it is named. */
export function isOnlyByName(name: CaseName): boolean {
  const { onlyByName = false }: Case = CASES[name];
  return onlyByName;
}

export const isCase = (name: string): name is CaseName => name in CASES;
