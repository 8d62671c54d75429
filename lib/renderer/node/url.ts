/**
 * Node.js' url module for preload scripts that require it: the npm package's parser and the platform's classes. A bundle
 * of its own: most do not.
 */

/** The bundler's: the package has no types. */
declare const require: (name: 'url/') => object;

export const url = { ...require('url/'), URL, URLSearchParams };
