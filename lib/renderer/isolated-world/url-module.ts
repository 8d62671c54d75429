/** The url module of preload scripts: the npm package's parser and the platform's classes. */
import * as legacy from 'url/';

/** Called once, on the first require('url'). */
export const loadUrlModule = (): object => ({ ...legacy, URL, URLSearchParams });
