/** Versions that both the build and the runtime speak of. `script/gen-versions` checks them against DEPS. */

/** The Electron release whose session API is the contract; `process.versions.electron`. */
export const ELECTRON_VERSION = '28.3.3';

/** `process.versions.valence`; the same as package.json. */
export const VALENCE_VERSION = '0.1.0';

/** Oldest and newest Chromium milestone the specs ran on. */
export const TESTED_MILESTONES: readonly [floor: number, ceiling: number] = [150, 156];
