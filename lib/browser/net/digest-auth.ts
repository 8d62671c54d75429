/** The Digest scheme of HTTP authentication (https://www.rfc-editor.org/rfc/rfc7616), as far as Chromium speaks it: MD5 and SHA-256. */
import { createHash, randomBytes } from 'node:crypto';

export interface DigestRequest {
  method: string;
  url: string;
  username: string;
  password: string;
}

const ALGORITHMS: Readonly<Record<string, string>> = { 'md5': 'md5', 'sha-256': 'sha256' };

/** Every challenge is answered once, with a nonce of our own. */
const COUNT = '00000001';

/** Names in lower case. The quoted form of a value is undone. */
function fieldsOf(challenge: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of challenge.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g)) {
    const key = name.toLowerCase();
    if (!fields.has(key)) fields.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return fields;
}

interface Challenge {
  realm: string;
  nonce: string;
  opaque: string | undefined;
  /** As the server has written it; undefined: none. */
  algorithm: string | undefined;
  hash: string;
  isSession: boolean;
  /** Whether `qop` is sent: servers of before RFC 2617 know none. */
  hasQop: boolean;
}

/** The challenge of `WWW-Authenticate`; null if it asks for what is not spoken here. */
export function digestChallenge(header: string): Challenge | null {
  if (!/^digest\s/i.test(header)) return null;
  const fields = fieldsOf(header);
  const [realm, nonce, algorithm] = [fields.get('realm'), fields.get('nonce'), fields.get('algorithm')];
  const [, base = 'md5', session] = /^(.*?)(-sess)?$/i.exec(algorithm?.toLowerCase() ?? 'md5') ?? [];
  const hash = ALGORITHMS[base];
  const qop = fields.get('qop');
  const speaksQop = qop === undefined || qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
  if (realm === undefined || nonce === undefined || !hash || !speaksQop) return null;
  const isSession = session !== undefined;
  return { realm, nonce, opaque: fields.get('opaque'), algorithm, hash, isSession, hasQop: qop !== undefined };
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Value of the header Authorization. `client`: a nonce that nobody else has. */
export function digestAuthorization(
  challenge: Challenge,
  { method, url, username, password }: DigestRequest,
  client = randomBytes(16).toString('hex'),
): string {
  const { realm, nonce, opaque, algorithm, hash, isSession, hasQop } = challenge;
  const digest = (...parts: string[]): string => createHash(hash).update(parts.join(':')).digest('hex');
  const { pathname, search } = new URL(url);
  const uri = pathname + search;
  const secret = digest(username, realm, password);
  const key = isSession ? digest(secret, nonce, client) : secret;
  const what = digest(method, uri);
  const response = hasQop ? digest(key, nonce, COUNT, client, 'auth', what) : digest(key, nonce, what);
  const fields = [
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(hasQop ? [`qop=auth, nc=${COUNT}, cnonce="${client}"`] : isSession ? [`cnonce="${client}"`] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}
