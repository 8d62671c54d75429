/** Scripts of the library in pages: strict, and by a name of their own in stacks. */

/** URLs of such scripts. */
export const LIBRARY_SCRIPTS = 'valence/';

/** Strict: pages could otherwise reach the functions through `caller` and Error.prepareStackTrace. */
export const libraryScript = (name: string, code: string): string =>
  `(() => { 'use strict'; ${code} })();\n//# sourceURL=${LIBRARY_SCRIPTS}${name}.js`;
