/** ses.getNetworkSettings(): what an app has set for the connections of a session. Names, passwords and procedures are left out. */
import type { CertificateVerifier, Verdict } from './certificate-verifier';
import type { EmulatedNetwork } from './network-conditions';
import type { ProxyConfig } from './proxy-config';
import type { TLSLimits } from './tls-limits';

export interface NetworkSettings {
  /** Null: it was not set. */
  proxy: {
    mode: string;
    pacScript: string;
    proxyRules: string;
    proxyBypassRules: string;
    /** Proxies that have credentials: "foopy:80". */
    proxiesWithCredentials: string[];
  } | null;
  ssl: { minVersion: string; maxVersion: string; disabledCipherSuites: number[] };
  /** Null: nothing is emulated. */
  emulation: { offline: boolean; latency: number; downloadThroughput: number; uploadThroughput: number } | null;
  /** Whether a procedure of the app judges certificates. */
  verifiesCertificates: boolean;
  /** What it was asked last, newest first. */
  certificates: {
    hostname: string;
    subjectName: string;
    issuerName: string;
    verificationResult: string;
    /** "accepted", "chromium", "net::ERR_FAILED"; null: it has not answered yet. */
    answer: string | null;
  }[];
}

interface Parts {
  proxy: ProxyConfig;
  emulation: EmulatedNetwork;
  limits: TLSLimits | null;
  verifier: CertificateVerifier | null;
}

export function describeNetwork({ proxy, emulation, limits, verifier }: Parts): NetworkSettings {
  const { configured, proxiesWithCredentials } = proxy;
  const { minVersion = 'tls1.2', maxVersion = 'tls1.3', disabledCipherSuites = [] } = limits ?? {};
  const judgements = verifier?.judgements ?? [];
  return {
    proxy: configured && {
      mode: configured.mode,
      pacScript: withoutCredentials(configured.pac),
      proxyRules: configured.rules,
      proxyBypassRules: configured.bypass,
      proxiesWithCredentials,
    },
    ssl: { minVersion, maxVersion, disabledCipherSuites: [...disabledCipherSuites] },
    emulation: emulation.conditions && { ...emulation.conditions },
    verifiesCertificates: verifier !== null,
    certificates: judgements.map(({ verdict, ...asked }) => ({ ...asked, answer: textOf(verdict) })),
  };
}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = parsed.password = '';
  return parsed.href;
}

function textOf(verdict: Verdict | null): string | null {
  if (verdict === null || verdict === 'chromium') return verdict;
  return verdict === 'accept' ? 'accepted' : `net::${verdict}`;
}
