/** Who takes part, under which name, and how its process is started. */
import type { Driver, DriverOptions } from './driver';

export interface Contender {
  label: string;
  /** Started with the valence command instead of node. */
  isApp: boolean;
  env: Record<string, string>;
  /** Loaded in the measured process only, so that none pays for another one's modules. */
  open(options: DriverOptions): Promise<Driver>;
}

const openValence = async (options: DriverOptions): Promise<Driver> => (await import('./valence.js')).open(options);

export const CONTENDERS = {
  'valence': { label: 'Valence', isApp: true, env: { VALENCE_RESERVE: '1' }, open: openValence },
  'valence-no-reserve': { label: 'Valence, no reserve', isApp: true, env: { VALENCE_RESERVE: '0' }, open: openValence },
  'puppeteer': {
    label: 'Puppeteer',
    isApp: false,
    env: {},
    open: async (options) => (await import('./puppeteer.js')).open(options),
  },
  'playwright': {
    label: 'Playwright',
    isApp: false,
    env: {},
    open: async (options) => (await import('./playwright.js')).open(options),
  },
  'chromium-cbor': {
    label: 'Chromium, CBOR pipe',
    isApp: false,
    env: {},
    open: async (options) => (await import('./chromium.js')).open({ ...options, framing: 'cbor' }),
  },
  'chromium-json': {
    label: 'Chromium, JSON pipe',
    isApp: false,
    env: {},
    open: async (options) => (await import('./chromium.js')).open({ ...options, framing: 'json' }),
  },
  'chromium-chooser': {
    label: 'Chromium, its chooser',
    isApp: false,
    env: {},
    open: async (options) => (await import('./chromium.js')).open({ ...options, framing: 'cbor', chooser: true }),
  },
} satisfies Record<string, Contender>;

export type ContenderName = keyof typeof CONTENDERS;

/** The libraries that Valence is compared with. */
export const PEERS: readonly ContenderName[] = ['puppeteer', 'playwright'];

export const isContender = (name: string): name is ContenderName => name in CONTENDERS;
