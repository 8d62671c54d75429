// What script/electron-specs gives to the process that runs a file.

/** In the environment, since the arguments are those of the checkout's spec/index.js. */
export const OPTIONS_VARIABLE = 'VALENCE_ELECTRON_SPECS';

export interface SuiteOptions {
  /** An Electron checkout: the directory that holds spec/ and docs/. */
  readonly checkout: string;
  /** Where the results go. */
  readonly report: string;
  /** Title paths of the tests that have run before the process died: not run again. */
  readonly done: readonly (readonly string[])[];
  /** If given: title paths of the tests to run. */
  readonly only?: readonly (readonly string[])[];
}

/**
 * @throws {Error} if the variable is missing
 */
export function readOptions(env: NodeJS.ProcessEnv): SuiteOptions {
  const text = env[OPTIONS_VARIABLE];
  if (text === undefined) throw new Error(`${OPTIONS_VARIABLE} is not set. Run script/electron-specs.`);
  return JSON.parse(text) as SuiteOptions;
}
