/** Names and passwords for proxies, as ses.setProxy() takes them. They stay in this process: the gate tells them to the proxies. */
import { invalidArgType, validateObject, validateString } from '../../common/validators';
import { hostAndPort } from './proxy-rules';

export interface ProxyLogin {
  readonly username: string;
  readonly password: string;
}

export interface ProxyCredentials extends ProxyLogin {
  /** "foopy:80", as ses.resolveProxy() writes it. */
  readonly proxy: string;
}

/** Bytes; RFC 1929 has no more. */
const LONGEST = 255;

/** By address of the proxy, in lower case. Throws TypeError for what is no list of credentials; its message has no password. */
export function credentialsIn(value: unknown = []): Map<string, ProxyLogin> {
  if (!Array.isArray(value)) {
    throw invalidArgType('config.proxyCredentials', 'an array of objects with proxy, username and password', value);
  }
  return new Map(value.map((entry: unknown, index) => entryOf(entry, `config.proxyCredentials[${index}]`)));
}

function entryOf(entry: unknown, name: string): [string, ProxyLogin] {
  validateObject(entry, name);
  const { proxy, username, password } = entry as Partial<Record<keyof ProxyCredentials, unknown>>;
  validateString(proxy, `${name}.proxy`);
  const address = hostAndPort(proxy);
  // Their values are nobody's business: one that is wrong may hold the password of another field.
  if (address === null) throw new TypeError(`${name}.proxy must be a host and a port such as 'foopy:80'`);
  validateString(username, `${name}.username`);
  validateString(password, `${name}.password`);
  if (username === '' || username.includes(':')) throw new TypeError(`${name}.username must be a name without a colon`);
  for (const [field, text] of Object.entries({ username, password })) {
    if (Buffer.byteLength(text) > LONGEST) throw new TypeError(`${name}.${field} must have ${LONGEST} bytes at most`);
  }
  return [address, { username, password }];
}
