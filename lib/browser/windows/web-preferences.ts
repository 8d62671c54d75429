/** webPreferences: which are honored, and one warning by name for each that is not. */
import { validateBoolean, validateObject, validateString } from '../../common/validators';
import { warnUnsupported } from './warn-unsupported';

/** What the preferences say, with Electron's defaults. */
export interface Preferences {
  preload: string | null;
  contextIsolation: boolean;
  sandbox: boolean;
  /** Pages find `require` and what else preload scripts have in their scope. */
  nodeIntegration: boolean;
  /** Preload scripts run in subframes too. */
  subFrames: boolean;
  additionalArguments: string[];
  spellcheck: boolean;
}

const SUPPORTED = new Set([
  'additionalArguments',
  'backgroundThrottling',
  'contextIsolation',
  'nodeIntegration',
  'nodeIntegrationInSubFrames',
  'partition',
  'preload',
  'sandbox',
  'session',
  'spellcheck',
]);

/** Values that ask for what stock Chromium does anyway: no warning. */
const HARMLESS: Record<string, unknown> = {
  allowRunningInsecureContent: false,
  devTools: true,
  enableWebSQL: false,
  experimentalFeatures: false,
  images: true,
  javascript: true,
  navigateOnDragDrop: false,
  nodeIntegrationInWorker: false,
  offscreen: false,
  plugins: false,
  scrollBounce: false,
  textAreasAreResizable: true,
  webSecurity: true,
  webgl: true,
  webviewTag: false,
  zoomFactor: 1,
};

/** Throws TypeError for wrong types. */
export function readPreferences(preferences: Electron.WebPreferences): Preferences {
  validateObject(preferences, 'webPreferences');
  for (const [name, value] of Object.entries(preferences)) {
    if (value === undefined || SUPPORTED.has(name) || (name in HARMLESS && HARMLESS[name] === value)) continue;
    warnUnsupported(
      name,
      `webPreferences.${name} has no effect in Valence; see "Window preferences" in docs/limits.md`,
    );
  }
  const { preload, additionalArguments = [], contextIsolation = true, nodeIntegration = false } = preferences;
  // As in Electron, which has both in one process.
  const { sandbox = !nodeIntegration } = preferences;
  if (preload !== undefined) validateString(preload, 'webPreferences.preload');
  if (preload && preferences.sandbox === false) {
    warnUnsupported(
      'sandbox',
      'webPreferences.sandbox: false: preload scripts still run sandboxed, without the modules of Node.js; see docs/limits.md',
    );
  }
  const { backgroundThrottling } = preferences;
  if (backgroundThrottling !== undefined) validateBoolean(backgroundThrottling, 'webPreferences.backgroundThrottling');
  if (nodeIntegration) {
    warnUnsupported(
      'nodeIntegration',
      'webPreferences.nodeIntegration: scripts have the require() of sandboxed preload scripts, without the modules of Node.js; ' +
        'see docs/limits.md',
    );
  }
  return {
    // With context isolation only preload scripts have it, in Electron too.
    nodeIntegration: nodeIntegration && !contextIsolation,
    preload: preload ?? null,
    contextIsolation,
    sandbox,
    subFrames: preferences.nodeIntegrationInSubFrames ?? false,
    additionalArguments,
    spellcheck: preferences.spellcheck !== false,
  };
}
