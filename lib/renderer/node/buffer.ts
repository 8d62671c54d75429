/** Node.js' Buffer for preload scripts that mention it. A bundle of its own: most do not. */
export { Buffer } from 'buffer/';
