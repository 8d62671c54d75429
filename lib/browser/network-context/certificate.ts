/** Certificates as Electron has them, of those that Node.js gives, and the names that Chromium has for what is wrong with one. */
import { createHash } from 'node:crypto';
import { rootCertificates, type DetailedPeerCertificate } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { NET_ERRORS } from '../../common/net-errors';

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';
const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

type Name = DetailedPeerCertificate['subject'];

const principal = (name: Name): Electron.CertificatePrincipal => ({
  commonName: one(name.CN),
  organizations: list(name.O),
  organizationUnits: list(name.OU),
  locality: one(name.L),
  state: one(name.ST),
  country: one(name.C),
});

/** As Chromium shows a name: its common name, else its organization. */
const displayName = (name: Name): string => one(name.CN) || one(name.O) || one(name.OU);

const pem = (der: Buffer): string => {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

const seconds = (date: string): number => Date.parse(date) / 1000;

/** Whether there is an issuer that is another certificate. */
const hasIssuer = (certificate: DetailedPeerCertificate): boolean =>
  certificate.issuerCertificate !== undefined &&
  certificate.issuerCertificate.fingerprint256 !== certificate.fingerprint256;

/** With the chain of its issuers, as far as the server sent it or the machine knows it. */
export function toCertificate(certificate: DetailedPeerCertificate): Electron.Certificate {
  const converted: Omit<Electron.Certificate, 'issuerCert'> = {
    data: pem(certificate.raw),
    issuer: principal(certificate.issuer),
    issuerName: displayName(certificate.issuer),
    subject: principal(certificate.subject),
    subjectName: displayName(certificate.subject),
    serialNumber: certificate.serialNumber,
    validStart: seconds(certificate.valid_from),
    validExpiry: seconds(certificate.valid_to),
    fingerprint: `sha256/${sha256(certificate.raw)}`,
  };
  const issuer = hasIssuer(certificate) ? { issuerCert: toCertificate(certificate.issuerCertificate) } : {};
  return { ...converted, ...issuer } as Electron.Certificate;
}

/** Fingerprints of the roots that come with Node.js, which are Mozilla's. */
let knownRoots: Set<string> | null = null;

export function isIssuedByKnownRoot(certificate: DetailedPeerCertificate): boolean {
  knownRoots ??= new Set(rootCertificates.map((root) => new X509Certificate(root).fingerprint256));
  let last = certificate;
  while (hasIssuer(last)) last = last.issuerCertificate;
  return knownRoots.has(last.fingerprint256);
}

const CODES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'ERR_CERT_DATE_INVALID',
  CERT_NOT_YET_VALID: 'ERR_CERT_DATE_INVALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'ERR_CERT_COMMON_NAME_INVALID',
  HOSTNAME_MISMATCH: 'ERR_CERT_COMMON_NAME_INVALID',
  CERT_REVOKED: 'ERR_CERT_REVOKED',
  CERT_SIGNATURE_FAILURE: 'ERR_CERT_INVALID',
  CA_MD_TOO_WEAK: 'ERR_CERT_WEAK_SIGNATURE_ALGORITHM',
  EE_KEY_TOO_SMALL: 'ERR_CERT_WEAK_KEY',
  CA_KEY_TOO_SMALL: 'ERR_CERT_WEAK_KEY',
};

/** Of the authorizationError of a socket; null: nothing is wrong. */
export function verificationOf(code: string | null): { verificationResult: string; errorCode: number } {
  if (code === null) return { verificationResult: 'net::OK', errorCode: 0 };
  const name = CODES[code] ?? 'ERR_CERT_AUTHORITY_INVALID';
  return { verificationResult: `net::${name}`, errorCode: NET_ERRORS[name] ?? -202 };
}
