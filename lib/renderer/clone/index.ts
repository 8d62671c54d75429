/**
 * Evaluated in a page for results of executeJavaScript() whose content the DevTools protocol does not carry: bytes and
 * errors inside of objects.
 */
export { serialize } from '../../common/serialization';
